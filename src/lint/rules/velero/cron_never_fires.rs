//! cron-never-fires: a cron line that never fires. Velero takes its zero time for overdue and makes a backup every minute (schedule_controller.go).

use crate::diag::{Diags, findings};
use crate::lint::walk::{cron_lines, readable};
use crate::lint::{Lint, LintCx};

pub(super) static LINT: Lint = Lint {
    finding: &findings::CRON_NEVER_FIRES,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for line in cron_lines(cx.model) {
        if readable(cx.model, line)
            .iter()
            .any(|(_, read)| read.longest_gap().is_none())
        {
            out.push(
                LINT.diag(line.span, "this cron line never fires")
                    .label("Velero treats it as overdue, and makes a backup every minute")
                    .help("write a day that exists, as in \"30 2 1 * *\""),
            );
        }
    }
}
