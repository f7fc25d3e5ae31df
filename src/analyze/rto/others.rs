//! What the recoveries of other plans take of the cluster that recovers, and what this one takes for them.

use super::sync;
use super::times::{self, StageTime, warm};
use crate::analyze::facts::Facts;
use crate::analyze::quantities::Seconds;
use crate::analyze::recovery::beside::Beside;
use crate::analyze::recovery::{RecoverySide, Stage, StageId, StageKind};
use crate::model::value::Size;
use crate::repository::schedules::recovering::Recovering;

/// What the recovery of a side takes of its cluster, without what else that has to do.
pub(in crate::analyze) fn takes(facts: Facts<'_>, side: &RecoverySide, size: Size) -> Recovering {
    let mut restores = Seconds::ZERO;
    let mut longest = Seconds::ZERO;
    let mut movers = 0;
    let mut work = Seconds::ZERO;
    for stage in &side.stages {
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
            sync::backups(facts, &side.stores)
        } else {
            0
        },
        stages: u64::try_from(side.stages.len()).unwrap_or(u64::MAX),
        work: work.duration(),
    }
}

/// Adds what other plans take to the times of the stages, and what this one takes to theirs.
pub(super) fn add(
    facts: Facts<'_>,
    side: &RecoverySide,
    times: &mut [StageTime],
    beside: &mut Beside,
) {
    // The Restores of others may all be ahead of the first one, and their stages hold workers while they wait for ours.
    let restore = |stage: &Stage| matches!(stage.kind, StageKind::Restore(_));
    let own = side.stages.iter().zip(&*times);
    let own = own.filter(|(stage, _)| restore(stage));
    beside.wait_for(own.map(|(_, time)| time.value).sum());
    let mut stages = side.stages.iter();
    if let Some(first) = stages.position(restore).and_then(|at| times.get_mut(at)) {
        first.after_others(&side.cluster, beside);
    }
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
    let all = all.saturating_add(sync::backups(facts, &side.stores));
    for known in &beside.backups {
        let more = sync::each(all.saturating_sub(*known));
        beside.work = beside.work.plus(more);
    }
}
