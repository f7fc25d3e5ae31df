//! A simulator of Velero that steps through a year second by tick, written from Velero's rules and
//! not from the arithmetic: a loop that looks at the schedules once a minute, a queue that is first
//! come, first served, copies after the slot. Durations and the order within a tick are drawn again
//! in every run, up to the worst; the newest complete copy is watched all the time.

use crate::support::rng::Rng;
use drplan::analyze::backup::queue::{Job, simulate};
use drplan::analyze::backup::schedule::Times;
use drplan::analyze::quantities::Seconds;
use proptest::prelude::*;

const MINUTE: u64 = 60;
const DAY: u64 = 1_440;

/// How the simulated Velero behaves.
#[derive(Clone, Copy)]
struct Behaviour {
    /// Whether everything takes its worst time, instead of any time up to it.
    worst: bool,
    /// When in the minute the loop ticks at first, and by how much less than a minute later it may
    /// tick again.
    phase: u64,
    drift: u64,
}

struct Running {
    job: usize,
    /// When the run was started: what is copied is at least as old.
    started: u64,
    end: u64,
}

/// A run that has left its slot: the volumes that wait for a lane, and those that are moved.
struct Copying {
    job: usize,
    started: u64,
    waiting: u64,
    ends: Vec<u64>,
}

/// The longest time, over so many days, from the start of the run whose copy is the newest complete
/// one until the next copy is complete.
fn worst_loss(
    jobs: &[Job],
    (slots, lanes): (usize, usize),
    days: u64,
    behaviour: Behaviour,
    seed: u64,
) -> Vec<u64> {
    let mut rng = Rng(seed | 1);
    let mut queued: Vec<(usize, u64)> = Vec::new();
    let mut running: Vec<Running> = Vec::new();
    let mut copying: Vec<Copying> = Vec::new();
    let mut newest: Vec<Option<u64>> = vec![None; jobs.len()];
    let mut worst = vec![0; jobs.len()];
    let mut due: Vec<Vec<u64>> = jobs
        .iter()
        .map(|job| {
            let mut list: Vec<u64> = match &job.times {
                Times::Day(minutes) => (0..days)
                    .flat_map(|day| {
                        minutes
                            .iter()
                            .map(move |m| (day * DAY + u64::from(*m)) * MINUTE)
                    })
                    .collect(),
                Times::Week(minutes) => (0..days / 7)
                    .flat_map(|week| {
                        minutes
                            .iter()
                            .map(move |m| (week * 7 * DAY + u64::from(*m)) * MINUTE)
                    })
                    .collect(),
                Times::Any(_) => Vec::new(),
            };
            list.reverse();
            list
        })
        .collect();
    let mut tick = behaviour.phase;
    let mut recheck = 0;
    let end = days * DAY * MINUTE;
    let mut now = 0;
    while now < end {
        // Slots first: what has ended frees its place.
        let mut still = Vec::new();
        for run in running.drain(..) {
            if run.end <= now {
                copying.push(Copying {
                    job: run.job,
                    started: run.started,
                    waiting: jobs[run.job].width,
                    ends: Vec::new(),
                });
                // The next look at the queue is not put off by another that ends meanwhile.
                if recheck <= now {
                    recheck = now + if behaviour.worst { 60 } else { rng.below(61) };
                }
            } else {
                still.push(run);
            }
        }
        running = still;
        for copy in &mut copying {
            copy.ends.retain(|end| *end > now);
        }
        copying.retain(|copy| {
            if copy.waiting > 0 || !copy.ends.is_empty() {
                return true;
            }
            if let Some(before) = newest[copy.job] {
                worst[copy.job] = worst[copy.job].max(now - before);
            }
            newest[copy.job] = newest[copy.job].max(Some(copy.started));
            false
        });
        // Volumes are moved in the order in which their runs left the slots.
        let mut busy: usize = copying.iter().map(|copy| copy.ends.len()).sum();
        for copy in &mut copying {
            while copy.waiting > 0 && busy < lanes {
                let job = &jobs[copy.job];
                let each = job.work.get() / job.width;
                let each = if behaviour.worst {
                    each
                } else {
                    1 + rng.below(each)
                };
                copy.waiting -= 1;
                copy.ends.push(now + each);
                busy += 1;
            }
        }
        if now >= tick {
            let mut ready: Vec<usize> = (0..jobs.len())
                .filter(|job| due[*job].last().is_some_and(|at| *at <= now))
                .collect();
            for at in (1..ready.len()).rev() {
                let other = usize::try_from(rng.below(at as u64 + 1)).unwrap();
                ready.swap(at, other);
            }
            for job in ready {
                let own = running.iter().any(|run| run.job == job);
                if !own {
                    queued.push((job, now));
                    while due[job].last().is_some_and(|at| *at <= now) {
                        due[job].pop();
                    }
                }
            }
            tick += 60 - rng.below(behaviour.drift + 1);
        }
        // A run that waits keeps its place: none that came later is taken before it, unless it waits
        // for the last run of its own schedule.
        let mut waiting = Vec::new();
        let mut held = false;
        for (job, since) in queued.drain(..) {
            let own = running.iter().any(|run| run.job == job);
            let fresh = since == now;
            if running.len() < slots && !own && !held && (fresh || now >= recheck) {
                let hold = jobs[job].hold.get();
                let hold = if behaviour.worst {
                    hold
                } else {
                    1 + rng.below(hold)
                };
                running.push(Running {
                    job,
                    started: now,
                    end: now + hold,
                });
            } else {
                held |= !own;
                waiting.push((job, since));
            }
        }
        queued = waiting;
        // The next moment at which anything may happen.
        let moved = copying.iter().flat_map(|copy| copy.ends.iter().copied());
        let ends = running.iter().map(|run| run.end).chain(moved);
        let next = ends.chain([tick, recheck]).filter(|at| *at > now).min();
        now = next.unwrap_or(end);
    }
    worst
}

fn job(times: Times, hold: u64, copy: u64) -> Job {
    wide(times, hold, copy, u64::from(copy > 0), 1)
}

/// A run with so many volumes, each of which takes so long to move: over its lanes a set is computed
/// at Graham's bound, since what is ahead of it may leave it fewer lanes than it has volumes.
fn wide(times: Times, hold: u64, each: u64, width: u64, lanes: u64) -> Job {
    let own = lanes.min(width).max(1);
    Job {
        times,
        hold: Seconds::new(hold),
        work: Seconds::new(each * width),
        width,
        copy: Seconds::new((each * width).div_ceil(own) + (each * (own - 1)).div_ceil(own)),
    }
}

/// Gap, tick, queue, slot, lanes and copy, as the sum has them.
fn bounds(jobs: &[Job], (slots, lanes): (u64, u64), gaps: &[u64]) -> Option<Vec<u64>> {
    let all: Vec<&Job> = jobs.iter().collect();
    let outcome = simulate(&all, slots, lanes);
    outcome.settled.then(|| {
        jobs.iter()
            .zip(&outcome.delays)
            .zip(gaps)
            .map(|((job, delay), gap)| {
                let rest = delay.queue.plus(delay.lanes).plus(job.hold).plus(job.copy);
                gap + 60 + rest.get()
            })
            .collect()
    })
}

/// So many runs a day, as the minutes of the day and the gap in seconds.
fn every(interval: u64, offset: u64) -> (Times, u64) {
    let minutes =
        (0..DAY / interval).map(|n| u32::try_from(n * interval + offset % interval).unwrap());
    (Times::Day(minutes.collect()), interval * MINUTE)
}

/// A loop that passes every phase of the minute, and everything at its worst: the sum is reached.
#[test]
fn the_worst_case_is_reached() {
    let (times, gap) = every(30, 7);
    let jobs = [job(times, 105, 504)];
    let bound = bounds(&jobs, (1, 1_000), &[gap]).unwrap();
    assert_eq!(bound, [1_800 + 60 + 105 + 504]);
    // One run meets the tick at once, a later one just misses it. Seconds are whole here, so the
    // last second of the minute is never lost, nor the first.
    let behaviour = Behaviour {
        worst: true,
        phase: 0,
        drift: 59,
    };
    let reached = worst_loss(&jobs, (1, 1_000), 366, behaviour, 1)[0];
    assert!(
        reached <= bound[0] && bound[0] - reached <= 3,
        "{reached} of {}",
        bound[0]
    );
}

/// A year of one busy cluster, with a drifting loop, in which no loss is above the worst case.
#[test]
fn a_year_never_loses_more() {
    let of = [
        (30, 7, 105, 504),
        (240, 11, 900, 0),
        (1_440, 131, 2_400, 0),
        (60, 7, 31, 0),
        (60, 8, 33, 60),
    ];
    for slots in [1, 2] {
        let mut jobs = Vec::new();
        let mut gaps = Vec::new();
        for (interval, offset, hold, copy) in of {
            let (times, gap) = every(interval, offset);
            jobs.push(job(times, hold, copy));
            gaps.push(gap);
        }
        let bound = bounds(&jobs, (slots, 1_000), &gaps).unwrap();
        for (seed, worst) in [(3, true), (5, false)] {
            let behaviour = Behaviour {
                worst,
                phase: 17,
                drift: 1,
            };
            let places = usize::try_from(slots).unwrap();
            let lost = worst_loss(&jobs, (places, 1_000), 366, behaviour, seed);
            for (lost, bound) in lost.iter().zip(&bound) {
                assert!(
                    lost <= bound,
                    "{lost} > {bound} with {slots} slots, seed {seed}"
                );
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn no_loss_is_above_the_worst_case(
        of in proptest::collection::vec((0usize..6, 0u64..1_440, 1u64..1_500, 0u64..1_200, 1u64..5), 1..7),
        slots in 1u64..4, lanes in 1u64..6, phase in 0u64..60, drift in 0u64..7, worst: bool, seed: u64,
    ) {
        let mut jobs = Vec::new();
        let mut gaps = Vec::new();
        for (interval, offset, hold, each, width) in of {
            let (times, gap) = every([15, 30, 60, 120, 480, 1_440][interval], offset);
            jobs.push(wide(times, hold, each, if each == 0 { 0 } else { width }, lanes));
            gaps.push(gap);
        }
        // What cannot keep up has no worst case, and is told so.
        if let Some(bound) = bounds(&jobs, (slots, lanes), &gaps) {
            let behaviour = Behaviour { worst, phase, drift };
            let places = (usize::try_from(slots).unwrap(), usize::try_from(lanes).unwrap());
            let lost = worst_loss(&jobs, places, 8, behaviour, seed);
            for (at, (lost, bound)) in lost.iter().zip(&bound).enumerate() {
                prop_assert!(lost <= bound, "{lost} > {bound} for {at} of {jobs:?}, {places:?} slots and lanes");
            }
        }
    }
}
