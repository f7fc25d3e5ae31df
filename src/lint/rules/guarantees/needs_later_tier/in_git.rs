//! What waits for a later tier by the `dependsOn` or the `healthChecks` of Flux, and not by `needs`.

use super::LINT;
use crate::analyze::recovery::{StageId, StageKind};
use crate::diag::Diags;
use crate::lint::LintCx;
use crate::lint::walk::once::Once;
use crate::lint::walk::staged::{Event, Staged, staged};
use crate::model::TierId;
use std::collections::BTreeSet;

/// The recovery time knows the stages alone: an application that waits for one of a later tier is restored after it, and
/// is promised for earlier.
pub(super) fn in_git(cx: &LintCx<'_>, out: &mut Diags) {
    let mut once = Once::new();
    for order in staged(cx) {
        for (stage, at) in order.awaited() {
            let Some(StageKind::Apps(member, _)) =
                order.side.stages.get(stage).map(|one| &one.kind)
            else {
                continue;
            };
            // What waits for itself is `dependency-not-met`.
            let circle = order.object(stage, at).is_none_or(|one| {
                let mut needed = order.needed(stage, one).into_iter();
                needed.any(|(event, _)| order.way(event, Event::Ready(stage)).is_some())
            });
            let Some((one, (path, _))) = order.object(stage, at).zip(order.shown(stage)) else {
                continue;
            };
            if circle {
                continue;
            }
            let known = tiers(&order, Event::Ready(stage), false);
            for (event, what) in order.needed(stage, one) {
                let later = tiers(&order, event, true);
                let later = later.difference(&known);
                let tier = later.last().and_then(|tier| cx.model.tiers.get(*tier));
                let of = event.stage();
                let Some((tier, (other, _))) = tier.zip(order.shown(of)) else {
                    continue;
                };
                if !once.first((path.span, other.span)) {
                    continue;
                }
                let (own, tier_name) = (member.tier_name(), &tier.name.value);
                let mut members = order
                    .side
                    .stages
                    .get(of)
                    .into_iter()
                    .flat_map(|one| one.kind.members());
                let needs = members
                    .next()
                    .map_or("NAMESPACE", |other| other.name.value.as_str());
                out.push(
                    LINT.diag(
                        path.span,
                        format!("`{}/{}` of tier `{own}` waits for `{what}` of `{}`, which comes after the restore of tier `{tier_name}`", one.kind.word(), one.name, other.value),
                    )
                    .label("it is restored later than its recovery time says")
                    .because(format!("`{}` or a patch of it says so", one.file))
                    .related(tier.name.span, format!("`{tier_name}` comes after `{own}`"))
                    .help(format!("write `needs {needs}`, so that the recovery time counts it, and put `{needs}` into tier `{own}` where that is too late")),
                );
            }
        }
    }
}

/// The tiers that must be restored before an event.
fn tiers(order: &Staged<'_>, event: Event, objects: bool) -> BTreeSet<TierId> {
    let all = order.reached(event, objects).into_keys();
    let restores = all.filter_map(|event| {
        let Event::Ready(stage) = event else {
            return None;
        };
        let Some(StageId::Restore(tier)) = order.id(stage) else {
            return None;
        };
        Some(tier)
    });
    restores.collect()
}
