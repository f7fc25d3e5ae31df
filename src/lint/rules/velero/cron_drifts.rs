//! cron-drifts: an interval that is counted from the last run: it drifts by up to a minute each time.

use crate::diag::{Diags, findings};
use crate::lint::walk::{cron_lines, readable};
use crate::lint::{Lint, LintCx};

pub(super) static LINT: Lint = Lint {
    finding: &findings::CRON_DRIFTS,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for line in cron_lines(cx.model) {
        if readable(cx.model, line)
            .iter()
            .any(|(_, read)| read.every().is_some())
        {
            out.push(
                LINT.diag(line.span, "`@every` counts from the previous run")
                    .label("the time of day changes with each run, so it is not known when the next recovery point is made")
                    .help("write the minutes or hours, as in \"0 */6 * * *\""),
            );
        }
    }
}
