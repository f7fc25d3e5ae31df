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
        // Another zone of the region is another failure, if both zones are said.
        let apart = matches!((&cluster.zone, &lost.zone), (Some(a), Some(b)) if a != b);
        if cluster.id != lost.id && cluster.region == lost.region && !apart {
            out.push(
                LINT.diag(cluster.region.span, format!("`{}` lies in the region that it must outlive", cluster.name.value))
                    .label("lost together with the primary")
                    .related(lost.region.span, format!("`{}` lies here", lost.name.value))
                    .help("write another region, or a `zone` in both clusters if the loss of a zone is what you plan for"),
            );
        }
    }
}
