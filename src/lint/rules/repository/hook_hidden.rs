//! hook-hidden: pods with a hook annotation in Git: Velero runs that hook, and not the one in the Schedule.

use crate::diag::{Diags, findings};
use crate::lint::walk::{declared_workloads, subjects};
use crate::lint::{Lint, LintCx};

pub(super) static LINT: Lint = Lint {
    finding: &findings::HOOK_HIDDEN,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for (place, workload, declared) in declared_workloads(cx) {
        let via_schedule = place
            .member
            .hook(workload)
            .is_some_and(|hook| hook.via_schedule.is_some());
        if !via_schedule || !declared.hooked {
            continue;
        }
        out.push(
            LINT.diag(workload.name.span,
                format!("the pods of `{}` have a hook annotation in `{}`", workload.label(), declared.file),
            )
            .about(subjects::of_workload(workload.id))
            .label("Velero ignores the hooks of the Schedule for pods with a hook annotation: this hook never runs")
            .help("remove the annotations from the pod template, or remove `via schedule`: then the plan writes the annotations"),
        );
    }
}
