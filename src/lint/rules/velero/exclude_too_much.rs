//! exclude-too-much: a filter that removes what the backups of the namespace need.

use crate::diag::{Diags, findings};
use crate::lint::{Lint, LintCx};

pub(super) static LINT: Lint = Lint {
    finding: &findings::EXCLUDE_TOO_MUCH,
    check,
};

/// Kinds that carry hooks and data. Velero takes their names in singular and plural, in any case, and with their group.
const CARRIERS: [&str; 11] = [
    "namespace",
    "persistentvolume",
    "persistentvolumeclaim",
    "pod",
    "pv",
    "pvc",
    "po",
    "ns",
    "volumesnapshot",
    "volumesnapshotcontent",
    "vs",
];

/// Whether hooks or data are found through a kind.
fn carries(kind: &str) -> bool {
    let lower = kind.to_lowercase();
    let name = lower.split('.').next().unwrap_or(&lower);
    let singular = name.strip_suffix('s').unwrap_or(name);
    CARRIERS.contains(&name) || CARRIERS.contains(&singular)
}

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for block in &cx.model.namespaces {
        for kind in &block.exclude {
            let carrier = carries(&kind.value) && !block.workloads.is_empty();
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
