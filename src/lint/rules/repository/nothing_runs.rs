//! nothing-runs: files of a workload without pods: a file backup reads volumes through pods that run.

use crate::diag::{Diags, findings};
use crate::lint::walk::{declared_workloads, subjects};
use crate::lint::{Lint, LintCx};
use crate::model::Method;

pub(super) static LINT: Lint = Lint {
    finding: &findings::NOTHING_RUNS,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for (shown, workload, declared) in declared_workloads(cx) {
        let files = shown.member.method_of(workload) == Method::FileBackup;
        let name = &workload.name.name;
        if !files || declared.replicas != Some(0) || shown.patches_name(name) || shown.scales(name)
        {
            continue;
        }
        out.push(
            LINT.diag(workload.name.span,
                format!("`{}` has no pods in `{}`", workload.label(), declared.file),
            )
            .label("a file backup reads volumes through pods that run: it would be Completed without these")
            .about(subjects::of_workload(workload.id))
            .help("recover it by `snapshot`, which asks for no pod, or give it a replica"),
        );
    }
}
