//! cron-zone: a cron line in a time zone: the stock image of Velero may have no zone data, and two days a year differ.

use crate::diag::{Diags, findings};
use crate::lint::walk::{cron_lines, readable};
use crate::lint::{Lint, LintCx};

pub(super) static LINT: Lint = Lint {
    finding: &findings::CRON_ZONE,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for line in cron_lines(cx.model) {
        let zone = readable(cx.model, line)
            .iter()
            .find_map(|(_, read)| read.zone().map(str::to_owned));
        if let Some(zone) = zone {
            out.push(
                LINT.diag(line.span, format!("this cron line is in the time zone {zone}"))
                    .label("the standard image of Velero may have no time zone data, and two days of the year have another length")
                    .help("write the line in UTC, without `CRON_TZ`"),
            );
        }
    }
}
