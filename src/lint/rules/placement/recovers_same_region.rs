//! recovers-same-region: a recovery cluster that is lost with what it recovers.

use crate::diag::{Diags, findings};
use crate::lint::{Lint, LintCx};

pub(super) static LINT: Lint = Lint {
    finding: &findings::RECOVERS_SAME_REGION,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for cluster in cx.model.clusters.values() {
        let Some(recovers) = &cluster.recovers else {
            continue;
        };
        let Some(lost) = cx.model.clusters.get(recovers.value) else {
            continue;
        };
        // Another zone of the region is another failure, if both zones are declared.
        let apart = cluster.shares_zone(lost) == Some(false);
        if cluster.id != lost.id && cluster.shares_region(lost) && !apart {
            out.push(
                LINT.diag(cluster.region.span, format!("`{}` is in the region whose loss it must survive", cluster.name.value))
                    .label("it is lost together with the primary")
                    .related(lost.region.span, format!("`{}` is here", lost.name.value))
                    .help("write another region, or write a `zone` in both clusters if you plan for the loss of a zone"),
            );
        }
    }
}
