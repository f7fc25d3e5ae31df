//! snapshot-limit: more snapshots of one disk than its provider takes or keeps: the runs beyond it fail.

use crate::analyze::drivers::{LIMITS, Limits};
use crate::analyze::effective::Member;
use crate::analyze::quantities::Seconds;
use crate::analyze::rpo::worst_case::WorstCase;
use crate::analyze::sets::BackupSet;
use crate::diag::{Diag, Diags, findings};
use crate::lint::walk::once::Once;
use crate::lint::{Lint, LintCx};
use crate::model::Snapshots;
use std::sync::Arc;

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
            if once.first((snapshots.id, &set.name)) && !is_counted(cx, set) {
                let beside = beside(cx, set);
                let often = too_often(set, &beside, snapshots, limits);
                out.extend_one(often.or_else(|| too_many(set, &beside, snapshots, limits)));
            }
        }
    }
}

/// Second Schedules that take snapshots of the same volumes.
fn beside<'a>(cx: &LintCx<'a>, set: &BackupSet) -> Vec<&'a BackupSet> {
    let sets = cx.analysis.sets().iter().map(|other| &**other);
    sets.filter(|other| are_first_and_second(set, other))
        .collect()
}

/// Whether the snapshots of a second Schedule are counted with those of a first one.
fn is_counted(cx: &LintCx<'_>, set: &BackupSet) -> bool {
    let mut sets = cx.analysis.sets().iter();
    sets.any(|other| are_first_and_second(other, set))
}

/// Whether a second Schedule takes snapshots of volumes of which a first one does.
fn are_first_and_second(first: &BackupSet, second: &BackupSet) -> bool {
    let snaps = |set: &BackupSet| set.demand.snapshots > 0;
    let mut members = first.members.iter();
    !first.second
        && second.second
        && snaps(first)
        && snaps(second)
        && members.any(|member| second.holds(member.id))
}

fn too_often(
    set: &BackupSet,
    beside: &[&BackupSet],
    snapshots: &Snapshots,
    limits: &Limits,
) -> Option<Diag> {
    let schedule = set.schedule.as_ref()?;
    let between = limits.between?;
    let diag = |what: String, apart: Seconds, late: Seconds| {
        LINT.diag(
            snapshots.driver.span,
            format!(
                "{what} {apart} apart, and `{}` takes a snapshot of a volume every {between}",
                limits.driver
            ),
        )
        .label("the provider refuses the snapshots between, so that these runs copy nothing")
        .because(format!(
            "a run begins up to {late} after its line; {}",
            limits.source
        ))
    };
    // The first of two may begin late, and the second at once.
    let late = set.worst_case.as_ref()?.latest_begin();
    if schedule.closest.less(late) < between {
        let what = format!("runs of {} are", set.label());
        return Some(diag(what, schedule.closest, late).help(
            "write a longer `rpo`, or `every` with a line whose runs are further apart; or `recover file-backup`, which takes no snapshots",
        ));
    }
    beside.iter().find_map(|other| {
        let second = other.schedule.as_ref()?;
        let late = late.max(other.worst_case.as_ref()?.latest_begin());
        let apart = schedule.times.apart(&second.times)?;
        (apart.less(late) < between).then(|| {
            let what = format!("runs of {} and of its `also` are only", set.label());
            diag(what, apart, late)
                .help("write `every` in the tier or in `also`, with lines that are further apart")
        })
    })
}

fn too_many(
    set: &BackupSet,
    beside: &[&BackupSet],
    snapshots: &Snapshots,
    limits: &Limits,
) -> Option<Diag> {
    // A snapshot that is moved to the bucket is deleted when its data is there.
    let own = |set: &BackupSet| set.retained().filter(|_| !set.moves_data);
    let of = |member: &Arc<Member>| {
        let beside = beside.iter().filter(|other| other.holds(member.id));
        let kept = beside.filter_map(|other| own(other));
        kept.fold(own(set).unwrap_or(0), u64::saturating_add)
    };
    let (most, kept) = (limits.most?, set.members.iter().map(of).max()?);
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
