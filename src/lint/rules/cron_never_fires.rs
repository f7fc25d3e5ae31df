//! cron-never-fires: a cron line that never fires. Velero takes its zero time for overdue and makes a backup every minute (schedule_controller.go).

use crate::diag::{Diag, Diags};
use crate::lint::rules::shared::{cron_lines, readable};
use crate::lint::{Lint, LintCx};

pub(super) static LINT: Lint = Lint {
    name: "cron-never-fires",
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for line in cron_lines(cx.model) {
        if readable(cx.model, line)
            .iter()
            .any(|(_, read)| read.longest_gap().is_none())
        {
            out.push(
                Diag::new("cron-never-fires", line.span, "this cron line never fires")
                    .label("Velero takes it for overdue, and makes a backup every minute")
                    .help("write a day that there is, as in \"30 2 1 * *\""),
            );
        }
    }
}
