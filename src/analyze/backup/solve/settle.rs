//! All schedules of a cluster together: the simulation, and the moves that it asks for.

use super::{Task, job, job_of, task};
use crate::analyze::backup::beside::Before;
use crate::analyze::backup::cost::Capacity;
use crate::analyze::backup::load::Load;
use crate::analyze::backup::queue::{Delay, Job, Outcome};
use crate::analyze::backup::schedule::{self, INTERVALS, Schedule};
use crate::analyze::quantities::Seconds;
use crate::analyze::rpo::worst_case::{self, Verdict, WorstCase};
use crate::analyze::sets::BackupSet;
use crate::model::Model;

/// Minutes by which a schedule is moved at most for others; beyond that a shorter interval is tried.
const MOVES: u64 = 240;
/// Runs that are simulated for moving, in all: plans that need more keep their findings.
const BUDGET: u64 = 400_000;

/// One set in the simulation of its cluster.
struct Placed<'s> {
    set: usize,
    task: Task<'s>,
    job: Job,
    /// Whether its promise holds without other sets on the cluster, so that a wait may break it.
    sound: bool,
    worst_case: WorstCase,
    schedule: Schedule,
}

/// Simulates a cluster, moves what has to be moved, and writes the waits into the proofs.
pub(super) fn settle(model: &Model, sets: &mut [BackupSet]) -> Option<Load> {
    let first = sets.first()?;
    let (cluster, capacity) = (first.cluster.clone(), first.capacity);
    let beside = first.beside.clone();
    let mut others = beside.before(&capacity);
    let mut places: Vec<Placed<'_>> = Vec::new();
    for (index, set) in sets.iter().enumerate() {
        let (Some(job), Some(task)) = (job(set), task(model, set)) else {
            continue;
        };
        let (Some(worst_case), Some(schedule)) = (set.worst_case.clone(), set.schedule.clone())
        else {
            continue;
        };
        places.push(Placed {
            set: index,
            task,
            job,
            sound: !matches!(worst_case.verdict, Verdict::Broken | Verdict::NotPromised),
            worst_case,
            schedule,
        });
    }
    // A pinned line cannot be moved, so the others are placed around it.
    places.sort_by_key(|place| (place.schedule.pinned.is_none(), place.task.room, place.set));
    let placed = simulate(&places, &others, &capacity);
    if placed.0.settled && !holds(&places, &placed) {
        repair(&mut places, &others, &capacity);
        if !simulate(&places, &others, &capacity).1 {
            others.give_up();
            repair(&mut places, &others, &capacity);
        }
    }
    let outcome = beside.simulate(places.iter().map(|place| &place.job), &capacity);
    let proofs: Vec<(usize, Schedule, WorstCase)> = places
        .into_iter()
        .zip(&outcome.delays)
        .map(|(place, delay)| {
            let proved = place
                .task
                .prove(&place.schedule, *delay, place.worst_case.size);
            let verdict = match place.worst_case.verdict {
                Verdict::NotPromised => Verdict::NotPromised,
                _ if proved.verdict == Verdict::Broken => Verdict::Broken,
                Verdict::KeptIfSmall => Verdict::KeptIfSmall,
                Verdict::Kept | Verdict::KeptWithoutMissedRun | Verdict::Broken => proved.verdict,
            };
            (place.set, place.schedule, WorstCase { verdict, ..proved })
        })
        .collect();
    for (index, schedule, worst_case) in proofs {
        if let Some(set) = sets.get_mut(index) {
            set.schedule = Some(schedule);
            set.worst_case = Some(worst_case);
        }
    }
    Some(Load {
        cluster,
        slots: outcome.slots,
        lanes: outcome.lanes,
        settled: outcome.settled,
    })
}

fn simulate(places: &[Placed<'_>], others: &Before<'_>, capacity: &Capacity) -> (Outcome, bool) {
    let jobs: Vec<&Job> = places.iter().map(|place| &place.job).collect();
    others.simulate(&jobs, capacity)
}

/// Whether every promise that holds alone holds with the waits too.
fn holds(places: &[Placed<'_>], (outcome, others): &(Outcome, bool)) -> bool {
    outcome.settled
        && *others
        && places.iter().zip(&outcome.delays).all(|(place, delay)| {
            !place.sound
                || worst_case::loss(place.worst_case.span, *delay, &place.worst_case.cost)
                    <= place.task.room
        })
}

/// Places one set after another, each at the nearest line that breaks no promise placed before.
fn repair(places: &mut [Placed<'_>], others: &Before<'_>, capacity: &Capacity) {
    let mut budget = BUDGET;
    let mut good = 0;
    while good < places.len() {
        let Some(bad) = first_bad(places, good, (others, capacity), &mut budget) else {
            return;
        };
        let Some((culprit, before)) = places.get_mut(..bad).and_then(|p| p.split_last_mut()) else {
            return;
        };
        if !relocate(culprit, before, (others, capacity), &mut budget) {
            // No line of it helps: whose promise breaks is a finding, and breaks nothing further.
            let outcome = places
                .get(..bad)
                .map(|prefix| simulate(prefix, others, capacity).0)
                .unwrap_or_default();
            for (place, delay) in places.iter_mut().zip(&outcome.delays) {
                let loss = worst_case::loss(place.worst_case.span, *delay, &place.worst_case.cost);
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
    places: &[Placed<'_>],
    good: usize,
    (others, capacity): (&Before<'_>, &Capacity),
    budget: &mut u64,
) -> Option<usize> {
    let mut ok = |length: usize| {
        let prefix = places.get(..length).unwrap_or_default();
        spend(budget, prefix);
        holds(prefix, &simulate(prefix, others, capacity))
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

fn spend(budget: &mut u64, places: &[Placed<'_>]) {
    let runs = |place: &Placed<'_>| match &place.job.times {
        schedule::Times::Day(minutes) | schedule::Times::Week(minutes) => minutes.len() as u64,
        schedule::Times::Any(_) => 1,
    };
    *budget = budget.saturating_sub(places.iter().map(runs).sum::<u64>().max(1));
}

/// Gives a set the nearest line with which it and those before it hold.
fn relocate(
    culprit: &mut Placed<'_>,
    before: &[Placed<'_>],
    (others, capacity): (&Before<'_>, &Capacity),
    budget: &mut u64,
) -> bool {
    if culprit.schedule.pinned.is_some() || !culprit.sound {
        return false;
    }
    let size = culprit.worst_case.size;
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
            let worst_case = culprit.task.prove(&schedule, Delay::default(), size);
            let job = job_of(&schedule, &worst_case);
            let mut jobs: Vec<&Job> = before.iter().map(|place| &place.job).collect();
            jobs.push(&job);
            spend(budget, before);
            let outcome = others.simulate(&jobs, capacity);
            let own = outcome
                .0
                .delays
                .last()
                .map(|delay| worst_case::loss(worst_case.span, *delay, &worst_case.cost));
            if holds(before, &outcome) && own.is_some_and(|loss| loss <= culprit.task.room) {
                culprit.job = job;
                culprit.schedule = schedule;
                culprit.worst_case = WorstCase {
                    verdict: culprit.worst_case.verdict,
                    ..worst_case
                };
                return true;
            }
        }
    }
    false
}
