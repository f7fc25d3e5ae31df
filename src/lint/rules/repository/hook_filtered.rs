//! hook-filtered: pods that the labels of their namespace leave out of the backup: their hooks never run.

use crate::diag::{Diags, findings};
use crate::lint::walk::{declared_workloads, subjects};
use crate::lint::{Lint, LintCx};

pub(super) static LINT: Lint = Lint {
    finding: &findings::HOOK_FILTERED,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for (shown, workload, declared) in declared_workloads(cx) {
        let name = &workload.name.name;
        let open = shown.labelled() || shown.patches_name(name);
        if open || shown.member.hook(workload).is_none() {
            continue;
        }
        let mut labels = shown.member.block.labels.iter();
        let missing = labels.find(|label| {
            let (key, value) = &label.value;
            declared.labels.get(&**key).map(String::as_str) != Some(&**value)
        });
        let Some(label) = missing else { return };
        let (key, value) = &label.value;
        out.push(
            LINT.diag(label.span,
                format!("the pods of `{}` do not carry `{key}={value}`", workload.label()),
            )
            .label("a pod that is not in the backup runs no hook, and its volumes are copied as they are")
            .about(subjects::of_workload(workload.id))
            .related(workload.name.span, "has a hook")
            .help(format!("add the label to the pod template in `{}`", declared.file)),
        );
    }
}
