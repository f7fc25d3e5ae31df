//! What a plan tells other plans of the Schedules that run: the lines of its lock.

use crate::analyze::Analysis;
use crate::analyze::backup::queue;
use crate::analyze::backup::solve;
use crate::analyze::recovery::Phase;
use crate::analyze::rpo::worst_case::{self, Verdict};
use crate::analyze::sets::BackupSet;
use crate::model::Model;
use crate::repository::schedules::{Computed, locked};

/// What other plans on the same clusters must know of the Schedules of this one: they wait in one queue.
pub fn schedules(analysis: &Analysis) -> String {
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

/// What other plans must know of a Schedule of this one.
fn takes(model: &Model, set: &BackupSet) -> Option<Computed> {
    let (job, worst_case) = (solve::job(set)?, set.worst_case.as_ref()?);
    let task = solve::task(model, set)?;
    let alone = worst_case::loss(worst_case.span, queue::Delay::default(), &worst_case.cost);
    let kept = matches!(
        worst_case.verdict,
        Verdict::Kept | Verdict::KeptWithoutMissedRun | Verdict::Broken
    );
    Some(Computed {
        slot: job.hold.duration(),
        work: job.work.duration(),
        width: job.width,
        copy: job.copy.duration(),
        spare: (kept && alone <= task.room).then(|| task.room.less(alone).duration()),
        pinned: set
            .schedule
            .as_ref()
            .is_some_and(|schedule| schedule.pinned.is_some()),
    })
}
