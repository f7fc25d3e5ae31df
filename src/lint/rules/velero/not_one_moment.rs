//! not-one-moment: volumes of one engine that are snapshotted one after another: together they are no state that ever was.

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
                .filter(|v| v.skip.is_none())
                .collect();
            let Some((first, rest)) = kept.split_first() else {
                continue;
            };
            let alone = rest
                .iter()
                .find(|v| v.group.is_none() || v.group != first.group);
            if let Some(alone) = alone {
                out.push(
                    LINT.diag(alone.name.span, format!("`{}` and `{}` are not snapshotted together", first.name.value, alone.name.value))
                        .about(subjects::of_volume(alone.id))
                        .label("of another moment than the first")
                        .related(first.name.span, "the first")
                        .related(hook, "one engine writes both")
                        .help(if groups_fail(cx.model).is_some() {
                            "keep both on one volume: the CSI driver takes no snapshot of a group"
                        } else {
                            "write `group NAME` in both, and label their claims `velero.io/volume-group=NAME`"
                        }),
                );
            }
        }
    }
}
