//! standby-removes-pods: a workload that waits with zero replicas removes the pods through which its files are restored.
//!
//! Velero restores a pod with the labels that the workload selects. The controller of a StatefulSet or ReplicaSet adopts
//! such a pod and deletes it, as one too many (kubernetes: pkg/controller/statefulset, pkg/controller/replicaset,
//! v1.34.1). Velero then waits for the files of that pod until its time-out, and everything after it waits too.

use crate::analyze::recovery::RecoverySide;
use crate::diag::{Diags, findings};
use crate::lint::walk::once::Once;
use crate::lint::walk::subjects;
use crate::lint::{Lint, LintCx};
use crate::model::{WorkloadKind, WorkloadRef};
use crate::repository::workloads::Declared;

pub(super) static LINT: Lint = Lint {
    finding: &findings::STANDBY_REMOVES_PODS,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let mut once = Once::new();
    let sides = cx.analysis.sides().iter();
    for side in sides.filter(|side| side.manages_apps && !side.at_home()) {
        on_side(cx, side, &mut once, out);
    }
}

fn on_side(
    cx: &LintCx<'_>,
    side: &RecoverySide,
    once: &mut Once<(crate::source::Span, String)>,
    out: &mut Diags,
) {
    for member in cx.analysis.members_of(&side.primary) {
        let Some(path) = member.block.apps.as_ref().and_then(|a| a.standby.as_ref()) else {
            continue;
        };
        let shown = cx.inventory.contents(side.cluster.id, path.value.as_str());
        let Some(overlay) = shown.and_then(|contents| contents.overlay.as_ref()) else {
            continue;
        };
        for workload in &member.block.workloads {
            let WorkloadRef { kind, name } = &workload.name.value;
            let namespace = side.cluster.called(member.name.value.as_str());
            let found = overlay.find(*kind, name, &[namespace]);
            let Some(declared) = found.filter(|declared| waits(declared)) else {
                continue;
            };
            if !cx.analysis.reads_files(member, workload)
                || !once.first((path.span, workload.label()))
            {
                continue;
            }
            out.push(
                LINT.diag(
                    path.span,
                    format!("`{}` removes its pods while their files are restored", workload.label()),
                )
                .about(subjects::of_workload(workload.id))
                .label(format!("`{}` waits here with zero replicas, and files are written through pods", declared.name))
                .because("its controller adopts a restored pod and deletes it; the Restore then waits for its time-out and fails")
                .help(format!("leave `{}` out of `{}`: the Restore contains it", workload.label(), path.value))
                .alternative("write `recover snapshot`, which needs no pod"),
            );
        }
    }
}

/// Whether a workload has no pods, and would keep it so.
fn waits(declared: &Declared) -> bool {
    let none = declared.replicas.is_some_and(|(replicas, _)| replicas == 0);
    match declared.kind {
        WorkloadKind::StatefulSet | WorkloadKind::Deployment => none,
        WorkloadKind::DaemonSet | WorkloadKind::Operated(_) => false,
    }
}
