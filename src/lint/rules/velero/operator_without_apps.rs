//! operator-without-apps: a custom resource of an operator that would be restored as it was backed up, and create an empty database.

use crate::diag::{Diags, findings};
use crate::lint::walk::workloads;
use crate::lint::{Lint, LintCx};
use crate::model::Recover;

pub(super) static LINT: Lint = Lint {
    finding: &findings::OPERATOR_WITHOUT_APPS,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let workloads = workloads(cx)
        .map(|(member, workload)| (member, member.recover_of(workload), workload.name.span));
    let silent = cx.analysis.members().iter();
    let silent = silent.filter(|member| member.block.workloads.is_empty());
    let silent = silent.map(|member| (member, member.recover(), member.name.span));
    for (member, recover, span) in workloads.chain(silent) {
        let recovered = cx.model.recoveries(member.id.cluster).next().is_some();
        if member.block.apps.is_some() || !recovered {
            continue;
        }
        let Some(Recover::Operator(operator)) = recover else {
            continue;
        };
        out.push(
                LINT.diag(span,
                    format!("the custom resource of `{}` would be restored as it was backed up", operator.name.value),
                )
                .label("the operator would create a new, empty database from it")
                .related(member.block.head, "without `apps` all objects of this namespace are restored")
                .help("commit the custom resource with the source that it recovers from, and name its path with `apps`"),
            );
    }
}
