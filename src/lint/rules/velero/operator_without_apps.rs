//! operator-without-apps: an operator's custom resource that would come back as it was, and start an empty database.

use crate::diag::{Diags, findings};
use crate::lint::walk::workloads;
use crate::lint::{Lint, LintCx};
use crate::model::Recover;

pub(super) static LINT: Lint = Lint {
    finding: &findings::OPERATOR_WITHOUT_APPS,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for (member, workload) in workloads(cx) {
        let recovered = cx.model.recoveries(member.id.cluster).next().is_some();
        if member.block.apps.is_some() || !recovered {
            continue;
        }
        let Some(Recover::Operator(operator)) = member.recover_of(workload) else {
            continue;
        };
        out.push(
                LINT.diag(workload.name.span,
                    format!("`{}` of this workload comes back as it was", operator.name.value),
                )
                .label("its operator would make a new and empty database of it")
                .related(member.block.head, "no `apps`, so all of the namespace is restored")
                .help("keep the custom resource in Git with what it recovers from, and name its path with `apps`"),
            );
    }
}
