//! files-not-read: files of the repository that are beyond what one run reads, so that no finding can
//! rest on them.

use crate::diag::{Diags, findings};
use crate::lint::{Lint, LintCx};

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
        .filter(|file| file.reason.is_limit())
        .collect();
    if beyond.is_empty() {
        return;
    }
    let (what, label) = match beyond.len() {
        1 => (
            "a file of the repository is not read".to_owned(),
            "what it holds is not compared with this plan",
        ),
        several => (
            format!("{several} files of the repository are not read"),
            "what they hold is not compared with this plan",
        ),
    };
    let mut diag = LINT.diag(cx.model.plan.name.span, what).label(label);
    for file in beyond.iter().take(SHOWN) {
        diag = diag.because(format!("`{}`: {}", file.path, file.reason.words()));
    }
    if beyond.len() > SHOWN {
        diag = diag.because(format!("and {} more", beyond.len() - SHOWN));
    }
    out.push(diag.help(
        "make such a file smaller, or move it out of the paths that the plan names and that Flux applies",
    ));
}
