//! The schedules of a plan: for each set the longest interval whose worst case keeps the promise,
//! at a minute that hangs on the set alone.
//!
//! First every set is decided for itself. Then all runs of a cluster are simulated, and only where
//! a wait breaks a promise is a schedule moved: sets are placed one after another, the tightest
//! promise first, each as near to its own minute as those before it allow. Fewer schedules never
//! wait longer, so where all hold at their own minutes, nothing is moved, whatever is added.

mod settle;
mod share;

use super::Load;
use super::cost::{self, Capacity, Cost, LARGE, Pace, SIZE};
use super::demand::Demand;
use super::queue::{Delay, Job};
use super::rpo::{self, Proof, Verdict};
use super::schedule::{self, Candidate, INTERVALS, Schedule};
use super::sets::BackupSet;
use super::stable::hash;
use super::units::Seconds;
use crate::model::Model;
use crate::model::value::{Size, Window};
use crate::source::Spanned;
use std::collections::BTreeMap;
use std::ops::Range;

/// What decides the schedule of one set.
#[derive(Clone, Copy)]
pub(super) struct Task<'s> {
    pub(super) demand: &'s Demand,
    pub(super) capacity: Capacity,
    pub(super) avoid: &'s [Spanned<Window>],
    pub(super) seed: u64,
    pub(super) tolerate: u64,
    /// What the promises leave for everything but the replication.
    pub(super) room: Seconds,
}

impl Task<'_> {
    fn cost(&self, span: Seconds, size: Size) -> Cost {
        cost::of(self.demand, &self.capacity, Pace::Steady(span), size)
    }

    pub(super) fn prove(&self, schedule: &Schedule, delay: Delay, size: Size) -> Proof {
        let costs = (
            self.cost(schedule.span, size),
            self.cost(schedule.gap, size),
        );
        rpo::prove(self.room, schedule, costs, delay, size)
    }

    /// Whether a line keeps the promise, with nobody else about.
    fn fits(&self, line: &Candidate, size: Size) -> bool {
        let span = line.span(self.tolerate.saturating_add(1));
        if span > self.room {
            return false;
        }
        let cost = self.cost(span, size);
        rpo::loss(span, Delay::default(), &cost) <= self.room
            && self.cost(line.span(1), size).whole() <= line.interval
    }

    fn line(&self, interval: u64, shift: u64) -> Option<Candidate> {
        Candidate::new(self.seed, shift, interval, self.avoid)
    }

    /// Minutes by which a line of an interval may be begun later and be another line.
    fn shifts(&self, interval: u64) -> Range<u64> {
        // Without windows all lines of an interval have the same distances.
        let other = if self.avoid.is_empty() {
            1
        } else {
            (interval / 60).min(1_440)
        };
        0..other
    }

    /// The line of the longest interval that keeps the promise.
    pub(super) fn longest(&self, size: Size) -> Option<Candidate> {
        INTERVALS
            .into_iter()
            .filter(|interval| Seconds::new(*interval) <= self.room)
            .find_map(|interval| {
                self.shifts(interval)
                    .filter_map(|shift| self.line(interval, shift))
                    .find(|line| self.fits(line, size))
            })
    }

    /// The line that comes nearest to the promise, of those that keep up; else the longest.
    pub(super) fn nearest(&self, size: Size) -> Option<Candidate> {
        let lines = || {
            INTERVALS.into_iter().filter_map(|interval| {
                self.shifts(interval)
                    .find_map(|shift| self.line(interval, shift))
            })
        };
        lines()
            .filter(|line| self.cost(line.span(1), size).whole() <= line.interval)
            .min_by_key(|line| {
                let span = line.span(self.tolerate.saturating_add(1));
                rpo::loss(span, Delay::default(), &self.cost(span, size))
            })
            .or_else(|| lines().next())
    }
}

/// Gives every set its schedule and its proof.
pub(super) fn solve<'a>(model: &Model, sets: &mut [BackupSet<'a>]) -> Vec<Load<'a>> {
    share::share_readers(sets);
    let readers = schedule::readers(model);
    let mut pinned: BTreeMap<(String, u64), Option<Schedule>> = BTreeMap::new();
    let mut decide = |sets: &mut [BackupSet<'a>]| {
        for set in sets.iter_mut() {
            let Some(task) = task(model, set) else {
                continue;
            };
            let every = set.members.first().and_then(|member| member.every);
            let (schedule, proof) = match every {
                Some(every) => {
                    let schedule = pinned
                        .entry((every.value.to_string(), task.tolerate))
                        .or_insert_with(|| schedule::pinned(every, &readers, task.tolerate))
                        .clone()
                        .map(|schedule| Schedule {
                            pinned: Some(every.span),
                            ..schedule
                        });
                    let proof = schedule
                        .as_ref()
                        .filter(|schedule| !schedule.ambiguous)
                        .map(|schedule| both_sizes(&task, schedule));
                    (schedule, proof)
                }
                None => choose(&task, set.method.copies_volumes()),
            };
            let promised = set.method.copies_volumes();
            set.proof = proof.map(|proof| Proof {
                verdict: if promised {
                    proof.verdict
                } else {
                    Verdict::NotPromised
                },
                ..proof
            });
            set.schedule = schedule;
        }
    };
    decide(sets);
    if share::share_upload(sets) {
        decide(sets);
    }
    let mut loads = Vec::new();
    for range in clusters(sets) {
        if let Some(of_cluster) = sets.get_mut(range) {
            loads.extend(settle::settle(model, of_cluster));
        }
    }
    loads
}

pub(super) fn task<'s>(model: &Model, set: &'s BackupSet<'_>) -> Option<Task<'s>> {
    let member = set.members.first()?;
    let plan = &model.plan.name.value;
    Some(Task {
        demand: &set.demand,
        capacity: set.capacity,
        avoid: member.avoid,
        seed: hash(&format!("{plan}/{}/{}", set.cluster.name.value, set.name)),
        tolerate: member.tolerate,
        room: rpo::room(model, set)?,
    })
}

/// The sizes that a verdict is reckoned with: one where all volumes say theirs.
fn sizes(demand: &Demand) -> &'static [Size] {
    match demand.unsized_volume {
        Some(_) => &[LARGE, SIZE],
        None => &[SIZE],
    }
}

fn choose(task: &Task<'_>, promised: bool) -> (Option<Schedule>, Option<Proof>) {
    for size in sizes(task.demand) {
        if let Some(line) = task.longest(*size) {
            let schedule = line.schedule(task.tolerate);
            let proof = task.prove(&schedule, Delay::default(), *size);
            let proof = if_small(task.demand, proof);
            return (Some(schedule), Some(proof));
        }
    }
    let nearest = if promised {
        task.nearest(SIZE)
    } else {
        // Objects alone cost little, so they are copied as often as it goes.
        task.line(schedule::SMALLEST, 0)
            .or_else(|| task.nearest(SIZE))
    };
    let schedule = nearest.map(|line| line.schedule(task.tolerate));
    let proof = schedule
        .as_ref()
        .map(|schedule| task.prove(schedule, Delay::default(), SIZE));
    (schedule, proof)
}

fn both_sizes(task: &Task<'_>, schedule: &Schedule) -> Proof {
    let proofs = sizes(task.demand)
        .iter()
        .map(|size| task.prove(schedule, Delay::default(), *size));
    let mut last = None;
    for proof in proofs {
        if proof.verdict != Verdict::Broken {
            return if_small(task.demand, proof);
        }
        last = Some(proof);
    }
    last.unwrap_or_else(|| task.prove(schedule, Delay::default(), SIZE))
}

/// A promise that holds for the smaller of the assumed sizes only does not hold.
fn if_small(demand: &Demand, proof: Proof) -> Proof {
    if demand.unsized_volume.is_some() && proof.size == SIZE && proof.verdict != Verdict::Broken {
        Proof {
            verdict: Verdict::KeptIfSmall,
            ..proof
        }
    } else {
        proof
    }
}

/// The sets of each cluster, which lie side by side.
pub(super) fn clusters(sets: &[BackupSet<'_>]) -> Vec<Range<usize>> {
    let mut ranges: Vec<Range<usize>> = Vec::new();
    for (at, set) in sets.iter().enumerate() {
        let same = at
            .checked_sub(1)
            .and_then(|before| sets.get(before))
            .is_some_and(|before| before.cluster.name == set.cluster.name);
        match ranges.last_mut() {
            Some(range) if same => range.end = at + 1,
            _ => ranges.push(at..at + 1),
        }
    }
    ranges
}

/// The set in the simulation of its cluster.
pub(super) fn job(set: &BackupSet<'_>) -> Option<Job> {
    let (schedule, proof) = (set.schedule.as_ref()?, set.proof.as_ref()?);
    Some(job_of(schedule, proof))
}

fn job_of(schedule: &Schedule, proof: &Proof) -> Job {
    Job {
        times: schedule.times.clone(),
        hold: proof.cost.slot(),
        work: proof.cost.moved.work,
        width: proof.cost.moved.lanes,
        copy: proof.cost.moved.time,
    }
}
