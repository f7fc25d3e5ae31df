//! driver-without-snapshots: a CSI driver that refuses CreateSnapshot, so that no volume is ever copied.

use crate::analyze::drivers;
use crate::diag::{Diags, findings};
use crate::lint::{Lint, LintCx};

pub(super) static LINT: Lint = Lint {
    finding: &findings::DRIVER_WITHOUT_SNAPSHOTS,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for snapshots in cx.model.snapshots.values() {
        let driver = &snapshots.driver;
        if drivers::takes_none(&driver.value) {
            out.push(
                LINT.diag(driver.span, format!("`{}` takes no snapshots", driver.value))
                    .label("every backup of its volumes is PartiallyFailed, and there is never a copy of them")
                    .help("remove this `snapshots` block, and write `recover file-backup` for the workloads on its volumes"),
            );
        }
    }
}
