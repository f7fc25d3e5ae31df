//! recovers-chain: a recovery cluster of a recovery cluster, or of itself.

use crate::diag::{Diag, Diags};
use crate::lint::{Lint, LintCx};

pub(super) static LINT: Lint = Lint {
    name: "recovers-chain",
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for cluster in cx.model.clusters.values() {
        let Some(recovers) = &cluster.recovers else {
            continue;
        };
        let Some(other) = cx.model.clusters.get(&recovers.value) else {
            continue;
        };
        if other.recovers.is_some() {
            let message = if other.name == cluster.name {
                format!("`{}` recovers itself", cluster.name.value)
            } else {
                format!("`{}` is itself a recovery cluster", other.name.value)
            };
            out.push(
                Diag::new("recovers-chain", recovers.span, message)
                    .label("nothing runs there that could be lost")
                    .help("name the primary, where workloads run"),
            );
        }
    }
}
