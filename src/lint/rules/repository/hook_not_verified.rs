//! hook-not-verified: hooks for a workload of a HelmRelease whose pods drplan does not know, by its post-renderer or in
//! the Schedule.

use crate::analyze::hooks::Carrier;
use crate::diag::{Diags, findings};
use crate::lint::walk::once::Once;
use crate::lint::walk::wiring::reached;
use crate::lint::walk::{shown_workloads, subjects};
use crate::lint::{Lint, LintCx};
use crate::model::WorkloadRef;

pub(super) static LINT: Lint = Lint {
    finding: &findings::HOOK_NOT_VERIFIED,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    rendered(cx, out);
    scheduled(cx, out);
}

fn rendered(cx: &LintCx<'_>, out: &mut Diags) {
    let mut once = Once::new();
    for (_, member, workload, found) in reached(cx) {
        let Carrier::Release { object, makes, .. } = &found.carrier else {
            continue;
        };
        let Some(release) = &workload.release else {
            continue;
        };
        if *makes == Some(true) || !once.first(workload.id) {
            continue;
        }
        let label = workload.label();
        out.push(
            LINT.diag(
                release.span,
                format!("cannot verify that the HelmRelease `{}` makes `{label}`", object.name),
            )
            .about(subjects::of_workload(workload.id).into_iter().take(1))
            .label("a post-renderer that meets no workload does nothing: the backups would complete without the hooks")
            .because(match makes {
                Some(_) => format!("the values in `{}` make no workload of this name", found.file),
                None => format!("`{}` names a chart whose workloads drplan does not know", found.file),
            })
            .help(format!(
                "run `kubectl get {} --namespace {}`, and accept this once the name is right",
                workload.name.value.kind.word(),
                member.name.value.as_str()
            ))
            .alternative("write `via schedule { labels KEY=VALUE }` in the hook"),
        );
    }
}

/// Labels of `via schedule`, or pods by the name of the StatefulSet, that nothing shows.
fn scheduled(cx: &LintCx<'_>, out: &mut Diags) {
    for (member, workload, _, overlay) in shown_workloads(cx) {
        let (Some(release), Some(hook)) = (&workload.release, member.hook(workload)) else {
            continue;
        };
        let WorkloadRef { kind, name } = &workload.name.value;
        let namespace = member.name.value.as_str();
        let Some(labels) = &hook.via_schedule else {
            continue;
        };
        // Pods are found by the name of the StatefulSet where no labels are written.
        let named = labels.is_empty() && overlay.is_charted(*kind, name);
        if named || overlay.find(*kind, name, &[namespace]).is_some() {
            continue;
        }
        let label = workload.label();
        let labels: Vec<String> = labels
            .iter()
            .map(|(key, value)| format!("{key}={value}"))
            .collect();
        let (what, command) = match labels.as_slice() {
            [] => (
                format!("the HelmRelease `{}` makes `{label}`", release.value),
                format!("kubectl get {} {name} --namespace {namespace}", kind.word()),
            ),
            labels => (
                format!("the pods of `{label}` have the labels of `via schedule`"),
                format!(
                    "kubectl get pods --namespace {namespace} --selector {}",
                    labels.join(",")
                ),
            ),
        };
        out.push(
            LINT.diag(hook.span, format!("cannot verify that {what}"))
                .about(subjects::of_workload(workload.id).into_iter().take(1))
                .label("a hook in the Schedule that finds no pod does nothing: the backups would complete without it")
                .because(format!("the pods come from the HelmRelease `{}`, whose chart drplan does not know", release.value))
                .help(format!("run `{command}`, and accept this once it names the pods of the workload and no others")),
        );
    }
}
