//! recovers-chain: a recovery cluster of a recovery cluster, or of itself.

use crate::diag::{Diags, findings};
use crate::lint::{Lint, LintCx};

pub(super) static LINT: Lint = Lint {
    finding: &findings::RECOVERS_CHAIN,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for cluster in cx.model.clusters.values() {
        let Some(recovers) = &cluster.recovers else {
            continue;
        };
        let Some(other) = cx.model.clusters.get(recovers.value) else {
            continue;
        };
        if other.recovers.is_some() {
            let message = if other.shares_site(cluster) {
                format!("`{}` recovers itself", cluster.stated_name())
            } else {
                format!("`{}` is itself a recovery cluster", other.stated_name())
            };
            out.push(
                LINT.diag(recovers.span, message)
                    .label("no workload runs there before a recovery, so there is nothing to recover from it")
                    .help("name the primary on which the workloads run"),
            );
        }
    }
}
