//! hook-hidden: pods with a hook of the author's: Velero runs that, and not the one of the Schedule.

use super::shared::each_declared;
use crate::analyze::hooks;
use crate::diag::{Diag, Diags};
use crate::lint::{Lint, LintCx};

pub(super) static LINT: Lint = Lint {
    name: "hook-hidden",
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    each_declared(cx, |shown, workload, declared| {
        let via_schedule =
            hooks::of(shown.member, workload).is_some_and(|hook| hook.via_schedule.is_some());
        if !via_schedule || !declared.hooked {
            return;
        }
        out.push(
            Diag::new(
                "hook-hidden",
                workload.name.span,
                format!("the pods of `{}` have a hook of their own in `{}`", workload.label(), declared.file),
            )
            .label("with an annotation on the pod Velero does not look at the hooks of the Schedule")
            .help("take the annotations off the pod template, or leave `via schedule` out: then the plan's own take their place"),
        );
    });
}
