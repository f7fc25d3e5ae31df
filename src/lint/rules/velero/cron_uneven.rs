//! cron-uneven: a step that does not divide its field: the last gap differs.

use crate::diag::{Diags, findings};
use crate::lint::walk::{cron_lines, readable};
use crate::lint::{Lint, LintCx};

pub(super) static LINT: Lint = Lint {
    finding: &findings::CRON_UNEVEN,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for line in cron_lines(cx.model) {
        let step = readable(cx.model, line)
            .iter()
            .find_map(|(_, read)| read.uneven_step());
        if let Some(step) = step {
            out.push(
                LINT.diag(
                    line.span,
                    format!("the step of the {step} does not divide its field"),
                )
                .label("the last gap differs from the others, so recovery points are not where one expects them")
                .help("write a step that divides 60 minutes, 24 hours or 12 months"),
            );
        }
    }
}
