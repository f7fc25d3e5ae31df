//! registry-lost: an image or a chart that only the lost region has.

use crate::diag::{Diags, findings};
use crate::lint::walk::applied::applied;
use crate::lint::walk::once::Once;
use crate::lint::{Lint, LintCx};

pub(super) static LINT: Lint = Lint {
    finding: &findings::REGISTRY_LOST,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let mut once = Once::new();
    for applied in applied(cx) {
        let (lost, here) = (&applied.side.primary.region, &applied.side.cluster.region);
        if lost.value == here.value {
            continue;
        }
        let registries = applied.shown.registries.iter();
        for (_, host, file) in registries.filter(|(region, ..)| **region == *lost.value) {
            // One registry is one finding, however many paths pull from it.
            if once.first(host) {
                out.push(
                    LINT.diag(applied.path.span,
                        format!("`{file}` pulls from `{host}`, which lies in {}", lost.value),
                    )
                    .label("the registry is lost with the region, and on an empty cluster no node has the image")
                    .related(applied.side.cluster.name.span, format!("recovers in {}", here.value))
                    .help(format!("replicate the registry to {}, and name it there in the overlay of the recovery", here.value)),
                );
            }
        }
    }
}
