//! cron-both-days: a cron line that restricts day of month and day of week: readers join them with OR or with AND.

use crate::diag::{Diags, findings};
use crate::lint::walk::{cron_lines, readable};
use crate::lint::{Lint, LintCx};

pub(super) static LINT: Lint = Lint {
    finding: &findings::CRON_BOTH_DAYS,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for line in cron_lines(cx.model) {
        let read = readable(cx.model, line);
        let alike = read
            .split_first()
            .is_some_and(|(first, rest)| rest.iter().all(|other| first.1.runs_alike(&other.1)));
        if alike && read.iter().any(|(_, read)| read.both_days()) {
            out.push(
                LINT.diag(
                    line.span,
                    "this cron line restricts day of month and day of week",
                )
                .label("Velero up to 1.18.2 takes either, 1.18.3 takes both")
                .help("restrict one of the two"),
            );
        }
    }
}
