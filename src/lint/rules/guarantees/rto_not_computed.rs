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
            let lost = lost(promise.scope, primary.value.as_str());
            let diag = LINT.diag(
                promise.span,
                format!("cannot compute a recovery time for the loss of {lost}"),
            );
            out.push(if promise.scope == Scope::Volume {
                diag.label("drplan writes no stages for the recovery of one volume")
                    .help("write `when cluster { rto DURATION }`, and restore one volume by hand")
            } else {
                diag.label("a time is promised, but no cluster of the plan recovers this loss")
                    .related(primary.span, "the cluster that is lost")
                    .help(format!(
                        "write a cluster that `recovers {}`{}, or remove `rto`",
                        primary.value,
                        where_it_lies(promise.scope)
                    ))
            });
        }
    }
}

fn lost(scope: Scope, primary: &str) -> String {
    match scope {
        Scope::Volume => format!("one volume of `{primary}`"),
        Scope::Cluster => format!("the cluster `{primary}`"),
        Scope::Zone | Scope::Region => format!("the {} of `{primary}`", scope.word()),
    }
}

fn where_it_lies(scope: Scope) -> &'static str {
    match scope {
        Scope::Region => " in another region",
        Scope::Zone => " in another `zone`",
        Scope::Cluster | Scope::Volume => "",
    }
}
