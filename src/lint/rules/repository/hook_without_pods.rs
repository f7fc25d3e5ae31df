//! hook-without-pods: labels of `via schedule` that the pods of a workload do not have: the hook never runs.

use crate::diag::{Diags, findings};
use crate::lint::walk::{declared_workloads, subjects};
use crate::lint::{Lint, LintCx};

pub(super) static LINT: Lint = Lint {
    finding: &findings::HOOK_WITHOUT_PODS,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for (place, workload, declared) in declared_workloads(cx) {
        let hook = place.member.hook(workload);
        let labels = hook.and_then(|hook| Some((hook.span, hook.via_schedule.as_ref()?)));
        // An operator puts labels of its own on its pods.
        let open = place.patches_name(&workload.name.value.name)
            || workload.name.value.kind.operator().is_some();
        let Some((span, labels)) = labels.filter(|_| !open) else {
            continue;
        };
        let mut missing = labels.iter();
        let missing = missing
            .find(|(key, value)| declared.labels.get(&**key).map(String::as_str) != Some(&**value));
        let Some((key, value)) = missing else {
            continue;
        };
        let own: Vec<String> = declared
            .labels
            .iter()
            .map(|(key, value)| format!("{key}={value}"))
            .collect();
        let diag = LINT
            .diag(
                span,
                format!("the pods of `{}` do not have the label `{key}={value}` of `via schedule`", workload.label()),
            )
            .about(subjects::of_workload(workload.id))
            .label("Velero finds no pod for this hook: every backup completes, and the hook never runs");
        out.push(match own.as_slice() {
            [] => diag.help(format!("add labels to the pod template in `{}`", declared.file)),
            own => diag
                .because(format!("the pod template in `{}` has `{}`", declared.file, own.join("`, `")))
                .help("write `labels KEY=VALUE` with labels of the pod template that no other pod of the namespace has"),
        });
    }
}
