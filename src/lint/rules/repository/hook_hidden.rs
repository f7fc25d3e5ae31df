//! hook-hidden: pods with a hook of the author's: Velero runs that, and not the one of the Schedule.

use crate::diag::{Diags, findings};
use crate::lint::walk::{declared_workloads, subjects};
use crate::lint::{Lint, LintCx};

pub(super) static LINT: Lint = Lint {
    finding: &findings::HOOK_HIDDEN,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for (shown, workload, declared) in declared_workloads(cx) {
        let via_schedule = shown
            .member
            .hook(workload)
            .is_some_and(|hook| hook.via_schedule.is_some());
        if !via_schedule || !declared.hooked {
            continue;
        }
        out.push(
            LINT.diag(workload.name.span,
                format!("the pods of `{}` have a hook of their own in `{}`", workload.label(), declared.file),
            )
            .label("with an annotation on the pod Velero does not look at the hooks of the Schedule")
            .about(subjects::of_workload(workload.id))
            .help("take the annotations off the pod template, or leave `via schedule` out: then the plan's own take their place"),
        );
    }
}
