//! The schedules of a plan: for each set the longest interval whose worst case keeps the promise,
//! at a minute that hangs on the set alone.
//!
//! First every set is decided for itself. Then all runs of a cluster are simulated, and only where
//! a wait breaks a promise is a schedule moved: sets are placed one after another, the tightest
//! promise first, each as near to its own minute as those before it allow. Fewer schedules never
//! wait longer, so where all hold at their own minutes, nothing is moved, whatever is added.

use super::Load;
use super::cost::{self, Capacity, Cost, LARGE, Pace, SIZE};
use super::demand::{self, Demand};
use super::queue::{self, Delay, Job, Outcome};
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

/// Minutes by which a schedule is moved at most for others; beyond that a shorter interval is tried.
const MOVES: u64 = 240;
/// Runs that are simulated for moving, in all: plans that need more keep their findings.
const BUDGET: u64 = 400_000;

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
    share_readers(sets);
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
    if share_upload(sets) {
        decide(sets);
    }
    let mut loads = Vec::new();
    for range in clusters(sets) {
        if let Some(of_cluster) = sets.get_mut(range) {
            loads.extend(settle(model, of_cluster));
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

/// How many volumes of a cluster may be read at one time: those of all its sets.
fn share_readers(sets: &mut [BackupSet<'_>]) {
    for range in clusters(sets) {
        let Some(sets) = sets.get_mut(range) else {
            continue;
        };
        let all = sets.iter().fold(0_u64, |sum, set| {
            sum.saturating_add(demand::count(&set.demand.moved))
                .saturating_add(demand::count(&set.demand.files))
        });
        sets.iter_mut()
            .for_each(|set| set.capacity.readers = all.max(1));
    }
}

/// Where all sets of a store together may write more than it carries, each stream gets its share
/// of what it carries, as if all were there at all times. Says whether that is so anywhere.
fn share_upload(sets: &mut [BackupSet<'_>]) -> bool {
    #[derive(Default)]
    struct Store {
        flow: u64,
        upload: u64,
        writers: u64,
        streams: u64,
    }
    let mut stores: BTreeMap<String, Store> = BTreeMap::new();
    for range in clusters(sets) {
        let mut of_cluster: BTreeMap<String, (u64, u64)> = BTreeMap::new();
        let Some(sets) = sets.get(range) else {
            continue;
        };
        let Some(capacity) = sets.first().map(|set| set.capacity) else {
            continue;
        };
        for set in sets {
            let name = set.store.name.value.to_string();
            let store = stores.entry(name.clone()).or_default();
            let Some(proof) = &set.proof else { continue };
            let upload = set.capacity.upload.as_bytes();
            let flow = proof.cost.files.flow.saturating_add(proof.cost.moved.flow);
            store.upload = upload;
            store.flow = store.flow.saturating_add(flow.min(upload));
            store.writers += u64::from(flow > 0);
            let (moved, files) = of_cluster.entry(name).or_default();
            *moved = moved.saturating_add(demand::count(&set.demand.moved));
            *files += u64::from(!set.demand.files.is_empty());
        }
        for (name, (moved, files)) in of_cluster {
            let streams = moved.min(capacity.lanes) + files.min(capacity.slots);
            let store = stores.entry(name).or_default();
            store.streams = store.streams.saturating_add(streams);
        }
    }
    let mut any = false;
    for set in sets {
        let store = stores.get(set.store.name.value.as_str());
        if let Some(store) = store.filter(|s| s.writers > 1 && s.flow > s.upload) {
            set.capacity.streams = Some(store.streams.max(1));
            any = true;
        }
    }
    any
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

/// One set in the simulation of its cluster.
struct Place<'s> {
    set: usize,
    task: Task<'s>,
    job: Job,
    /// Whether its promise holds with nobody else about, so that a wait may break it.
    sound: bool,
    proof: Proof,
    schedule: Schedule,
}

/// Simulates a cluster, moves what has to be moved, and writes the waits into the proofs.
fn settle<'a>(model: &Model, sets: &mut [BackupSet<'a>]) -> Option<Load<'a>> {
    let first = sets.first()?;
    let (cluster, capacity) = (first.cluster, first.capacity);
    let mut places: Vec<Place<'_>> = Vec::new();
    for (index, set) in sets.iter().enumerate() {
        let (Some(job), Some(task)) = (job(set), task(model, set)) else {
            continue;
        };
        let (Some(proof), Some(schedule)) = (set.proof.clone(), set.schedule.clone()) else {
            continue;
        };
        places.push(Place {
            set: index,
            task,
            job,
            sound: !matches!(proof.verdict, Verdict::Broken | Verdict::NotPromised),
            proof,
            schedule,
        });
    }
    // A pinned line cannot be moved, so the others are placed around it.
    places.sort_by_key(|place| (place.schedule.pinned.is_none(), place.task.room, place.set));
    let mut outcome = simulate(&places, &capacity);
    if outcome.settled && !holds(&places, &outcome) {
        repair(&mut places, &capacity);
        outcome = simulate(&places, &capacity);
    }
    let proofs: Vec<(usize, Schedule, Proof)> = places
        .into_iter()
        .zip(&outcome.delays)
        .map(|(place, delay)| {
            let proved = place.task.prove(&place.schedule, *delay, place.proof.size);
            let verdict = match place.proof.verdict {
                Verdict::NotPromised => Verdict::NotPromised,
                _ if proved.verdict == Verdict::Broken => Verdict::Broken,
                Verdict::KeptIfSmall => Verdict::KeptIfSmall,
                Verdict::Kept | Verdict::KeptWithoutMissedRun | Verdict::Broken => proved.verdict,
            };
            (place.set, place.schedule, Proof { verdict, ..proved })
        })
        .collect();
    for (index, schedule, proof) in proofs {
        if let Some(set) = sets.get_mut(index) {
            set.schedule = Some(schedule);
            set.proof = Some(proof);
        }
    }
    Some(Load {
        cluster,
        slots: outcome.slots,
        lanes: outcome.lanes,
        settled: outcome.settled,
    })
}

fn simulate(places: &[Place<'_>], capacity: &Capacity) -> Outcome {
    let jobs: Vec<&Job> = places.iter().map(|place| &place.job).collect();
    queue::simulate(&jobs, capacity.slots, capacity.lanes)
}

/// Whether every promise that holds alone holds with the waits too.
fn holds(places: &[Place<'_>], outcome: &Outcome) -> bool {
    outcome.settled
        && places.iter().zip(&outcome.delays).all(|(place, delay)| {
            !place.sound
                || rpo::loss(place.proof.span, *delay, &place.proof.cost) <= place.task.room
        })
}

/// Places one set after another, each at the nearest line that breaks no promise placed before.
fn repair(places: &mut [Place<'_>], capacity: &Capacity) {
    let mut budget = BUDGET;
    let mut good = 0;
    while good < places.len() {
        let Some(bad) = first_bad(places, good, capacity, &mut budget) else {
            return;
        };
        let Some((culprit, before)) = places.get_mut(..bad).and_then(|p| p.split_last_mut()) else {
            return;
        };
        if !relocate(culprit, before, capacity, &mut budget) {
            // No line of it helps: whose promise breaks is a finding, and breaks nothing further.
            let outcome = places
                .get(..bad)
                .map(|prefix| simulate(prefix, capacity))
                .unwrap_or_default();
            for (place, delay) in places.iter_mut().zip(&outcome.delays) {
                let loss = rpo::loss(place.proof.span, *delay, &place.proof.cost);
                place.sound &= loss <= place.task.room;
            }
            if !outcome.settled {
                return;
            }
        }
        if budget == 0 {
            return;
        }
        good = bad;
    }
}

/// The length of the shortest beginning that does not hold; that of `good` does.
fn first_bad(
    places: &[Place<'_>],
    good: usize,
    capacity: &Capacity,
    budget: &mut u64,
) -> Option<usize> {
    let mut ok = |length: usize| {
        let prefix = places.get(..length).unwrap_or_default();
        spend(budget, prefix);
        holds(prefix, &simulate(prefix, capacity))
    };
    let (mut low, mut high) = (good, places.len());
    if ok(high) {
        return None;
    }
    while low + 1 < high {
        let middle = usize::midpoint(low, high);
        if ok(middle) {
            low = middle;
        } else {
            high = middle;
        }
    }
    Some(high)
}

fn spend(budget: &mut u64, places: &[Place<'_>]) {
    let runs = |place: &Place<'_>| match &place.job.times {
        schedule::Times::Day(minutes) | schedule::Times::Week(minutes) => minutes.len() as u64,
        schedule::Times::Any(_) => 1,
    };
    *budget = budget.saturating_sub(places.iter().map(runs).sum::<u64>().max(1));
}

/// Gives a set the nearest line with which it and those before it hold.
fn relocate(
    culprit: &mut Place<'_>,
    before: &[Place<'_>],
    capacity: &Capacity,
    budget: &mut u64,
) -> bool {
    if culprit.schedule.pinned.is_some() || !culprit.sound {
        return false;
    }
    let size = culprit.proof.size;
    let own = culprit.schedule.shortest;
    for interval in INTERVALS
        .into_iter()
        .filter(|interval| Seconds::new(*interval) <= own)
    {
        let step = interval / 60;
        for shift in 0..step.min(MOVES) {
            if *budget == 0 {
                return false;
            }
            let Some(line) = culprit.task.line(interval, shift) else {
                continue;
            };
            if !culprit.task.fits(&line, size) {
                continue;
            }
            let schedule = line.schedule(culprit.task.tolerate);
            let proof = culprit.task.prove(&schedule, Delay::default(), size);
            let job = job_of(&schedule, &proof);
            let mut jobs: Vec<&Job> = before.iter().map(|place| &place.job).collect();
            jobs.push(&job);
            spend(budget, before);
            let outcome = queue::simulate(&jobs, capacity.slots, capacity.lanes);
            let own = outcome
                .delays
                .last()
                .map(|delay| rpo::loss(proof.span, *delay, &proof.cost));
            if holds(before, &outcome) && own.is_some_and(|loss| loss <= culprit.task.room) {
                culprit.job = job;
                culprit.schedule = schedule;
                culprit.proof = Proof {
                    verdict: culprit.proof.verdict,
                    ..proof
                };
                return true;
            }
        }
    }
    false
}
