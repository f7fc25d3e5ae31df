//! rto-not-computed: a time that is promised for a loss that no cluster of the plan recovers.

use crate::analyze::rto;
use crate::diag::{Diags, findings};
use crate::lint::walk::once::Once;
use crate::lint::{Lint, LintCx};
use crate::model::Scope;

pub(super) static LINT: Lint = Lint {
    finding: &findings::RTO_NOT_COMPUTED,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    if !rto::promised(cx.analysis) {
        return;
    }
    let recoveries = cx.analysis.recoveries();
    let mut once = Once::new();
    for member in cx.analysis.members() {
        let primary = &member.cluster.name;
        for promise in rto::promises(cx.model, member) {
            let answered = recoveries.iter().any(|recovery| {
                recovery.primary.id == member.id.cluster && rto::answers(recovery, promise.scope)
            });
            if answered || !once.first((promise.span, primary.span)) {
                continue;
            }
            let scope = promise.scope.word();
            let diag = LINT.diag(
                promise.span,
                format!(
                    "cannot compute the recovery time of `{}` for the loss of the {scope}",
                    primary.value
                ),
            );
            out.push(if promise.scope == Scope::Volume {
                diag.label("no stages are written for one volume").help(
                    "promise a time for the loss of the `cluster`, and restore the volume by hand",
                )
            } else {
                diag.label("a time is promised, but no cluster of the plan recovers this loss")
                    .related(primary.span, "the cluster that is lost")
                    .help(format!(
                        "write a cluster that `recovers {}`{}, or leave `rto` out",
                        primary.value,
                        where_it_lies(promise.scope)
                    ))
            });
        }
    }
}

fn where_it_lies(scope: Scope) -> &'static str {
    match scope {
        Scope::Region => " in another region",
        Scope::Zone => " in another `zone`",
        Scope::Cluster | Scope::Volume => "",
    }
}
