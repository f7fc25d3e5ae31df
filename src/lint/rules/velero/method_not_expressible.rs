//! method-not-expressible: methods of one namespace that Velero cannot tell apart.

use crate::analyze::hooks;
use crate::diag::{Diags, findings};
use crate::lint::{Lint, LintCx};
use crate::model::{Method, NamespaceName, WorkloadKind};

pub(super) static LINT: Lint = Lint {
    finding: &findings::METHOD_NOT_EXPRESSIBLE,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for member in cx.analysis.members() {
        if member.name.value == NamespaceName::Rest && !member.block.workloads.is_empty() {
            out.push(
                LINT.diag(member.name.span, "`*` cannot declare a workload")
                    .label("it is not known in which namespace this workload runs")
                    .help("declare the namespace of the workload by name"),
            );
        }
        let set = member.set_method();
        for workload in &member.block.workloads {
            let method = member.method_of(workload);
            if method == Method::FileBackup
                && set == Method::Snapshot
                && workload.volumes.is_empty()
            {
                out.push(
                    LINT.diag(
                        workload.name.span,
                        "a file backup in a namespace that is recovered by snapshot must name its volumes",
                    )
                    .label("it is not known which volumes to read as files, so all are snapshotted")
                    .help("write a `volume NAME` for each"),
                );
            }
            let picked = hooks::selection(cx.model, member, workload) != hooks::Selection::Default;
            let by_schedule = member
                .hook(workload)
                .filter(|hook| picked && hook.via_schedule.is_some());
            if let Some(hook) = by_schedule {
                out.push(
                    LINT.diag(
                        hook.span,
                        format!("the Schedule cannot pick volumes of `{}`", workload.label()),
                    )
                    .label("which volumes are read as files is an annotation of the pods, so without a Component on their manifest none or all are")
                    .help("write a `snapshots` block, so that the volumes are snapshotted, or remove `via schedule` and name the Component in the Kustomization of the workload"),
                );
            }
            let hook = member
                .hook(workload)
                .filter(|hook| hook.via_schedule.as_ref().is_some_and(Vec::is_empty));
            if let Some(hook) = hook
                && workload.name.value.kind != WorkloadKind::StatefulSet
            {
                out.push(
                    LINT.diag(hook.span,
                        format!("the Schedule cannot find the pods of `{}`", workload.label()),
                    )
                    .label("the hook would not run: only pods of a StatefulSet have names that are known in advance")
                    .help("write `via schedule { labels app=NAME }` with the labels of its pods, or remove it and name the Component in the Kustomization of the workload"),
                );
            }
        }
    }
}
