//! cron-reads-differently: a cron line that two patches of the target read differently: a patch upgrade would change the promise.

use crate::diag::{Diags, findings};
use crate::lint::walk::{cron_lines, readable};
use crate::lint::{Lint, LintCx};
use crate::model::value::Duration;

pub(super) static LINT: Lint = Lint {
    finding: &findings::CRON_READS_DIFFERENTLY,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for line in cron_lines(cx.model) {
        let read = readable(cx.model, line);
        let Some((first, rest)) = read.split_first() else {
            continue;
        };
        let Some(other) = rest.iter().find(|(_, other)| !first.1.runs_alike(other)) else {
            continue;
        };
        let gap = |gap: Option<u64>| {
            gap.map_or("never".to_owned(), |gap| Duration::seconds(gap).to_string())
        };
        out.push(
            LINT.diag(
                line.span,
                "patches of the target read this cron line differently",
            )
            .because(format!(
                "{}: longest gap {}",
                first.0.name(),
                gap(first.1.longest_gap())
            ))
            .because(format!(
                "{}: longest gap {}",
                other.0.name(),
                gap(other.1.longest_gap())
            ))
            .label("an upgrade of Velero would change the schedule without any message")
            .help("restrict only one of day of month and day of week, or name one patch version in `velero`"),
        );
    }
}
