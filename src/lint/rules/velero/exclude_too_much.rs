//! exclude-too-much: a filter that removes what the backups of the namespace need.

use crate::diag::{Diags, findings};
use crate::lint::{Lint, LintCx};

pub(super) static LINT: Lint = Lint {
    finding: &findings::EXCLUDE_TOO_MUCH,
    check,
};

/// Kinds that carry hooks and data, as a person may write them.
const CARRIERS: [&str; 6] = [
    "pods",
    "pod",
    "persistentvolumeclaims",
    "persistentvolumes",
    "pvc",
    "namespaces",
];

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for block in &cx.model.namespaces {
        for kind in &block.exclude {
            let carrier = CARRIERS.contains(&&*kind.value) && !block.workloads.is_empty();
            if kind.value.contains('*') || carrier {
                out.push(
                    LINT.diag(
                        kind.span,
                        format!(
                            "`exclude {}` leaves out objects that a recovery needs",
                            kind.value
                        ),
                    )
                    .label(if carrier {
                        "hooks and volume data are found through these objects"
                    } else {
                        "this matches every kind, or kinds that are not named one by one"
                    })
                    .help("name each kind in plural, such as `events`"),
                );
            }
        }
    }
}
