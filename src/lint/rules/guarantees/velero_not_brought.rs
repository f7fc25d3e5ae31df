//! velero-not-brought: a cold recovery cluster to which nothing brings Velero. Where a time is promised, that time is what
//! cannot be computed.

use crate::analyze::rto;
use crate::diag::{Diags, findings};
use crate::lint::walk::applied::velero_comes;
use crate::lint::{Lint, LintCx};

pub(super) static LINT: Lint = Lint {
    finding: &findings::VELERO_NOT_BROUGHT,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let clusters = cx.model.clusters.values();
    for cluster in clusters.filter(|cluster| cluster.recovers.is_some()) {
        if velero_comes(cx, cluster) || promised(cx, cluster.id) {
            continue;
        }
        let name = cluster.stated_name();
        out.push(
            LINT.diag(
                cluster.name.span,
                format!("nothing brings Velero to `{name}`"),
            )
            .label("this cluster is empty when its recovery begins: no restore begins until somebody installs Velero")
            .help("write `brings velero` in the platform that installs it")
            .alternative(format!(
                "write `brings velero` in cluster `{name}`, where Velero is installed together with the cluster"
            )),
        );
    }
}

/// Whether a cluster must keep a promised time, which `rto-not-computed` reports.
fn promised(cx: &LintCx<'_>, cluster: crate::model::ClusterId) -> bool {
    if !rto::promised(cx.analysis) {
        return false;
    }
    let mut recoveries = cx.analysis.recoveries().iter();
    let Some(recovery) = recoveries.find(|recovery| recovery.cluster.id == cluster) else {
        return false;
    };
    let mut members = cx.analysis.members_of(&recovery.primary);
    members.any(|member| {
        let mut promises = rto::promises(cx.model, member);
        promises.any(|promise| rto::answers(recovery, promise.scope))
    })
}
