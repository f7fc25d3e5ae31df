//! archive-not-possible: an archive of an operator that starts nothing from an archive.

use crate::diag::{Diags, findings};
use crate::lint::walk::once::Once;
use crate::lint::{Lint, LintCx};
use crate::model::{OperatorName, Recover};

pub(super) static LINT: Lint = Lint {
    finding: &findings::ARCHIVE_NOT_POSSIBLE,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let mut once = Once::new();
    for member in cx.analysis.members() {
        for (_, recover) in member.recovers() {
            let Recover::Operator(operator) = recover else {
                continue;
            };
            let word = &operator.name.value;
            let known = OperatorName::from_word(word);
            if let Some(archive) = &operator.archive
                && known.is_some_and(|known| !known.has_archive())
                && once.first(archive.span)
            {
                out.push(
                    LINT.diag(
                        archive.span,
                        format!("a resource of `{word}` cannot start from an archive"),
                    )
                    .label("it has no field for it: the recovered resource is new and empty, and everything is green")
                    .help(format!(
                        "keep a second cluster up to date by its own replication, and write `standby` in `recover operator {word}`"
                    )),
                );
            }
        }
    }
}
