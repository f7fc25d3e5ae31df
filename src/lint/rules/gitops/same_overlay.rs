//! same-overlay: one overlay for a cluster that waits and one that recovers: what waits would start without its data.

use crate::diag::{Diags, findings};
use crate::lint::{Lint, LintCx};

pub(super) static LINT: Lint = Lint {
    finding: &findings::SAME_OVERLAY,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for apps in cx
        .model
        .namespaces
        .iter()
        .filter_map(|block| block.apps.as_ref())
    {
        let Some(standby) = &apps.standby else {
            continue;
        };
        let recovery = apps.recovery.as_ref().unwrap_or(&apps.path);
        if standby == recovery {
            out.push(
                LINT.diag(
                    standby.span,
                    "the overlay for waiting and the overlay for the recovery are the same path",
                )
                .label("the applications would start before their data is restored")
                .related(recovery.span, "the overlay for the recovery")
                .help("write another path: an overlay that scales the workloads to zero"),
            );
        }
    }
}
