//! snapshot-limit: more snapshots of one disk than its provider takes or keeps: the runs beyond it fail.

use crate::analyze::drivers::{LIMITS, Limits};
use crate::analyze::rpo::worst_case::WorstCase;
use crate::analyze::sets::BackupSet;
use crate::diag::{Diag, Diags, findings};
use crate::lint::walk::once::Once;
use crate::lint::{Lint, LintCx};
use crate::model::Snapshots;

pub(super) static LINT: Lint = Lint {
    finding: &findings::SNAPSHOT_LIMIT,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let mut once = Once::new();
    let sets = cx.analysis.sets().iter();
    for set in sets.filter(|set| {
        set.demand.snapshots > 0 && set.worst_case.as_ref().is_some_and(WorstCase::stands)
    }) {
        for snapshots in cx.model.snapshots.values() {
            let driver = &*snapshots.driver.value;
            let Some(limits) = LIMITS.iter().find(|limits| limits.driver == driver) else {
                continue;
            };
            if once.first((snapshots.id, &set.name)) {
                out.extend_one(
                    too_often(set, snapshots, limits).or_else(|| too_many(set, snapshots, limits)),
                );
            }
        }
    }
}

fn too_often(set: &BackupSet, snapshots: &Snapshots, limits: &Limits) -> Option<Diag> {
    let schedule = set.schedule.as_ref()?;
    let between = limits.between?;
    (schedule.closest < between).then(|| {
        LINT.diag(
            snapshots.driver.span,
            format!(
                "runs of {} are {} apart, and `{}` takes a snapshot of a volume every {between}",
                set.label(),
                schedule.closest,
                limits.driver
            ),
        )
        .label("the provider refuses the snapshots between, so that these runs copy nothing")
        .because(limits.source)
        .help("write a longer `rpo`, or `every` with a line whose runs are further apart; or `recover file-backup`, which takes no snapshots")
    })
}

fn too_many(set: &BackupSet, snapshots: &Snapshots, limits: &Limits) -> Option<Diag> {
    // A snapshot that is moved to the bucket is deleted when its data is there.
    let (most, kept) = (limits.most?, set.retained().filter(|_| !set.moves_data)?);
    (kept > most).then(|| {
        LINT.diag(
            snapshots.driver.span,
            format!(
                "{kept} snapshots of each volume of {} are kept, and `{}` keeps {most}",
                set.label(),
                limits.driver
            ),
        )
        .label("every run after that fails")
        .because(limits.source)
        .help("write a shorter `keep`, or a longer `rpo`")
    })
}
