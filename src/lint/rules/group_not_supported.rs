//! group-not-supported: a group of volumes with a CSI driver that snapshots none: the backup of each of them fails.

use crate::diag::{Diag, Diags};
use crate::lint::rules::shared::{each_workload, groups_fail};
use crate::lint::{Lint, LintCx};
use crate::model::Method;

pub(super) static LINT: Lint = Lint {
    name: "group-not-supported",
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let Some(driver) = groups_fail(cx.model) else {
        return;
    };
    each_workload(cx, |member, workload| {
        if member.method_of(workload) != Method::Snapshot {
            return;
        }
        let grouped = workload
            .volumes
            .iter()
            .find_map(|volume| volume.group.as_ref());
        if let Some(group) = grouped {
            out.push(
                    Diag::new(
                        "group-not-supported",
                        group.span,
                        format!("`{}` takes no snapshot of a group", driver.value),
                    )
                    .label("Velero asks for one, and the volumes of the group are not copied")
                    .related(driver.span, "the driver")
                    .help("keep data and log on one volume, or write `recover dump RECIPE { into VOLUME }`"),
                );
        }
    });
}
