//! zone-lost: a class of volumes or pods that must be in a zone of the region whose loss the cluster recovers.

use crate::diag::{Diags, findings};
use crate::lint::walk::lost_bounds::lost_bounds;
use crate::lint::{Lint, LintCx};
use crate::model::value::region::canonical;
use crate::repository::contents::Bound;

pub(super) static LINT: Lint = Lint {
    finding: &findings::ZONE_LOST,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
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
