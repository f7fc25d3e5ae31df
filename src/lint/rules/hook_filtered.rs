//! hook-filtered: pods that the labels of their namespace leave out of the backup: their hooks never run.

use super::shared::each_declared;
use crate::analyze::hooks;
use crate::diag::{Diag, Diags};
use crate::lint::{Lint, LintCx};

pub(super) static LINT: Lint = Lint {
    name: "hook-filtered",
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    each_declared(cx, |shown, workload, declared| {
        let (_, name) = &workload.name.value;
        let open = shown.labelled() || shown.patches_name(name);
        if open || hooks::of(shown.member, workload).is_none() {
            return;
        }
        let mut labels = shown.member.block.labels.iter();
        let missing = labels.find(|label| {
            let (key, value) = &label.value;
            declared.labels.get(&**key).map(String::as_str) != Some(&**value)
        });
        let Some(label) = missing else { return };
        let (key, value) = &label.value;
        out.push(
            Diag::new(
                "hook-filtered",
                label.span,
                format!("the pods of `{}` do not carry `{key}={value}`", workload.label()),
            )
            .label("a pod that is not in the backup runs no hook, and its volumes are copied as they are")
            .related(workload.name.span, "has a hook")
            .help(format!("add the label to the pod template in `{}`", declared.file)),
        );
    });
}
