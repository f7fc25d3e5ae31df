//! rto-not-computed: a time that is promised for a loss that no cluster of the plan recovers.

use crate::analyze::cost::SIZE;
use crate::analyze::rto;
use crate::diag::{Diag, Diags};
use crate::lint::{Lint, LintCx};
use crate::model::Scope;
use std::collections::BTreeSet;

pub(super) static LINT: Lint = Lint {
    name: "rto-not-computed",
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    if !rto::promised(cx.model, cx.facts) {
        return;
    }
    let recoveries = rto::all(cx.model, cx.facts, SIZE);
    let mut said = BTreeSet::new();
    for member in &cx.facts.effective {
        let home = &member.cluster.name;
        for promise in rto::promises(cx.model, member) {
            let answered = recoveries.iter().any(|recovery| {
                recovery.home.name == *home && rto::answers(recovery, promise.scope)
            });
            if answered || !said.insert((promise.span, home.span)) {
                continue;
            }
            let scope = promise.scope.word();
            let diag = Diag::new(
                "rto-not-computed",
                promise.span,
                format!(
                    "nothing says how long the loss of the {scope} of `{}` takes",
                    home.value
                ),
            );
            out.push(if promise.scope == Scope::Volume {
                diag.label("no stages are written for one volume").help(
                    "promise a time for the loss of the `cluster`, and restore the volume by hand",
                )
            } else {
                diag.label("promised, and no cluster of the plan recovers it")
                    .related(home.span, "the cluster that is lost")
                    .help(format!(
                        "write a cluster that `recovers {}`{}, or leave `rto` out",
                        home.value,
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
