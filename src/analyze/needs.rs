//! What a namespace needs, beside the order in which tiers are restored: the four states that
//! Site Recovery Manager knows for a dependency.

use crate::analyze::Analysis;
use crate::analyze::effective::Member;
use crate::analyze::recovery::tiers_in_order;
use crate::model::{ClusterId, Need, Tier, TierId};
use crate::source::Spanned;
use std::collections::BTreeMap;
use std::sync::Arc;

/// How something needed stands to what needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// Of the same tier, or a platform: `needs` alone decides.
    Fine,
    /// Of an earlier tier: it is there anyway.
    HigherPriority(Arc<Tier>),
    /// Of a later tier: what needs it waits for the restore of that tier.
    LowerPriority(Arc<Tier>),
    /// The primary of what needs it does not have it.
    NotInPlan,
}

/// Every `needs` of a plan's namespaces, on each primary once a block, in the order of the plan.
pub fn all_needs(analysis: &Analysis) -> Vec<(&Arc<Member>, &Spanned<Need>, Standing)> {
    let order: BTreeMap<TierId, usize> = tiers_in_order(analysis.model())
        .into_iter()
        .enumerate()
        .map(|(at, tier)| (tier.id, at))
        .collect();
    // What is in no tier waits for no restore, and nothing waits for one because of it.
    fn place<'m>(
        order: &BTreeMap<TierId, usize>,
        member: &'m Member,
    ) -> Option<(usize, &'m Arc<Tier>)> {
        let tier = member.tier.as_ref()?;
        Some((*order.get(&tier.id)?, tier))
    }
    let mut named: BTreeMap<(ClusterId, &str), Vec<&Arc<Member>>> = BTreeMap::new();
    for member in analysis.members() {
        let key = (member.id.cluster, member.name.value.as_str());
        named.entry(key).or_default().push(member);
    }
    let mut needs = Vec::new();
    for member in analysis.members() {
        // The namespaces of a block need the same.
        if member.id.namespace.index > 0 {
            continue;
        }
        for need in &member.block.needs {
            let others = named.get(&(member.id.cluster, need.name.as_str()));
            // Of several blocks the one that is restored last counts.
            let other = others
                .into_iter()
                .flatten()
                .max_by_key(|other| place(&order, other).map(|(at, _)| at));
            let standing = match other.map(|other| (place(&order, member), place(&order, other))) {
                Some((Some((own, _)), Some((other, tier)))) if own > other => {
                    Standing::HigherPriority(tier.clone())
                }
                Some((Some((own, _)), Some((other, tier)))) if own < other => {
                    Standing::LowerPriority(tier.clone())
                }
                Some(_) => Standing::Fine,
                None if need.platform.is_some() => Standing::Fine,
                None => Standing::NotInPlan,
            };
            needs.push((member, need, standing));
        }
    }
    needs
}
