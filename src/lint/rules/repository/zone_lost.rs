//! zone-lost: a class of volumes or pods that must be in a zone of the region whose loss the cluster recovers; also pods that a
//! Restore brings with such a zone, which the overlay of the recovery takes from them too late.

use crate::diag::{Diags, findings};
use crate::lint::walk::kept_places::kept_places;
use crate::lint::walk::lost_bounds::lost_bounds;
use crate::lint::walk::once::Once;
use crate::lint::{Lint, LintCx};
use crate::model::value::region::{canonical, is_one_region};
use crate::repository::contents::Bound;

pub(super) static LINT: Lint = Lint {
    finding: &findings::ZONE_LOST,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    restored(cx, out);
    for one in lost_bounds(cx, Bound::Zone, &are_all_in) {
        let here = one.here;
        out.push(
            LINT.diag(
                one.path.span,
                format!(
                    "`{}` in `{}` must be in `{}`",
                    one.bound.of, one.bound.file, one.bound.text
                ),
            )
            .label(format!(
                "`{}` has no node there: its pods are never scheduled, and its volumes never made",
                one.side.cluster.stated_name()
            ))
            .related(
                one.side.cluster.name.span,
                format!("this cluster recovers in {here}"),
            )
            .help(format!(
                "patch it in the overlay of the recovery: use zones of {here}, or none"
            )),
        );
    }
}

/// Pods that are restored for their files, and that only the overlay of the recovery takes out of the lost region.
fn restored(cx: &LintCx<'_>, out: &mut Diags) {
    let mut once = Once::new();
    for one in kept_places(cx) {
        let (side, before) = (one.of.side, one.of.before);
        let lost: &str = &side.primary.region.value;
        let here: &str = &side.cluster.region.value;
        let mut zones = one.zones.iter().filter(|zone| are_all_in(zone, lost));
        let Some(zone) = zones.next().filter(|_| !is_one_region(lost, here)) else {
            continue;
        };
        if !once.first((one.of.path.span, &before.kind, &before.name)) {
            continue;
        }
        out.push(
            LINT.diag(
                one.of.path.span,
                format!(
                    "the restored pods of the {} `{}` must be in `{zone}`, whatever this overlay says",
                    before.kind, before.name
                ),
            )
            .label(format!(
                "`{}` has no node there: they are never scheduled, the Restore waits for them, and the overlay is applied after the Restore",
                side.cluster.stated_name()
            ))
            .related(
                side.cluster.name.span,
                format!("this cluster recovers in {here}"),
            )
            .because(format!("files are restored through the pods as `{}` shows them", before.file))
            .help(format!(
                "write `modifiers FILE` in cluster `{}`, with rules for `pods`, `replicasets.apps` and what makes them that remove the zone",
                side.cluster.stated_name()
            ))
            .alternative(format!("write no zone in `{}`, or one that is only preferred", before.file)),
        );
    }
}

/// Whether all of some zones are in a region.
fn are_all_in(zones: &str, region: &str) -> bool {
    zones.split_whitespace().all(|zone| lies_in(zone, region))
}

/// Whether a zone is one of a region: `us-east-1a`, `europe-west1-b`, `eastus-1`, or the region itself.
fn lies_in(zone: &str, region: &str) -> bool {
    let (zone, region) = (zone.to_lowercase(), canonical(region));
    let Some(rest) = zone.strip_prefix(region.as_str()) else {
        return false;
    };
    rest.is_empty()
        || rest.starts_with('-')
        || rest.len() == 1 && rest.bytes().all(|b| b.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::lies_in;

    #[test]
    fn zones() {
        for (zone, region) in [
            ("us-east-1a", "us-east-1"),
            ("us-east-1", "us-east-1"),
            ("us-east-1-bos-1a", "us-east-1"),
            ("europe-west1-b", "europe-west1"),
            ("eastus-2", "East US"),
        ] {
            assert!(lies_in(zone, region), "{zone}");
        }
        for (zone, region) in [
            ("us-west-2a", "us-east-1"),
            ("europe-west12-b", "europe-west1"),
            ("eastus2-1", "eastus"),
        ] {
            assert!(!lies_in(zone, region), "{zone}");
        }
    }
}
