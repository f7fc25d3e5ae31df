//! The schedules of a plan: for each set the longest interval whose worst case keeps the promise,
//! at a minute that depends on the set alone.
//!
//! First every set is decided for itself. Then all runs of a cluster are simulated, and only where
//! a wait breaks a promise is a schedule moved: sets are placed one after another, the tightest
//! promise first, each as near to its own minute as those before it allow. Fewer schedules never
//! wait longer, so where all hold at their own minutes, nothing is moved, whatever is added.

mod fixed;
mod placed;
mod settle;
mod share;
mod task;
mod time_outs;

pub(in crate::analyze) use settle::Effort;
pub(in crate::analyze) use share::writers;
pub(in crate::analyze) use task::Task;

use crate::analyze::backup::cost::{Cost, LARGE, SIZE};
use crate::analyze::backup::demand::{self, Demand};
use crate::analyze::backup::load::Load;
use crate::analyze::backup::queue::{Job, Waits};
use crate::analyze::backup::schedule::{self, Schedule};
use crate::analyze::rpo::{
    self,
    worst_case::{Verdict, WorstCase},
};
use crate::analyze::sets::BackupSet;
use crate::analyze::stable_hash::hash;
use crate::model::Model;
use crate::model::value::{Size, Window};
use crate::source::Spanned;
use std::borrow::Borrow;
use std::collections::BTreeMap;
use std::ops::Range;

/// Gives every set its schedule and its proof.
pub(in crate::analyze) fn solve(
    model: &Model,
    sets: &mut [BackupSet],
    effort: Effort,
) -> Vec<Load> {
    share::share_readers(sets);
    share::share_upload(sets);
    let readers = schedule::readers(model);
    let mut pinned: BTreeMap<(String, u64), Option<Schedule>> = BTreeMap::new();
    for set in sets.iter_mut() {
        let Some(task) = task(model, set) else {
            continue;
        };
        let first = set.members.first().cloned();
        let every = first.as_ref().and_then(|member| member.every.as_ref());
        let (schedule, worst_case) = match every {
            Some(every) => {
                let schedule = pinned
                    .entry((every.value.to_string(), task.tolerate))
                    .or_insert_with(|| schedule::pinned(every, &readers, task.tolerate))
                    .clone()
                    .map(|schedule| Schedule {
                        pinned: Some(every.span),
                        ..schedule
                    });
                let worst_case = schedule
                    .as_ref()
                    .filter(|schedule| !schedule.ambiguous)
                    .map(|schedule| both_sizes(&task, schedule));
                (schedule, worst_case)
            }
            None => choose(&task, is_promised(set)),
        };
        let promised = is_promised(set);
        set.worst_case = worst_case.map(|worst_case| WorstCase {
            verdict: if promised {
                worst_case.verdict
            } else {
                Verdict::NotPromised
            },
            ..worst_case
        });
        set.schedule = schedule;
    }
    let loads = settle_all(model, sets, effort);
    time_outs::set_time_outs(sets, &loads);
    loads
}

/// Whether something is promised of what a set copies: of its data, or of its objects where that is stated.
fn is_promised(set: &BackupSet) -> bool {
    let mut members = set.members.iter();
    let objects = set.has_objects_alone() && members.any(|member| member.objects.is_some());
    set.method.copies_volumes() && set.keeps_promises() || objects
}

fn settle_all(model: &Model, sets: &mut [BackupSet], effort: Effort) -> Vec<Load> {
    let mut loads = Vec::new();
    for range in clusters(sets) {
        if let Some(of_cluster) = sets.get_mut(range) {
            loads.extend(settle::settle(model, of_cluster, effort));
        }
    }
    loads
}

pub(in crate::analyze) fn task<'s>(model: &Model, set: &'s BackupSet) -> Option<Task<'s>> {
    let member = set.members.first()?;
    let plan = &model.plan.name.value;
    Some(Task {
        demand: &set.demand,
        capacity: set.capacity,
        avoid: member.avoid(),
        seed: hash(&format!("{plan}/{}/{}", set.cluster.name.value, set.name)),
        tolerate: member.tolerate,
        room: rpo::room(model, set)?,
    })
}

/// The sizes that a verdict is computed with: one where all volumes declare theirs.
fn sizes(demand: &Demand) -> &'static [Size] {
    match demand.unsized_volume {
        Some(_) => &[LARGE, SIZE],
        None => &[SIZE],
    }
}

fn choose(task: &Task<'_>, promised: bool) -> (Option<Schedule>, Option<WorstCase>) {
    for size in sizes(task.demand) {
        if let Some(line) = task.longest(*size) {
            let schedule = line.schedule(task.tolerate);
            let worst_case = task.prove(&schedule, Waits::default(), *size);
            let worst_case = if_small(task.demand, worst_case);
            return (Some(schedule), Some(worst_case));
        }
    }
    let nearest = if promised {
        task.nearest(SIZE)
    } else {
        // Objects alone cost little, so they are copied as often as possible.
        task.line(schedule::SMALLEST, 0)
            .or_else(|| task.nearest(SIZE))
    };
    let schedule = nearest.map(|line| line.schedule(task.tolerate));
    let worst_case = schedule
        .as_ref()
        .map(|schedule| task.prove(schedule, Waits::default(), SIZE));
    (schedule, worst_case)
}

fn both_sizes(task: &Task<'_>, schedule: &Schedule) -> WorstCase {
    let proofs = sizes(task.demand)
        .iter()
        .map(|size| task.prove(schedule, Waits::default(), *size));
    let mut last = None;
    for worst_case in proofs {
        if worst_case.stands() {
            return if_small(task.demand, worst_case);
        }
        last = Some(worst_case);
    }
    last.unwrap_or_else(|| task.prove(schedule, Waits::default(), SIZE))
}

/// A promise that holds for the smaller of the assumed sizes only does not hold.
fn if_small(demand: &Demand, worst_case: WorstCase) -> WorstCase {
    if demand.unsized_volume.is_some() && worst_case.size == SIZE && worst_case.stands() {
        WorstCase {
            verdict: Verdict::KeptIfSmall,
            ..worst_case
        }
    } else {
        worst_case
    }
}

/// The sets of each cluster, which lie side by side; one that recovers several has those of all.
pub(in crate::analyze) fn clusters<S: Borrow<BackupSet>>(sets: &[S]) -> Vec<Range<usize>> {
    let mut ranges: Vec<Range<usize>> = Vec::new();
    for (at, set) in sets.iter().enumerate() {
        let same = at
            .checked_sub(1)
            .and_then(|before| sets.get(before))
            .is_some_and(|before| before.borrow().cluster.shares_site(&set.borrow().cluster));
        match ranges.last_mut() {
            Some(range) if same => range.end = at + 1,
            _ => ranges.push(at..at + 1),
        }
    }
    ranges
}

/// The set in the simulation of its cluster.
pub(in crate::analyze) fn job(set: &BackupSet) -> Option<Job> {
    job_with(set, set.worst_case.as_ref()?)
}

/// The same with another proof.
pub(in crate::analyze) fn job_with(set: &BackupSet, worst_case: &WorstCase) -> Option<Job> {
    let schedule = set.schedule.as_ref()?;
    let avoid = set.members.first().map_or(&[][..], |member| member.avoid());
    Some(job_of(
        schedule,
        &worst_case.cost,
        (demand::count(&set.demand.files), set.capacity.serial),
        avoid,
    ))
}

fn job_of(
    schedule: &Schedule,
    cost: &Cost,
    (reads, serial): (u64, bool),
    avoid: &[Spanned<Window>],
) -> Job {
    Job {
        times: schedule.times.clone(),
        hold: cost.slot(),
        work: cost.moved.work,
        width: cost.moved.lanes,
        longest: cost.moved.longest,
        shortest: cost.moved.shortest,
        copy: cost.moved.time,
        files: cost.files.work,
        reads,
        serial,
        avoid: avoid.iter().map(|window| window.value).collect(),
    }
}
