//! group-not-supported: a group of volumes with a CSI driver that snapshots none: the backup of each of them fails.

use crate::diag::{Diags, findings};
use crate::lint::walk::{groups_fail, workloads};
use crate::lint::{Lint, LintCx};
use crate::model::Method;

pub(super) static LINT: Lint = Lint {
    finding: &findings::GROUP_NOT_SUPPORTED,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let Some(driver) = groups_fail(cx.model) else {
        return;
    };
    for (member, workload) in workloads(cx) {
        if member.method_of(workload) != Method::Snapshot {
            continue;
        }
        let grouped = workload
            .volumes
            .iter()
            .find_map(|volume| volume.group.as_ref());
        if let Some(group) = grouped {
            out.push(
                    LINT.diag(group.span,
                        format!("`{}` does not support group snapshots", driver.value),
                    )
                    .label("the group snapshot fails, so no volume of the group is copied")
                    .related(driver.span, "the driver")
                    .help("put data and log on one volume, or write `recover dump RECIPE { into VOLUME }`"),
                );
        }
    }
}
