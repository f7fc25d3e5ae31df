//! not-one-moment: volumes of one engine that are snapshotted one after another, so that together they are not consistent.

use crate::diag::{Diags, findings};
use crate::lint::walk::{groups_fail, subjects};
use crate::lint::{Lint, LintCx};
use crate::model::{Method, Volume};

pub(super) static LINT: Lint = Lint {
    finding: &findings::NOT_ONE_MOMENT,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for member in cx.analysis.members() {
        for workload in &member.block.workloads {
            let hooked = workload.quiesce.as_ref().map(|quiesce| quiesce.span);
            let (Some(hook), Method::Snapshot) = (hooked, member.method_of(workload)) else {
                continue;
            };
            let kept: Vec<&Volume> = workload
                .volumes
                .iter()
                .filter(|volume| volume.is_taken())
                .collect();
            let Some((first, rest)) = kept.split_first() else {
                continue;
            };
            let alone = rest
                .iter()
                .find(|v| v.group.is_none() || v.group != first.group);
            if let Some(alone) = alone {
                out.push(
                    LINT.diag(alone.name.span, format!("`{}` and `{}` are not snapshotted at the same moment", first.name.value, alone.name.value))
                        .about(subjects::of_volume(alone.id))
                        .label("its snapshot is from another moment than the first, and the engine may not start from the two")
                        .related(first.name.span, "the first volume")
                        .related(hook, "one engine writes to both")
                        .help(if groups_fail(cx.model).is_some() {
                            "put both on one volume: the CSI driver does not support group snapshots"
                        } else {
                            "write `group NAME` in both, and label their claims `velero.io/volume-group=NAME`"
                        }),
                );
            }
        }
    }
}
