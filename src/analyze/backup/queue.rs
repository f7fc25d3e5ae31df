//! The queue of one cluster: how long each schedule waits for a slot, and its copy for a lane.
//!
//! In come the runs of one hyper-period with the time that each takes at worst; out goes the worst
//! wait of each schedule. Velero takes backups first come, first served, one in progress or so many
//! as `--concurrent-backups` says, and one where two sets of the cluster have a namespace in common; else only a
//! schedule's own last run stands in its way. Data movers run after the slot, over the loads of all nodes;
//! a file backup takes a load of the node of its pod, inside of its slot.
//!
//! The waits are bounds that hold for every order of runs that one tick of the schedule loop may
//! submit, for every shorter run, and for every phase of the tick. Each bound follows from the work
//! that may stand ahead: while a run waits, every slot is busy with what came before it.

mod any_time;
mod loads;
mod sums;
mod types;

pub use crate::analyze::backup::times::TICK;
pub use loads::is_crowd;
pub use types::{Delay, FULL, Job, Outcome, Places, Usage, Waits};

use crate::analyze::backup::times::Times;
use crate::analyze::quantities::Seconds;
use crate::model::value::Window;
use std::cell::Cell;
use std::ops::Range;
use sums::Sums;

/// A run that had to wait begins so much after its turn has come, at most.
pub const RECHECK: Seconds = Seconds::new(60);

const DAY: u64 = 1_440;
/// Runs of one cluster in a day: Velero looks at its schedules once a minute and begins 35 of them
/// at each look, on and on.
const RUNS: u64 = 50_000;
/// Rounds after which a queue that still grows counts as growing without end.
const ROUNDS: u64 = 16;
/// Runs that may stand in line at one time, besides eight for each slot: a longer line counts as
/// one that does not end.
const LINE: u64 = 256;

/// Simulates the schedules of one cluster.
pub fn simulate(jobs: &[&Job], places: Places) -> Outcome {
    let weekly = jobs.iter().any(|job| matches!(job.times, Times::Week(_)));
    let period = if weekly { 7 * DAY } else { DAY };
    let mut events = Vec::new();
    for (index, job) in jobs.iter().enumerate() {
        let days = match job.times {
            Times::Day(_) => period / DAY,
            Times::Week(_) => 1,
            Times::Any(_) => 0,
        };
        if let Times::Day(minutes) | Times::Week(minutes) = &job.times {
            for day in 0..days {
                let at = |minute: &u32| (u64::from(*minute) + day * DAY, index);
                events.extend(minutes.iter().map(at));
            }
        }
    }
    events.sort_unstable();
    let usage = |of: fn(&Job) -> Seconds, capacity: u64| {
        let timed = events
            .iter()
            .filter_map(|(_, index)| jobs.get(*index))
            .fold(0_u128, |sum, job| sum + u128::from(of(job).get()));
        let span = u128::from(period) * 60;
        let floating = jobs.iter().fold(0_u128, |sum, job| match job.times {
            Times::Any(gap) => {
                sum + (u128::from(of(job).get()) * span).div_ceil(u128::from(gap.get().max(1)))
            }
            Times::Day(_) | Times::Week(_) => sum,
        });
        let part = (timed + floating) * u128::from(FULL);
        u64::try_from(part.div_ceil(span * u128::from(capacity.max(1)))).unwrap_or(u64::MAX)
    };
    let mut outcome = Outcome {
        waits: vec![Waits::default(); jobs.len()],
        slots: usage(|job| job.hold, places.slots),
        lanes: usage(|job| job.work.plus(job.files), places.lanes()),
        settled: false,
        looks: events.len() as u64,
    };
    // Beyond this no Velero keeps up with its own loop of a minute, and neither does a simulation.
    if events.len() as u64 > RUNS * (period / DAY) {
        outcome.slots = outcome.slots.max(FULL);
    }
    if outcome.slots >= FULL || outcome.lanes >= FULL {
        return outcome;
    }
    let mut run = Run {
        jobs,
        events: &events,
        period: Seconds::minutes(period),
        places: Places {
            slots: places.slots.max(1),
            nodes: places.nodes.max(1),
            loads: places.loads.max(1),
            paced: places.paced,
        },
        floating: Floating::of_jobs(jobs),
        virtual_job: any_time::largest(jobs),
        longest_mover: jobs.iter().map(|job| job.longest).max().unwrap_or_default(),
        longest_files: jobs
            .iter()
            .fold((Seconds::ZERO, 0), |(longest, sets), job| {
                (longest.max(job.files), sets + job.reads.min(1))
            }),
        sums: Sums::default(),
        nodes: vec![Seconds::ZERO; events.len()],
        running: Vec::new(),
        copying: Vec::new(),
        waits: Vec::new(),
        any_time: Delay::default(),
        any_ahead: Ahead::default(),
        looks: Cell::new(0),
    };
    for _ in 0..ROUNDS {
        let before = run.state();
        if !run.round() {
            break;
        }
        if run.state() == before {
            outcome.settled = true;
            break;
        }
    }
    outcome.looks = outcome.looks.saturating_add(run.looks.get());
    outcome.waits = std::mem::take(&mut run.waits);
    for (index, job) in jobs.iter().enumerate() {
        if let (Times::Any(_), Some(waits)) = (&job.times, outcome.waits.get_mut(index)) {
            *waits = run.at_any_time(index);
        }
    }
    outcome
}

/// What may be ahead of a run: how many, and their work.
#[derive(Debug, Clone, Copy, Default)]
struct Ahead {
    count: u64,
    work: Seconds,
}

impl Ahead {
    fn add(&mut self, count: u64, work: Seconds) {
        self.count = self.count.saturating_add(count);
        self.work = self.work.plus(work);
    }

    fn plus(mut self, other: Self) -> Self {
        self.add(other.count, other.work);
        self
    }

    fn repeated(self, times: u64) -> Self {
        Self {
            count: self.count,
            work: self.work.times(times),
        }
    }
}

/// The schedules that run at any time: each may be ahead of every run, once for each of its distances.
#[derive(Debug, Clone, Copy, Default)]
struct Floating {
    slots: Ahead,
    lanes: Ahead,
    files: Ahead,
    /// The shortest distance of any of them.
    apart: Option<Seconds>,
    /// How many there are.
    count: u64,
}

impl Floating {
    fn of_jobs(jobs: &[&Job]) -> Self {
        let mut floating = Self::default();
        for job in jobs {
            if let Times::Any(apart) = job.times {
                floating.slots.add(1, job.hold.plus(RECHECK));
                floating.lanes.add(job.width, job.work);
                floating.files.add(job.reads.min(1), job.files);
                let shortest = floating.apart.map_or(apart, |known| known.min(apart));
                floating.apart = Some(shortest);
                floating.count += 1;
            }
        }
        floating
    }

    /// How often each of them may run in so long a time.
    fn times_in(&self, window: Seconds) -> u64 {
        let apart = self.apart.map_or(1, |apart| apart.get().max(1));
        window.get() / apart + 1
    }
}

/// A backup in a slot, or a copy over the lanes, that has not surely ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Active {
    /// When it has ended at the latest, without the tick.
    end: Seconds,
    /// Which schedule.
    job: usize,
    /// What it takes of the slots or the lanes.
    work: Seconds,
    /// Slots or lanes that it takes at once.
    width: u64,
    /// What its file backups hold of a node, where it is in a slot.
    files: Seconds,
}

struct Run<'a> {
    jobs: &'a [&'a Job],
    events: &'a [(u64, usize)],
    period: Seconds,
    places: Places,
    floating: Floating,
    /// The largest of the schedules that run at any time.
    virtual_job: Option<Job>,
    longest_mover: Seconds,
    /// The longest of what a run holds of a node for its file backups, and how many sets have some.
    longest_files: (Seconds, u64),
    sums: Sums,
    /// How long each event waits for a node: of the round before, where it is not yet known.
    nodes: Vec<Seconds>,
    running: Vec<Active>,
    copying: Vec<Active>,
    waits: Vec<Waits>,
    /// What the largest of those that run at any time waits for.
    any_time: Delay,
    /// What it finds before it in the queue, at most.
    any_ahead: Ahead,
    /// How often all that may be ahead of a run was summed up.
    looks: Cell<u64>,
}

impl Run<'_> {
    fn state(&self) -> (Vec<Active>, Vec<Active>, Vec<Seconds>, Delay) {
        let sorted = |list: &[Active]| {
            let mut list = list.to_vec();
            list.sort_unstable();
            list
        };
        let waits = self.nodes.iter().copied();
        let waits = waits.filter(|node| *node > Seconds::ZERO).collect();
        let (running, copying) = (sorted(&self.running), sorted(&self.copying));
        (running, copying, waits, self.any_time)
    }

    fn look(&self) {
        let all = 1 + self.running.len() + self.copying.len();
        self.looks.set(self.looks.get().saturating_add(all as u64));
    }

    /// One period; what has not ended is carried into the next. Gives up on a line that is too long.
    fn round(&mut self) -> bool {
        self.waits = vec![Waits::default(); self.jobs.len()];
        self.sums = Sums::of_events(self.jobs, self.events, &self.nodes);
        if self.meet_any_time(0, Seconds::ZERO).is_none() {
            return false;
        }
        for at in 0..self.events.len() {
            if self.event(at).is_none() {
                return false;
            }
            let line = LINE.saturating_add(self.places.slots.saturating_mul(8));
            if self.running.len() as u64 > line {
                return false;
            }
        }
        let end = self.period;
        for list in [&mut self.running, &mut self.copying] {
            list.retain(|active| active.end.plus(TICK) > end);
            list.iter_mut()
                .for_each(|active| active.end = active.end.less(end));
        }
        true
    }

    /// The slots that a run counts on. While one that shares a namespace with another waits, a run that was submitted
    /// before it is in progress: the one that it waits for, or what that one waits for. That is as with one slot.
    fn slots_for(&self, job: &Job) -> u64 {
        if job.serial { 1 } else { self.places.slots }
    }

    /// One run; `None` where a wait does not end.
    fn event(&mut self, at: usize) -> Option<()> {
        let &(minute, index) = self.events.get(at)?;
        let job = *self.jobs.get(index)?;
        let now = Seconds::minutes(minute);
        self.look();
        self.running.retain(|active| active.end.plus(TICK) > now);
        // What ends before this run begins is not needed for any later one either.
        self.copying.retain(|active| active.end.plus(TICK) > now);
        self.meet_any_time(at, now)?;
        let slots = self.slots_for(job);
        let mut ahead = standing(&self.running, now, slots);
        let following = self.sums.slots(self.following(at + 1, at, now.plus(TICK)));
        ahead = ahead.plus(following).plus(self.floating_in_slots());
        let mut queue = Seconds::ZERO;
        if ahead.count >= slots {
            queue = ahead.work.over(slots).plus(RECHECK);
        }
        let own = self.running.iter().filter(|active| active.job == index);
        for active in own.filter(|active| active.end > now) {
            queue = queue.max(active.end.less(now).plus(RECHECK));
        }
        let node = self.node(at..at + 1, now.plus(queue), job)?;
        if let Some(known) = self.nodes.get_mut(at) {
            *known = node.max(*known);
        }
        let hold = job.hold.plus(node);
        let end = now.plus(queue).plus(hold);
        let lanes = self.lane(at..at + 1, end, job, Ahead::default())?;
        let delay = Delay { queue, node, lanes };
        let sum = self.beside_own(at..at + 1, now.plus(queue), job, delay)?;
        self.running.push(Active {
            end,
            job: index,
            work: hold.plus(RECHECK),
            width: 1,
            files: job.files,
        });
        self.meet_in_queue(now);
        if job.width > 0 {
            self.copying.push(Active {
                end: now.plus(sum.total()).plus(job.hold).plus(job.copy),
                job: index,
                work: job.work,
                width: job.width,
                files: Seconds::ZERO,
            });
        }
        if let Some(waits) = self.waits.get_mut(index) {
            waits.add(sum, delay);
            if let Some(begin) = intrusion(&job.avoid, now, queue) {
                waits.intrusion = waits.intrusion.max(Some(begin));
            }
        }
        Some(())
    }

    /// The runs from one event on, and over the end of the period those before another one, whose lines
    /// say no later than `until`: two stretches of the events.
    fn following(&self, from: usize, around: usize, until: Seconds) -> [Range<usize>; 2] {
        let by = |shift: Seconds| {
            let within = |event: &(u64, usize)| Seconds::minutes(event.0).plus(shift) <= until;
            self.events.partition_point(within)
        };
        let end = by(Seconds::ZERO).max(from);
        let wrapped = match end == self.events.len() {
            true => by(self.period).min(around),
            false => 0,
        };
        [from..end, 0..wrapped]
    }
}

/// Whether a line begins runs inside of windows even where nothing waits.
pub fn begins_inside(times: &Times, windows: &[Window]) -> bool {
    match times {
        Times::Day(minutes) | Times::Week(minutes) => minutes.iter().any(|minute| {
            let line = Seconds::minutes(u64::from(*minute));
            intrusion(windows, line, Seconds::ZERO).is_some()
        }),
        Times::Any(_) => !windows.is_empty(),
    }
}

/// When a run may begin inside of a window, in seconds of the day.
fn intrusion(windows: &[Window], line: Seconds, queue: Seconds) -> Option<Seconds> {
    // Most sets have no window, and a wait of days has many minutes.
    if windows.is_empty() {
        return None;
    }
    let last = line.plus(TICK).plus(queue);
    let inside = |minute: u64| {
        let minute = u32::try_from(minute % DAY).unwrap_or(0);
        windows.iter().any(|window| window.contains(minute))
    };
    let (first, end) = (line.get() / 60, last.get() / 60);
    let within = (first..=end.min(first.saturating_add(DAY))).any(inside);
    within.then(|| Seconds::new(last.get() % (DAY * 60)))
}

/// What of the active ones may still stand ahead: what each has left, and no more than all of the
/// places are busy with until the last of them ends.
fn standing<'a>(active: impl IntoIterator<Item = &'a Active>, now: Seconds, places: u64) -> Ahead {
    let mut ahead = Ahead::default();
    let mut last = Seconds::ZERO;
    for one in active {
        let left = one.end.less(now);
        last = last.max(left);
        ahead.add(one.width, one.work.min(left.times(one.width)));
    }
    ahead.work = ahead.work.min(last.times(places));
    ahead
}
