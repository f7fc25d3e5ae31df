//! daemonset-not-restored: a file backup of a DaemonSet, whose pods cannot be restored.
//!
//! The DaemonSet controller binds each pod to its node by an affinity and removes one whose node does not exist
//! (kubernetes: pkg/controller/daemon, v1.34.1), while Velero writes files through the restored pod alone
//! (restore.go, v1.18.3): the Restore would wait for its time-out and fail (velero#7901).

use crate::diag::{Diags, findings};
use crate::lint::walk::{subjects, workloads};
use crate::lint::{Lint, LintCx};
use crate::model::WorkloadKind;

pub(super) static LINT: Lint = Lint {
    finding: &findings::DAEMONSET_NOT_RESTORED,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for (member, workload) in workloads(cx) {
        let skipped = |all: &[crate::model::Volume]| {
            !all.is_empty()
                && all
                    .iter()
                    .all(|volume| volume.skip.is_some() || volume.elsewhere.is_some())
        };
        if workload.name.value.kind != WorkloadKind::DaemonSet
            || !cx.analysis.reads_files(member, workload)
            || skipped(&workload.volumes)
        {
            continue;
        }
        let place = workload
            .recover
            .as_ref()
            .map_or(workload.name.span, |recover| recover.span);
        out.push(
            LINT.diag(
                place,
                format!("the files of `{}` cannot be restored", workload.label()),
            )
            .about(subjects::of_workload(workload.id))
            .label("each of its pods belongs to a node of the lost cluster, and files are written through pods")
            .because("a restored pod of a DaemonSet waits for a node that does not exist, and its Restore fails after its time-out")
            .help("write `recover rebuild` if another source fills its volumes again")
            .alternative("write `recover snapshot` for a claim that its pods share")
            .alternative("keep the data in a StatefulSet"),
        );
    }
}
