//! class-declared-twice: a snapshot class that the repository declares elsewhere too: two Kustomizations change it in turn.

use crate::diag::{Diags, findings};
use crate::lint::{Lint, LintCx};

pub(super) static LINT: Lint = Lint {
    finding: &findings::CLASS_DECLARED_TWICE,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for snapshots in cx.model.snapshots.values() {
        let class = snapshots.class();
        let Some(file) = cx.inventory.classes.get(class.as_str()) else {
            continue;
        };
        let span = snapshots
            .class
            .as_ref()
            .map_or(snapshots.name.span, |class| class.span);
        out.push(
            LINT.diag(span,
                format!("`{file}` declares the VolumeSnapshotClass `{class}` too"),
            )
            .label("two Kustomizations would change the same class in turn, and removing one of them deletes the class of the other")
            .help(format!("write `class {}-{class}`, or remove the other declaration", cx.model.plan.name.value)),
        );
    }
}
