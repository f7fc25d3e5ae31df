//! A simulator of Velero that steps through a year second by tick, written from Velero's rules and
//! not from the arithmetic: a loop that looks at the schedules once a minute, a queue that is first
//! come, first served, file backups that hold a slot and ask for a load of the node of their pod, data
//! movers that ask for a load of any node, and whoever asks first after one is freed gets it. Durations and the order within a tick are drawn again
//! in every run, up to the worst; the newest complete copy is watched all the time.

use crate::support::rng::Rng;
use drplan::analyze::backup::queue::{Job, Places, simulate};
use drplan::analyze::backup::schedule::Times;
use drplan::analyze::quantities::Seconds;
use proptest::prelude::*;
use std::sync::Arc;

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

/// A schedule with what it copies.
#[derive(Clone, Debug)]
struct Set {
    job: Job,
    /// Its time in the slot without the files.
    before: u64,
    /// The time of each file volume, of which one after another is read.
    read: u64,
    /// The time of each moved volume, and how many they are.
    each: u64,
    count: u64,
}

/// What a run does in its slot.
enum Stage {
    /// Objects, hooks and snapshots until then, and the file volumes that are left.
    Objects(u64, u64),
    /// Asks for a load of its node.
    Asks(u64),
    /// Reads a file volume until then.
    Reads(u64, u64),
}

struct Running {
    job: usize,
    /// When the run was started: what is copied is at least as old.
    started: u64,
    /// The node of its pods.
    node: usize,
    stage: Stage,
}

/// A run that has left its slot: the volumes that ask for a load, and those that are moved, each on its node.
struct Copying {
    job: usize,
    started: u64,
    waiting: u64,
    ends: Vec<(u64, usize)>,
}

/// The longest time, over so many days, from the start of the run whose copy is the newest complete
/// one until the next copy is complete.
fn worst_loss(
    sets: &[Set],
    places: Places,
    days: u64,
    behaviour: Behaviour,
    seed: u64,
) -> Vec<u64> {
    let mut rng = Rng(seed | 1);
    let any = |rng: &mut Rng, most: u64| match behaviour.worst || most == 0 {
        true => most,
        false => 1 + rng.below(most),
    };
    let slots = usize::try_from(places.slots).unwrap();
    let mut queued: Vec<(usize, u64)> = Vec::new();
    let mut running: Vec<Running> = Vec::new();
    let mut copying: Vec<Copying> = Vec::new();
    let mut newest: Vec<Option<u64>> = vec![None; sets.len()];
    let mut worst = vec![0; sets.len()];
    let mut due: Vec<Vec<u64>> = sets
        .iter()
        .map(|set| {
            let (minutes, period) = match &set.job.times {
                Times::Day(minutes) => (minutes, DAY),
                Times::Week(minutes) => (minutes, 7 * DAY),
                Times::Any(_) => return Vec::new(),
            };
            let mut list: Vec<u64> = (0..days * DAY / period)
                .flat_map(|n| {
                    minutes
                        .iter()
                        .map(move |m| (n * period + u64::from(*m)) * MINUTE)
                })
                .collect();
            list.reverse();
            list
        })
        .collect();
    // The loads of each node, with the moment from which each is asked for again.
    let loads = usize::try_from(places.loads).unwrap();
    let mut free: Vec<Vec<u64>> = (0..places.nodes).map(|_| vec![0; loads]).collect();
    let mut tick = behaviour.phase;
    let mut recheck = 0;
    let end = days * DAY * MINUTE;
    let mut now = 0;
    while now < end {
        // What has ended frees its places.
        let mut still = Vec::new();
        for mut run in running.drain(..) {
            if let Stage::Reads(until, left) = run.stage
                && until <= now
            {
                free[run.node].push(now + any(&mut rng, 5));
                run.stage = Stage::Objects(now, left);
            }
            match run.stage {
                Stage::Objects(until, 0) if until <= now => {
                    copying.push(Copying {
                        job: run.job,
                        started: run.started,
                        waiting: sets[run.job].count,
                        ends: Vec::new(),
                    });
                    // The next look at the queue is not put off by another that ends meanwhile.
                    if recheck <= now {
                        recheck = now + any(&mut rng, 60);
                    }
                    continue;
                }
                Stage::Objects(until, left) if until <= now => run.stage = Stage::Asks(left),
                Stage::Objects(..) | Stage::Asks(_) | Stage::Reads(..) => {}
            }
            still.push(run);
        }
        running = still;
        for copy in &mut copying {
            copy.ends.retain(|(end, node)| {
                if *end <= now {
                    free[*node].push(now + any(&mut rng, 5));
                }
                *end > now
            });
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
        if now >= tick {
            let mut ready: Vec<usize> = (0..sets.len())
                .filter(|job| due[*job].last().is_some_and(|at| *at <= now))
                .collect();
            shuffle(&mut rng, &mut ready);
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
                running.push(Running {
                    job,
                    started: now,
                    // The worst placement has the pods of all on one node.
                    node: match behaviour.worst {
                        true => 0,
                        false => usize::try_from(rng.below(places.nodes)).unwrap(),
                    },
                    stage: Stage::Objects(
                        now + any(&mut rng, sets[job].before),
                        sets[job].job.reads,
                    ),
                });
            } else {
                held |= !own;
                waiting.push((job, since));
            }
        }
        queued = waiting;
        // Whoever asks first gets a load: file backups one of their node, data movers one of the
        // emptiest.
        let files = running.iter().enumerate();
        let files = files.filter(|(_, run)| matches!(run.stage, Stage::Asks(_)));
        let mut asking: Vec<(bool, usize)> = files.map(|(at, _)| (true, at)).collect();
        for (at, copy) in copying.iter().enumerate() {
            asking.extend((0..copy.waiting).map(|_| (false, at)));
        }
        shuffle(&mut rng, &mut asking);
        for (file, at) in asking {
            if file {
                let run = &mut running[at];
                let Stage::Asks(left) = run.stage else {
                    continue;
                };
                if take(&mut free[run.node], now) {
                    run.stage = Stage::Reads(now + any(&mut rng, sets[run.job].read), left - 1);
                }
            } else {
                let open = |node: &Vec<u64>| node.iter().filter(|from| **from <= now).count();
                let most = free.iter().map(open).max().unwrap_or(0);
                let node = free.iter().position(|node| most > 0 && open(node) == most);
                let Some(node) = node else { continue };
                take(&mut free[node], now);
                let copy = &mut copying[at];
                copy.waiting -= 1;
                copy.ends
                    .push((now + any(&mut rng, sets[copy.job].each), node));
            }
        }
        // The next moment at which anything may happen.
        let moved = copying
            .iter()
            .flat_map(|copy| copy.ends.iter().map(|(end, _)| *end));
        let stages = running.iter().filter_map(|run| match run.stage {
            Stage::Objects(until, _) | Stage::Reads(until, _) => Some(until.max(now + 1)),
            Stage::Asks(_) => None,
        });
        let freed = free.iter().flatten().copied();
        let ends = stages.chain(moved).chain(freed).chain([tick, recheck]);
        now = ends.filter(|at| *at > now).min().unwrap_or(end);
    }
    worst
}

fn shuffle<T>(rng: &mut Rng, list: &mut [T]) {
    for at in (1..list.len()).rev() {
        let other = usize::try_from(rng.below(at as u64 + 1)).unwrap();
        list.swap(at, other);
    }
}

/// Takes a load that may be asked for by now.
fn take(loads: &mut Vec<u64>, now: u64) -> bool {
    let found = loads.iter().position(|from| *from <= now);
    found.map(|at| loads.remove(at)).is_some()
}

fn set(times: Times, before: u64, each: u64) -> Set {
    wide(times, before, (0, 0), (each, u64::from(each > 0)), 1)
}

/// A run with so many volumes that are read as files and so many that are moved, each of which takes so long.
fn wide(times: Times, before: u64, files: (u64, u64), moved: (u64, u64), lanes: u64) -> Set {
    let ((read, reads), (each, count)) = (files, moved);
    let width = lanes.min(count);
    // Volumes that are alike go in turns over the lanes, with five seconds for a hand-over.
    let turns = count.div_ceil(lanes);
    Set {
        job: Job {
            serial: false,
            times,
            hold: Seconds::new(before + ((read + 5) * reads).saturating_sub(5)),
            work: Seconds::new((each + 5) * count),
            width,
            longest: Seconds::new(if count > 0 { each } else { 0 }),
            shortest: Seconds::new(if count > 0 { each } else { 0 }),
            copy: Seconds::new(((each + 5) * turns).saturating_sub(5)),
            files: Seconds::new((read + 5) * reads),
            reads,
            avoid: Arc::default(),
        },
        before,
        read,
        each,
        count,
    }
}

/// Gap, tick, queue, slot, node, lanes and copy, as the sum has them.
fn bounds(sets: &[Set], places: Places, gaps: &[u64]) -> Option<Vec<u64>> {
    let all: Vec<&Job> = sets.iter().map(|set| &set.job).collect();
    let outcome = simulate(&all, places);
    outcome.settled.then(|| {
        let waits = outcome.waits.iter().map(|waits| waits.slowest.total());
        all.iter()
            .zip(waits)
            .zip(gaps)
            .map(|((job, waits), gap)| gap + 60 + waits.plus(job.hold).plus(job.copy).get())
            .collect()
    })
}

fn places(slots: u64, nodes: u64, loads: u64) -> Places {
    Places {
        slots,
        nodes,
        loads,
        paced: false,
    }
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
    let sets = [set(times, 105, 504)];
    let bound = bounds(&sets, places(1, 6, 1), &[gap]).unwrap();
    assert_eq!(bound, [1_800 + 60 + 105 + 504]);
    // One run meets the tick at once, a later one just misses it. Seconds are whole here, so the
    // last second of the minute is never lost, nor the first.
    let behaviour = Behaviour {
        worst: true,
        phase: 0,
        drift: 59,
    };
    let reached = worst_loss(&sets, places(1, 6, 1), 366, behaviour, 1)[0];
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
        let mut sets = Vec::new();
        let mut gaps = Vec::new();
        for (interval, offset, hold, copy) in of {
            let (times, gap) = every(interval, offset);
            sets.push(set(times, hold, copy));
            gaps.push(gap);
        }
        let shared = places(slots, 6, 1);
        let bound = bounds(&sets, shared, &gaps).unwrap();
        for (seed, worst) in [(3, true), (5, false)] {
            let behaviour = Behaviour {
                worst,
                phase: 17,
                drift: 1,
            };
            let lost = worst_loss(&sets, shared, 366, behaviour, seed);
            for (lost, bound) in lost.iter().zip(&bound) {
                assert!(
                    lost <= bound,
                    "{lost} > {bound} with {slots} slots, seed {seed}"
                );
            }
        }
    }
}

/// One node with one load: a small file backup of every half an hour waits for a volume that is moved three
/// times a day, and the sum is reached but for seconds.
#[test]
fn a_file_backup_waits_for_its_node() {
    let (large, eight) = every(480, 0);
    let (small, half) = every(30, 3);
    let sets = [
        wide(large, 45, (0, 0), (10_606, 1), 1),
        wide(small, 30, (41, 1), (0, 0), 1),
    ];
    let bound = bounds(&sets, places(2, 1, 1), &[eight, half]).unwrap();
    let behaviour = Behaviour {
        worst: true,
        phase: 0,
        drift: 59,
    };
    let reached = (1..=8)
        .map(|seed| worst_loss(&sets, places(2, 1, 1), 20, behaviour, seed)[1])
        .max()
        .unwrap();
    assert!(reached <= bound[1], "{reached} > {}", bound[1]);
    assert!(reached * 100 >= bound[1] * 95, "{reached} of {}", bound[1]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_loss_is_above_the_worst_case(
        of in proptest::collection::vec(
            (0usize..6, 0u64..1_440, 1u64..1_200, (1u64..900, 0u64..3), (0u64..1_200, 1u64..5)), 1..7),
        slots in 1u64..4, nodes in 1u64..4, loads in 1u64..3,
        phase in 0u64..60, drift in 0u64..7, worst: bool, seed: u64,
    ) {
        let shared = places(slots, nodes, loads);
        let mut sets = Vec::new();
        let mut gaps = Vec::new();
        for (interval, offset, before, files, (each, count)) in of {
            let (times, gap) = every([15, 30, 60, 120, 480, 1_440][interval], offset);
            let moved = (each, if each == 0 { 0 } else { count });
            sets.push(wide(times, before, files, moved, shared.lanes()));
            gaps.push(gap);
        }
        // What cannot keep up has no worst case, and is told so.
        if let Some(bound) = bounds(&sets, shared, &gaps) {
            let behaviour = Behaviour { worst, phase, drift };
            let lost = worst_loss(&sets, shared, 8, behaviour, seed);
            for (at, (lost, bound)) in lost.iter().zip(&bound).enumerate() {
                prop_assert!(lost <= bound, "{lost} > {bound} for {at} of {sets:?}, {shared:?}");
            }
        }
    }
}
