//! What a plan tells other plans of the Schedules that run: the lines of its lock.

use crate::analyze::Analysis;
use crate::analyze::backup::cost::SIZE;
use crate::analyze::backup::takes::takes;
use crate::analyze::links;
use crate::analyze::recovery::Phase;
use crate::analyze::rto;
use crate::analyze::sets::BackupSet;
use crate::repository::schedules::{locked, recovering};
use std::sync::Arc;

/// The sets whose Schedules run: those of a cluster that was lost or waits are paused.
fn running(analysis: &Analysis) -> Vec<Arc<BackupSet>> {
    let running = analysis.sets().iter().filter(|set| {
        let side = analysis.side_of(&set.cluster);
        side.is_some_and(|side| side.phase == Phase::Active)
    });
    running.cloned().collect()
}

/// What other plans on the same clusters must know of the Schedules of this one: they wait in one queue.
fn schedules(analysis: &Analysis, running: &[Arc<BackupSet>]) -> String {
    let lines = running.iter().filter_map(|set| {
        let told = takes(analysis.model(), set)?;
        let cron = &set.schedule.as_ref()?.cron;
        let cluster = set.cluster.stated_name();
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

/// What other plans must know of this one: its Schedules, its recoveries, and what it takes of the links of buckets.
pub fn lines(analysis: &Analysis) -> String {
    let running = running(analysis);
    schedules(analysis, &running) + &recoveries(analysis) + &links::lines(analysis, &running)
}

/// What the recoveries of this plan take of the clusters that recover, without what other plans take of them.
fn recoveries(analysis: &Analysis) -> String {
    let mut lines: Vec<String> = analysis
        .rehearsed()
        .iter()
        .map(|side| {
            let takes = rto::takes(analysis.facts(), side, SIZE);
            recovering::line(side.cluster.stated_name(), &side.cluster.path(), &takes)
        })
        .collect();
    if lines.is_empty() {
        return String::new();
    }
    lines.sort_unstable();
    format!("{}\n{}\n", recovering::ABOUT, lines.join("\n"))
}
