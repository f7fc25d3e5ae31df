//! What the recoveries of other plans take of the cluster that recovers, and what this one takes for them.

use super::sync;
use super::times::{self, StageTime, warm};
use crate::analyze::facts::Facts;
use crate::analyze::quantities::Seconds;
use crate::analyze::recovery::beside::Beside;
use crate::analyze::recovery::sharing;
use crate::analyze::recovery::{RecoverySide, Stage, StageId, StageKind};
use crate::model::value::Size;
use crate::repository::schedules::recovering::Recovering;

/// What the recovery of a side takes of its cluster, without what else that has to do.
pub(in crate::analyze) fn takes(facts: Facts<'_>, side: &RecoverySide, size: Size) -> Recovering {
    takes_of(facts, side, side.stages.iter(), size)
}

/// The same for another recovery of the plan on the same cluster: what they have in common is there once.
pub(in crate::analyze) fn takes_beside(
    facts: Facts<'_>,
    side: &RecoverySide,
    size: Size,
) -> Recovering {
    let own = side.stages.iter().filter(|stage| !stage.kind.is_shared());
    takes_of(facts, side, own, size)
}

fn takes_of<'s>(
    facts: Facts<'_>,
    side: &RecoverySide,
    stages: impl Iterator<Item = &'s Stage>,
    size: Size,
) -> Recovering {
    let mut alone = side.clone();
    alone.writing = alone.writing.alone();
    alone.sharing = sharing::within_plan(facts, &side.cluster, &side.primary);
    let side = &alone;
    let (fetched, fetches, written) = side.writing.told(size);
    let mut restores = Seconds::ZERO;
    let mut longest = Seconds::ZERO;
    let mut movers = 0;
    let mut work = Seconds::ZERO;
    let mut count = 0;
    for stage in stages {
        count += 1;
        let time = times::stage_time(facts, side, stage, size).value;
        work = work.plus(time);
        if let StageKind::Restore(tier) = &stage.kind {
            restores = restores.plus(time);
            longest = longest.plus(side.on_one_node(tier));
            movers = side.restore_time(tier, size).movers.max(movers);
        }
    }
    let synced = !warm(&side.cluster);
    Recovering {
        restores: restores.duration(),
        longest: longest.duration(),
        movers,
        backups: if synced {
            sync::backups(facts, &side.stores).0
        } else {
            0
        },
        stages: count,
        work: work.duration(),
        fetched,
        fetches,
        written,
    }
}

/// Adds what other plans take to the times of the stages, and what this one takes to theirs.
pub(super) fn add(
    facts: Facts<'_>,
    side: &RecoverySide,
    (times, size): (&mut [StageTime], Size),
    beside: &mut Beside,
) {
    // What operators fetch here is written on the nodes of the others too.
    beside.slowed_by(side.writing.delays(&side.cluster, size));
    // The Restores of others may all be ahead of the first one, and their stages hold workers while they wait for ours.
    let mut stages = side.stages.iter();
    let restore = |stage: &Stage| matches!(stage.kind, StageKind::Restore(_));
    if let Some(first) = stages.position(restore).and_then(|at| times.get_mut(at)) {
        first.after_others(&side.cluster, beside);
    }
    let mut own = Seconds::ZERO;
    for (stage, time) in side.stages.iter().zip(times.iter_mut()) {
        if let StageKind::Restore(tier) = &stage.kind {
            if side.restore_alone(tier, size).written > 0 {
                time.beside_backups(&beside.held);
            }
            own = own.plus(time.value);
        }
    }
    beside.wait_for(own.less(beside.restores));
    if warm(&side.cluster) {
        return;
    }
    // A new cluster syncs one location after another, in any order.
    let all: u64 = beside.backups.iter().sum();
    let mut stages = side.stages.iter();
    let storage = stages.position(|stage| stage.id == StageId::Storage);
    if let Some(storage) = storage.and_then(|at| times.get_mut(at)) {
        storage.with_others(sync::each(all));
    }
    let all = all.saturating_add(sync::backups(facts, &side.stores).0);
    for known in &beside.backups {
        let more = sync::each(all.saturating_sub(*known));
        beside.work = beside.work.plus(more);
    }
}
