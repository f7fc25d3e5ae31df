//! registry-lost: an image or a chart that only the lost region has.

use crate::diag::{Diags, findings};
use crate::lint::walk::applied::applied;
use crate::lint::walk::once::Once;
use crate::lint::{Lint, LintCx};
use crate::model::value::region::is_one_region;

pub(super) static LINT: Lint = Lint {
    finding: &findings::REGISTRY_LOST,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let mut once = Once::new();
    for applied in applied(cx) {
        let (lost, here) = (&applied.side.primary.region, &applied.side.cluster.region);
        if is_one_region(&lost.value, &here.value) {
            continue;
        }
        let registries = applied.contents.registries.iter();
        for (_, host, file) in registries.filter(|(region, ..)| is_one_region(region, &lost.value))
        {
            // One registry is one finding, however many paths pull from it.
            if once.first(host) {
                out.push(
                    LINT.diag(applied.path.span,
                        format!("`{file}` pulls from `{host}`, which is in {}", lost.value),
                    )
                    .label("the registry is lost together with the region, and the nodes of a new cluster cannot pull the image")
                    .related(applied.side.cluster.name.span, format!("this cluster recovers in {}", here.value))
                    .help(format!("replicate the registry to {}, and use the replica in the overlay of the recovery", here.value)),
                );
            }
        }
    }
}
