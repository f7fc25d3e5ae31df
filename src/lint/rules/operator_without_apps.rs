//! operator-without-apps: an operator's custom resource that would come back as it was, and start an empty database.

use crate::diag::{Diag, Diags};
use crate::lint::rules::shared::each_workload;
use crate::lint::{Lint, LintCx};
use crate::model::Recover;

pub(super) static LINT: Lint = Lint {
    name: "operator-without-apps",
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    each_workload(cx, |member, workload| {
        let recovered = cx
            .model
            .recoveries(&member.cluster.name.value)
            .next()
            .is_some();
        if member.block.apps.is_some() || !recovered {
            return;
        }
        let Some(Recover::Operator(operator)) = member.recover_of(workload) else {
            return;
        };
        out.push(
                Diag::new(
                    "operator-without-apps",
                    workload.name.span,
                    format!("`{}` of this workload comes back as it was", operator.name.value),
                )
                .label("its operator would make a new and empty database of it")
                .related(member.block.head, "no `apps`, so all of the namespace is restored")
                .help("keep the custom resource in Git with what it recovers from, and name its path with `apps`"),
            );
    });
}
