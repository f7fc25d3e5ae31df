//! registry-lost: an image or a chart that only the lost region has.

use super::shared::brought::each;
use crate::diag::{Diag, Diags};
use crate::lint::{Lint, LintCx};
use std::collections::BTreeSet;

pub(super) static LINT: Lint = Lint {
    name: "registry-lost",
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let mut said = BTreeSet::new();
    each(cx, |brought| {
        let (lost, here) = (&brought.place.home.region, &brought.place.cluster.region);
        if lost.value == here.value {
            return;
        }
        let registries = brought.shown.registries.iter();
        for (_, host, file) in registries.filter(|(region, ..)| **region == *lost.value) {
            // One registry is one finding, however many paths pull from it.
            if said.insert(host) {
                out.push(
                    Diag::new(
                        "registry-lost",
                        brought.path.span,
                        format!("`{file}` pulls from `{host}`, which lies in {}", lost.value),
                    )
                    .label("the registry is lost with the region, and on an empty cluster no node has the image")
                    .related(brought.place.cluster.name.span, format!("recovers in {}", here.value))
                    .help(format!("replicate the registry to {}, and name it there in the overlay of the recovery", here.value)),
                );
            }
        }
    });
}
