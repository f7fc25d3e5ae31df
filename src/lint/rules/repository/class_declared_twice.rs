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
        let Some(other) = cx.inventory.classes.get(class.as_str()) else {
            continue;
        };
        let span = snapshots
            .class
            .as_ref()
            .map_or(snapshots.name.span, |class| class.span);
        let diag = LINT.diag(span,
                format!("`{}` declares the VolumeSnapshotClass `{class}` too", other.file),
            )
            .label("two Kustomizations would change the same class in turn, and removing one of them deletes the class of the other")
;
        let own = format!("write `class {}-{class}`", cx.model.plan.name.value);
        // Velero chooses a class by its label, and a second one with it would be chosen at random.
        let found_by_velero = other.labelled && other.driver == *snapshots.driver.value;
        out.push(if found_by_velero {
            diag.because("that class has the label by which Velero chooses a class")
                .help(format!(
                    "remove the block `snapshots {}`: `recover snapshot` then uses that class",
                    snapshots.name.value
                ))
                .alternative(format!("{own}, and remove the label from the other class"))
        } else {
            diag.help(format!("{own}, or remove the other declaration"))
        });
    }
}
