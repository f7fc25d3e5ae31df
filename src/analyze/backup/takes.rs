//! What a Schedule takes of the queue and the nodes of its cluster, as others there must know it.

use crate::analyze::backup::queue::{Delay, Waits};
use crate::analyze::backup::solve;
use crate::analyze::quantities::Seconds;
use crate::analyze::rpo::worst_case::Verdict;
use crate::analyze::sets::BackupSet;
use crate::model::Model;
use crate::repository::schedules::Computed;

/// What other plans must know of a Schedule of this one. It depends on no Schedule of theirs, so that builds come
/// to rest: the copy is the one after the longest wait with which the promise still holds.
pub(in crate::analyze) fn takes(model: &Model, set: &BackupSet) -> Option<Computed> {
    let (schedule, worst_case) = (set.schedule.as_ref()?, set.worst_case.as_ref()?);
    let task = solve::task(model, set)?;
    let alone = task.prove(schedule, Waits::default(), worst_case.size);
    let kept = worst_case.verdict != Verdict::NotPromised && alone.loss() <= task.room;
    let spare = kept.then(|| task.room.less(alone.loss()));
    let most = Delay {
        queue: spare.unwrap_or_default(),
        ..Delay::default()
    };
    let waits = Waits {
        slowest: most,
        most,
        read: most.queue,
        intrusion: None,
    };
    let job = solve::job_with(set, &task.prove(schedule, waits, worst_case.size))?;
    Some(Computed {
        slot: job.hold.duration(),
        files: job.files.duration(),
        reads: job.reads,
        work: job.work.duration(),
        width: job.width,
        longest: job.longest.duration(),
        copy: job.copy.duration(),
        spare: spare.map(Seconds::duration),
        pinned: schedule.pinned.is_some(),
    })
}
