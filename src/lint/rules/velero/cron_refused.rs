//! cron-refused: a cron line that Velero refuses when it runs: the API server admits any text.

use crate::analyze::backup::schedule::readers;
use crate::diag::{Diag, Diags, findings};
use crate::lint::walk::cron_lines;
use crate::lint::{Lint, LintCx};
use crate::model::value::cron;
use crate::source::Spanned;

pub(super) static LINT: Lint = Lint {
    finding: &findings::CRON_REFUSED,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for line in cron_lines(cx.model) {
        for reader in readers(cx.model) {
            let fault = match cron::read(&line.value, reader) {
                Err(error) => error.to_string(),
                Ok(read) if read.every().is_some_and(|every| every < 60) => {
                    "it looks at its schedules once a minute".to_owned()
                }
                Ok(_) => continue,
            };
            out.push(refused(line, reader, &fault));
            break;
        }
    }
}

fn refused(line: &Spanned<Box<str>>, reader: cron::Reader, why: &str) -> Diag {
    LINT.diag(
        line.span,
        format!("{} refuses this cron line: {why}", reader.name()),
    )
    .label("the Schedule would be FailedValidation, and no backup would run")
    .help("write five fields: minute, hour, day of month, month, day of week, as in \"30 2 * * *\"")
}
