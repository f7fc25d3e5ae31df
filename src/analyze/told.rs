//! What a plan tells other plans of the Schedules that run: the lines of its lock.

use crate::analyze::Analysis;
use crate::analyze::backup::cost::SIZE;
use crate::analyze::backup::queue::{Delay, Waits};
use crate::analyze::backup::solve;
use crate::analyze::quantities::Seconds;
use crate::analyze::recovery::Phase;
use crate::analyze::rpo::worst_case::Verdict;
use crate::analyze::rto;
use crate::analyze::sets::BackupSet;
use crate::model::Model;
use crate::repository::schedules::{Computed, locked, recovering};

/// What other plans on the same clusters must know of the Schedules of this one: they wait in one queue.
fn schedules(analysis: &Analysis) -> String {
    let running = analysis.sets().iter().filter(|set| {
        let side = analysis.side_of(&set.cluster);
        side.is_some_and(|side| side.phase == Phase::Active)
    });
    let lines = running.filter_map(|set| {
        let told = takes(analysis.model(), set)?;
        let cron = &set.schedule.as_ref()?.cron;
        let cluster = &set.cluster.name.value;
        let path = set.cluster.path();
        Some(locked::line(
            cluster,
            &set.schedule_name,
            &path,
            cron,
            &told,
        ))
    });
    let mut lines: Vec<String> = lines.collect();
    lines.sort_unstable();
    if lines.is_empty() {
        return format!("{}\n", locked::NONE);
    }
    format!("{}\n{}\n", locked::ABOUT, lines.join("\n"))
}

/// What other plans must know of this one: its Schedules, and its recoveries.
pub fn lines(analysis: &Analysis) -> String {
    schedules(analysis) + &recoveries(analysis)
}

/// What the recoveries of this plan take of the clusters that recover, without what other plans take of them.
fn recoveries(analysis: &Analysis) -> String {
    let mut lines: Vec<String> = analysis
        .rehearsed()
        .iter()
        .map(|side| {
            let takes = rto::takes(analysis.facts(), side, SIZE);
            recovering::line(&side.cluster.name.value, &side.cluster.path(), &takes)
        })
        .collect();
    if lines.is_empty() {
        return String::new();
    }
    lines.sort_unstable();
    format!("{}\n{}\n", recovering::ABOUT, lines.join("\n"))
}

/// What other plans must know of a Schedule of this one. It depends on no Schedule of theirs, so that builds come
/// to rest: the copy is the one after the longest wait with which the promise still holds.
fn takes(model: &Model, set: &BackupSet) -> Option<Computed> {
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
