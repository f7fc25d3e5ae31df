//! hook-filtered: pods that the labels of their namespace leave out of the backup: their hooks never run.

use crate::diag::{Diags, findings};
use crate::lint::walk::{declared_workloads, subjects};
use crate::lint::{Lint, LintCx};

pub(super) static LINT: Lint = Lint {
    finding: &findings::HOOK_FILTERED,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for (place, workload, declared) in declared_workloads(cx) {
        let name = &workload.name.name;
        let open = place.patches_name(name);
        if open || place.member.hook(workload).is_none() {
            continue;
        }
        let selected = place.member.block.selected();
        let mut labels = place.member.block.labels.iter();
        let missing = labels.find(|label| {
            let values = selected.get(&*label.value.0);
            let own = declared.labels.get(&*label.value.0);
            let meets = own.zip(values);
            !meets.is_some_and(|(own, values)| values.contains(own.as_str()))
        });
        let Some(label) = missing else { continue };
        let (key, value) = &label.value;
        out.push(
            LINT.diag(label.span,
                format!("the pods of `{}` do not have the label `{key}={value}`", workload.label()),
            )
            .about(subjects::of_workload(workload.id))
            .label("the pods are not in the backup, so their hooks do not run and their volumes are copied while the engine writes")
            .related(workload.name.span, "this workload has a hook")
            .help(format!("add the label to the pod template in `{}`", declared.file)),
        );
    }
}
