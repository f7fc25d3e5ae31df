//! nothing-runs: a file backup of a workload without pods: it reads volumes through running pods.

use crate::diag::{Diags, findings};
use crate::lint::walk::{declared_workloads, subjects};
use crate::lint::{Lint, LintCx};
use crate::model::Method;

pub(super) static LINT: Lint = Lint {
    finding: &findings::NOTHING_RUNS,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for (place, workload, declared) in declared_workloads(cx) {
        let files = place.member.method_of(workload) == Method::FileBackup;
        let name = &workload.name.name;
        if !files
            || declared.replicas.is_none_or(|(replicas, _)| replicas != 0)
            || place.patches_name(name)
        {
            continue;
        }
        out.push(
            LINT.diag(workload.name.span,
                format!("`{}` has zero replicas in `{}`", workload.label(), declared.file),
            )
            .about(subjects::of_workload(workload.id))
            .label("a file backup reads volumes through running pods: it would be Completed without this data")
            .help("write `recover snapshot`, which needs no pod, or set `replicas` to one or more in the manifest"),
        );
    }
}
