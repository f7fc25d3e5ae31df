//! files-not-read: files of the repository that are not read, so that no finding can rest on them.

use crate::diag::{Diags, findings};
use crate::lint::{Lint, LintCx};
use std::collections::BTreeSet;

pub(super) static LINT: Lint = Lint {
    finding: &findings::FILES_NOT_READ,
    check,
};

/// How many of them are named.
const SHOWN: usize = 5;

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let beyond: Vec<_> = cx
        .inventory
        .not_read
        .iter()
        .filter(|file| file.reason.is_unseen())
        .collect();
    if beyond.is_empty() {
        return;
    }
    let (what, label) = match beyond.len() {
        1 => (
            "a file of the repository is not read".to_owned(),
            "its content is not compared with this plan",
        ),
        several => (
            format!("{several} files of the repository are not read"),
            "their content is not compared with this plan",
        ),
    };
    let mut diag = LINT.diag(cx.model.plan.name.span, what).label(label);
    for file in beyond.iter().take(SHOWN) {
        diag = diag.because(format!("`{}`: {}", file.path, file.reason.words()));
    }
    if beyond.len() > SHOWN {
        diag = diag.because(format!("and {} more", beyond.len() - SHOWN));
    }
    let advice: BTreeSet<&str> = beyond.iter().map(|file| file.reason.advice()).collect();
    for advice in advice {
        diag = diag.help(advice);
    }
    out.push(diag);
}
