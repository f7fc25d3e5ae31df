//! All schedules of a cluster together: the simulation, and the moves that it asks for.

use super::fixed::{self, Settled};
use super::placed::Placed;
use super::{job, job_of, task};
use crate::analyze::backup::beside::Before;
use crate::analyze::backup::demand;
use crate::analyze::backup::load::Load;
use crate::analyze::backup::queue::{self, Job, Places, Waits};
use crate::analyze::backup::schedule::{Candidate, INTERVALS, Schedule};
use crate::analyze::quantities::Seconds;
use crate::analyze::rpo::worst_case::{Verdict, WorstCase};
use crate::analyze::sets::BackupSet;
use crate::model::Model;

/// Minutes by which a schedule is moved at most for others; beyond that a shorter interval is tried.
const MOVES: u64 = 240;
/// What the simulations for longer intervals take in all, as [`queue::Outcome::looks`] counts: each goes to its end.
const CALMING: u64 = 20_000_000;
/// How long schedules are moved until the promises hold: a plan that needs more keeps its findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::analyze) enum Effort {
    /// For the plan as it stands.
    Whole,
    /// For a change that is tried: what is found with less is found with [`Effort::Whole`] too.
    Trial,
}

impl Effort {
    /// What the simulations for moving take in all, as [`queue::Outcome::looks`] counts.
    fn looks(self) -> u64 {
        match self {
            Self::Whole => 4_000_000,
            Self::Trial => 100_000,
        }
    }
}

/// Simulates a cluster, moves what has to be moved, and writes the waits into the proofs.
pub(super) fn settle(model: &Model, sets: &mut [BackupSet], effort: Effort) -> Option<Load> {
    let first = sets.first()?;
    let (cluster, shared) = (first.cluster.clone(), first.capacity.places());
    let beside = first.beside.clone();
    let mut others = beside.before(shared);
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
            quiet: !queue::begins_inside(&job.times, &job.avoid),
            job,
            sound: !matches!(worst_case.verdict, Verdict::Broken | Verdict::NotPromised),
            worst_case,
            schedule,
        });
    }
    // A pinned line cannot be moved, so the others are placed around it.
    places.sort_by_key(|place| (place.schedule.pinned.is_none(), place.task.room, place.set));
    let mut settled = simulate(&places, &others, shared);
    if settled.outcome.settled && !holds(&places, &others, &settled) {
        repair(&mut places, (&others, shared), effort);
        settled = simulate(&places, &others, shared);
        if !others.kept(&settled.others) {
            others.give_up();
            repair(&mut places, (&others, shared), effort);
            settled = simulate(&places, &others, shared);
        }
    }
    let now = settled.outcome;
    // More work than there are slots or lanes for is a finding of its own.
    let idle = now.slots < queue::FULL && now.lanes < queue::FULL;
    // A change after which a queue does not empty is no advice: it is not looked for longer intervals.
    if !now.settled && idle && effort == Effort::Whole {
        let mut budget = CALMING;
        if let Some(calmed) = calm(&places, (&others, shared), &mut budget) {
            places = calmed;
            repair(&mut places, (&others, shared), effort);
        }
    }
    let all: Vec<&Job> = beside.jobs().collect();
    let settled = fixed::settle(&places.iter().collect::<Vec<_>>(), &all, shared);
    let outcome = settled.outcome;
    let proofs: Vec<(usize, Schedule, WorstCase)> = places
        .into_iter()
        .zip(settled.proofs)
        .map(|(place, proved)| {
            let verdict = place.worst_case.verdict.with(proved.verdict);
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

fn simulate(places: &[Placed<'_>], others: &Before<'_>, shared: Places) -> Settled {
    let places: Vec<&Placed<'_>> = places.iter().collect();
    fixed::settle(&places, others.jobs(), shared)
}

/// Whether every promise that holds alone holds with the waits too, also those of the Schedules of others, and no
/// run begins inside of a window.
fn holds(places: &[Placed<'_>], others: &Before<'_>, settled: &Settled) -> bool {
    let mut each = places.iter().zip(&settled.proofs);
    settled.outcome.settled
        && others.kept(&settled.others)
        && each.all(|(place, proved)| !place.sound || kept(place, proved))
}

fn kept(place: &Placed<'_>, proved: &WorstCase) -> bool {
    let outside = !place.quiet || proved.waits.intrusion.is_none();
    proved.verdict != Verdict::Broken && outside
}

/// Places one set after another, each at the nearest line that breaks no promise placed before.
fn repair(places: &mut [Placed<'_>], (others, shared): (&Before<'_>, Places), effort: Effort) {
    let mut budget = effort.looks();
    let mut good = 0;
    while good < places.len() {
        let Some(bad) = first_bad(places, good, (others, shared), &mut budget) else {
            return;
        };
        let Some((culprit, before)) = places.get_mut(..bad).and_then(|p| p.split_last_mut()) else {
            return;
        };
        if !relocate(culprit, before, (others, shared), &mut budget) {
            // No line of it helps: whose promise breaks is a finding, and breaks nothing further.
            let settled = simulate(places.get(..bad).unwrap_or_default(), others, shared);
            for (place, proved) in places.iter_mut().zip(&settled.proofs) {
                place.sound &= kept(place, proved);
            }
            if !settled.outcome.settled {
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
    (others, shared): (&Before<'_>, Places),
    budget: &mut u64,
) -> Option<usize> {
    let mut ok = |length: usize| {
        let prefix = places.get(..length).unwrap_or_default();
        let settled = simulate(prefix, others, shared);
        *budget = budget.saturating_sub(settled.looks);
        holds(prefix, others, &settled)
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

/// A set with another line, before its waits are known.
fn with_line<'s>(place: &Placed<'s>, line: &Candidate) -> Placed<'s> {
    let task = place.task;
    let schedule = line.schedule(task.tolerate);
    let worst_case = task.prove(&schedule, Waits::default(), place.worst_case.size);
    let files = (demand::count(&task.demand.files), place.job.serial);
    Placed {
        set: place.set,
        task,
        job: job_of(&schedule, &worst_case.cost, files, task.avoid),
        sound: true,
        quiet: true,
        worst_case: WorstCase {
            verdict: place.worst_case.verdict.with(worst_case.verdict),
            ..worst_case
        },
        schedule,
    }
}

/// Makes intervals longer until every wait ends: first of those whose promise no line keeps, then the shortest. What
/// they lose can be told then, and they keep no other set from its promise. `None` where that is not enough.
fn calm<'s>(
    places: &[Placed<'s>],
    (others, shared): (&Before<'_>, Places),
    budget: &mut u64,
) -> Option<Vec<Placed<'s>>> {
    let mut places = places.to_vec();
    // All with the shortest interval take the next one in one turn.
    for _ in 0..2 * INTERVALS.len() {
        let settled = simulate(&places, others, shared);
        if settled.outcome.settled {
            return Some(places);
        }
        *budget = budget.checked_sub(settled.looks).filter(|left| *left > 0)?;
        let movable = places
            .iter_mut()
            .filter(|place| place.schedule.pinned.is_none());
        let mut lines: Vec<_> = movable
            .filter_map(|place| longer(place).map(|line| (place, line)))
            .collect();
        let key = |place: &Placed<'_>| (place.sound, place.schedule.gap);
        let first = lines.iter().map(|(place, _)| key(place)).min()?;
        lines.retain(|(place, _)| key(place) == first);
        for (place, line) in lines {
            let quiet = place.quiet;
            *place = Placed {
                sound: false,
                quiet,
                ..with_line(place, &line)
            };
        }
    }
    None
}

/// The line of the next longer interval with which a set keeps up alone.
fn longer(place: &Placed<'_>) -> Option<Candidate> {
    let longer = INTERVALS.into_iter().rev();
    let longer = longer.filter(|interval| Seconds::new(*interval) > place.schedule.shortest);
    longer
        .filter_map(|interval| place.task.line(interval, 0))
        .find(|line| place.task.keeps_up(line, place.worst_case.size))
}

/// Gives a set the nearest line with which it and those before it hold.
fn relocate(
    culprit: &mut Placed<'_>,
    before: &[Placed<'_>],
    (others, shared): (&Before<'_>, Places),
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
            let moved = with_line(culprit, &line);
            let all: Vec<&Placed<'_>> = before.iter().chain([&moved]).collect();
            let settled = fixed::settle(&all, others.jobs(), shared);
            *budget = budget.saturating_sub(settled.looks.max(1));
            if holds(before, others, &settled)
                && settled
                    .proofs
                    .last()
                    .is_some_and(|proved| kept(&moved, proved))
            {
                *culprit = moved;
                return true;
            }
        }
    }
    false
}
