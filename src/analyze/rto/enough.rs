//! The time that would be enough as a promise.
//!
//! Tiers without `order` are restored by their times, so a longer time gives a tier a later place, behind tiers that
//! promise less. The stages are computed again with that place, until the time holds.

use super::late::{LateRecovery, too_slow};
use super::{Promise, Recovery, compute, hangs_on_sizes, promises};
use crate::analyze::Analysis;
use crate::analyze::backup::cost::{LARGE, SIZE};
use crate::analyze::effective::Member;
use crate::analyze::facts::Facts;
use crate::analyze::quantities::Seconds;
use crate::analyze::recovery::{self, RecoverySide, tiers_in_order};
use crate::model::Tier;
use std::sync::Arc;

impl LateRecovery<'_> {
    /// The time that would be enough as the promise, for all that share it.
    pub fn enough(&self, analysis: &Analysis) -> Seconds {
        // With a size that is not declared the promise must hold for large volumes too.
        let large = hangs_on_sizes(analysis);
        let mut enough = self.latest(analysis, analysis.recoveries());
        if large {
            enough = enough.max(self.latest(analysis, analysis.recoveries_if_large()));
        }
        let Some(tier) = &self.member.tier else {
            return enough;
        };
        let of_tier = tier.values.rto.as_ref().map(|rto| rto.span) == Some(self.promise.span);
        if !of_tier || tier.values.order.is_some() {
            return enough;
        }
        // Each turn puts the tier behind one more at least.
        for _ in 0..analysis.model().tiers.len() {
            let Some(recoveries) = if_promised(analysis, tier, enough, large) else {
                break;
            };
            let latest = self.latest(analysis, &recoveries);
            if latest <= enough {
                break;
            }
            enough = latest;
        }
        enough
    }

    /// When the last of the namespaces that share the promise is restored.
    fn latest(&self, analysis: &Analysis, recoveries: &[Recovery]) -> Seconds {
        let mut latest = Seconds::ZERO;
        // To know the loss of a promise takes long, and most namespaces have another one.
        let shares = |member: &Member| {
            let bare = member.rto.and_then(|rto| rto.origin.span());
            let mut when = member.when().iter().filter_map(|when| when.rto.as_ref());
            bare == Some(self.promise.span) || when.any(|rto| rto.span == self.promise.span)
        };
        for member in analysis.members().iter().filter(|member| shares(member)) {
            let own = promises(analysis.model(), member);
            for promise in own.filter(|promise| promise.span == self.promise.span) {
                let any = Promise {
                    rto: Seconds::ZERO,
                    ..promise
                };
                let restored = too_slow(analysis, recoveries, member, &any).map(|(at, _)| at);
                latest = latest.max(restored.max().unwrap_or_default());
            }
        }
        latest
    }
}

/// The recoveries if a tier promised another time; `None` where its place stays the same.
fn if_promised(
    analysis: &Analysis,
    tier: &Tier,
    rto: Seconds,
    large: bool,
) -> Option<Vec<Recovery>> {
    let mut model = (**analysis.model()).clone();
    model.tiers.change(tier.id, |tier| {
        if let Some(known) = &mut tier.values.rto {
            known.value = rto.duration();
        }
    });
    let ids = |tiers: Vec<&Arc<Tier>>| tiers.into_iter().map(|tier| tier.id).collect::<Vec<_>>();
    if ids(tiers_in_order(&model)) == ids(tiers_in_order(analysis.model())) {
        return None;
    }
    let facts = Facts {
        model: &model,
        ..analysis.facts()
    };
    let sides: Vec<Arc<RecoverySide>> = analysis
        .rehearsed()
        .iter()
        .map(|side| recovery::ordered_again(facts, side))
        .collect();
    Some(compute(facts, &sides, if large { LARGE } else { SIZE }))
}
