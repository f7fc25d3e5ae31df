//! What a namespace needs, beside the order in which tiers are restored: the four states that
//! Site Recovery Manager tells of a dependency.

use super::recovery::tiers_in_order;
use crate::model::value::Name;
use crate::model::{Model, Namespace, Tier};
use crate::source::Spanned;
use std::collections::BTreeMap;

/// How something needed stands to what needs it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing<'a> {
    /// Of the same tier, or a platform: `needs` alone decides.
    Fine,
    /// Of an earlier tier: it is there anyway.
    HigherPriority(&'a Tier),
    /// Of a later tier: what needs it waits for the restore of that tier.
    LowerPriority(&'a Tier),
    /// The plan does not have it.
    NotInPlan,
}

/// Every `needs` of a plan's namespaces, in the order of the plan.
pub fn all(model: &Model) -> Vec<(&Namespace, &Spanned<Name>, Standing<'_>)> {
    let order: BTreeMap<&str, (usize, &Tier)> = tiers_in_order(model)
        .into_iter()
        .enumerate()
        .map(|(at, tier)| (tier.name.value.as_str(), (at, tier)))
        .collect();
    let place = |block: &Namespace| order.get(block.tier.value.as_str()).copied();
    let mut tiers: BTreeMap<&str, Option<(usize, &Tier)>> = BTreeMap::new();
    for block in &model.namespaces {
        for name in &block.names {
            tiers.insert(name.value.as_str(), place(block));
        }
    }
    let mut needs = Vec::new();
    for block in &model.namespaces {
        let own = place(block);
        for need in &block.needs {
            let name = need.value.as_str();
            let standing = match (own, tiers.get(name)) {
                (Some((own, _)), Some(Some((other, tier)))) if own > *other => {
                    Standing::HigherPriority(tier)
                }
                (Some((own, _)), Some(Some((other, tier)))) if own < *other => {
                    Standing::LowerPriority(tier)
                }
                (_, Some(_)) => Standing::Fine,
                (_, None) if model.platforms.contains_key(&need.value) => Standing::Fine,
                (_, None) => Standing::NotInPlan,
            };
            needs.push((block, need, standing));
        }
    }
    needs
}
