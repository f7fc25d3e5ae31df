//! method-not-expressible: methods of one namespace that Velero cannot tell apart.

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
                LINT.diag(member.name.span, "a workload of `*` is in no namespace")
                    .label("nothing says where it runs")
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
                        "in a namespace of snapshots a file backup names its volumes",
                    )
                    .label("which volumes are read as files?")
                    .help("write a `volume NAME` for each"),
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
                        format!("a Schedule cannot tell which pods are those of `{}`", workload.label()),
                    )
                    .label("pods of a StatefulSet alone have names that are known beforehand")
                    .help("write `via schedule { labels app=NAME }` with labels that its pods carry, or remove it and name the Component in the Kustomization of the workload"),
                );
            }
        }
    }
}
