//! The queue of one cluster: how long each schedule waits for a slot, and its copy for a lane.
//!
//! In come the runs of one hyper-period with the time that each takes at worst; out goes the worst
//! wait of each schedule. Velero takes backups first come, first served, one in progress or so many
//! as `--concurrent-backups` says; the sets of a plan have no namespace in common, so only a
//! schedule's own last run stands in its way. Data movers run after the slot, over the lanes.
//!
//! The waits are bounds that hold for every order of runs that one tick of the schedule loop may
//! submit, for every shorter run, and for every phase of the tick. Each bound follows from the work
//! that may stand ahead: while a run waits, every slot is busy with what came before it.

mod sums;

use crate::analyze::backup::schedule::Times;
use crate::analyze::quantities::Seconds;
use std::ops::Range;
use sums::Sums;

/// Velero looks at its schedules so often: a run may begin so much later than its line says.
pub const TICK: Seconds = Seconds::new(60);
/// A run that had to wait begins so much after its turn has come, at most.
pub const RECHECK: Seconds = Seconds::new(60);

const DAY: u64 = 1_440;
/// Runs of one cluster in a day: Velero looks at its schedules once a minute and begins 35 of them
/// at each look, on and on.
const RUNS: u64 = 50_000;
/// Rounds after which a queue that still grows counts as growing without end.
const ROUNDS: u64 = 8;
/// Runs that may stand in line at one time, besides eight for each slot: a longer line counts as
/// one that does not end.
const LINE: u64 = 256;

/// One schedule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// When it runs.
    pub times: Times,
    /// Its time in the slot.
    pub hold: Seconds,
    /// The times of its copies, all together.
    pub work: Seconds,
    /// How many of them run side by side.
    pub width: u64,
    /// From the first to the last byte of its copies.
    pub copy: Seconds,
}

/// What a schedule waits for, at worst.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Delay {
    /// A slot.
    pub queue: Seconds,
    /// A lane.
    pub lanes: Seconds,
}

/// How much of something is used, in thousandths of a percent.
pub type Usage = u64;

/// All of it.
pub const FULL: Usage = 100_000;

/// What came of the simulation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    /// One for each job.
    pub delays: Vec<Delay>,
    /// How much of the slots is used.
    pub slots: Usage,
    /// How much of the lanes is used.
    pub lanes: Usage,
    /// Whether every wait ends.
    pub settled: bool,
}

/// Simulates the schedules of one cluster.
pub fn simulate(jobs: &[&Job], slots: u64, lanes: u64) -> Outcome {
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
        delays: vec![Delay::default(); jobs.len()],
        slots: usage(|job| job.hold, slots),
        lanes: usage(|job| job.work, lanes),
        settled: false,
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
        slots: slots.max(1),
        lanes: lanes.max(1),
        floating: Floating::of_jobs(jobs),
        sums: Sums::of_events(jobs, &events),
        running: Vec::new(),
        copying: Vec::new(),
        delays: Vec::new(),
        longest: Seconds::ZERO,
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
    outcome.delays = run.delays;
    for (index, job) in jobs.iter().enumerate() {
        if let (Times::Any(_), Some(delay)) = (&job.times, outcome.delays.get_mut(index)) {
            *delay = run_at_any_time(jobs, index, slots, lanes, run.longest);
        }
    }
    outcome
}

/// A run that may meet any other waits until all that may be ahead of it has ended.
fn run_at_any_time(jobs: &[&Job], own: usize, slots: u64, lanes: u64, longest: Seconds) -> Delay {
    let others = || {
        jobs.iter()
            .enumerate()
            .filter(move |(index, _)| *index != own)
            .map(|(_, job)| job)
    };
    let floating = others()
        .filter(|job| matches!(job.times, Times::Any(_)))
        .map(|job| job.hold.plus(RECHECK).plus(job.copy))
        .sum();
    let all = longest.plus(floating);
    let width = others().fold(0_u64, |sum, job| sum.saturating_add(job.width));
    let own_width = jobs.get(own).map_or(0, |job| job.width);
    Delay {
        queue: if (others().count() as u64) < slots {
            Seconds::ZERO
        } else {
            all.plus(RECHECK)
        },
        lanes: if own_width == 0 || width.saturating_add(own_width) <= lanes {
            Seconds::ZERO
        } else {
            all
        },
    }
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
}

/// The schedules that run at any time: each may be ahead of every run, once.
#[derive(Debug, Clone, Copy, Default)]
struct Floating {
    slots: Ahead,
    lanes: Ahead,
}

impl Floating {
    fn of_jobs(jobs: &[&Job]) -> Self {
        let mut floating = Self::default();
        for job in jobs {
            if matches!(job.times, Times::Any(_)) {
                floating.slots.add(1, job.hold.plus(RECHECK));
                floating.lanes.add(job.width, job.work);
            }
        }
        floating
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
}

struct Run<'a> {
    jobs: &'a [&'a Job],
    events: &'a [(u64, usize)],
    period: Seconds,
    slots: u64,
    lanes: u64,
    floating: Floating,
    sums: Sums,
    running: Vec<Active>,
    copying: Vec<Active>,
    delays: Vec<Delay>,
    longest: Seconds,
}

impl Run<'_> {
    fn state(&self) -> (Vec<Active>, Vec<Active>) {
        let sorted = |list: &[Active]| {
            let mut list = list.to_vec();
            list.sort_unstable();
            list
        };
        (sorted(&self.running), sorted(&self.copying))
    }

    /// One period; what has not ended is carried into the next. Gives up on a line that is too long.
    fn round(&mut self) -> bool {
        self.delays = vec![Delay::default(); self.jobs.len()];
        self.longest = Seconds::ZERO;
        for at in 0..self.events.len() {
            self.event(at);
            let line = LINE.saturating_add(self.slots.saturating_mul(8));
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

    fn event(&mut self, at: usize) {
        let Some(&(minute, index)) = self.events.get(at) else {
            return;
        };
        let Some(job) = self.jobs.get(index) else {
            return;
        };
        let now = Seconds::minutes(minute);
        self.running.retain(|active| active.end.plus(TICK) > now);
        let mut ahead = standing(&self.running, now, self.slots);
        let following = self.sums.slots(self.following(at, now.plus(TICK)));
        ahead.add(following.count, following.work);
        ahead.add(self.floating.slots.count, self.floating.slots.work);
        let mut queue = Seconds::ZERO;
        if ahead.count >= self.slots {
            queue = ahead.work.over(self.slots).plus(RECHECK);
        }
        let own = self.running.iter().filter(|active| active.job == index);
        for active in own.filter(|active| active.end > now) {
            queue = queue.max(active.end.less(now).plus(RECHECK));
        }
        let end = now.plus(queue).plus(job.hold);
        let lanes = self.lane(at, end, job);
        self.running.push(Active {
            end,
            job: index,
            work: job.hold.plus(RECHECK),
            width: 1,
        });
        let mut last = end;
        if job.width > 0 {
            last = end.plus(lanes).plus(job.copy);
            self.copying.push(Active {
                end: last,
                job: index,
                work: job.work,
                width: job.width,
            });
        }
        self.longest = self.longest.max(last.less(now));
        if let Some(delay) = self.delays.get_mut(index) {
            delay.queue = delay.queue.max(queue);
            delay.lanes = delay.lanes.max(lanes);
        }
    }

    /// How long the copies of a run that leaves its slot at `now` wait for a lane.
    fn lane(&mut self, at: usize, now: Seconds, job: &Job) -> Seconds {
        if job.width == 0 {
            return Seconds::ZERO;
        }
        let begun = self
            .events
            .get(at)
            .map_or(Seconds::ZERO, |(minute, _)| Seconds::minutes(*minute));
        // What ends before this run begins is not needed for any later one either.
        self.copying.retain(|active| active.end.plus(TICK) > begun);
        let mut ahead = Ahead::default();
        let standing_now: Vec<Active> = self
            .copying
            .iter()
            .copied()
            .filter(|active| active.end.plus(TICK) > now)
            .collect();
        let standing = standing(&standing_now, now, self.lanes);
        ahead.add(standing.count, standing.work);
        // With several slots a run that began later may be in the lanes sooner; with one only a
        // run that the same tick may have submitted first.
        let until = if self.slots > 1 { now } else { begun };
        let following = self.sums.lanes(self.following(at, until.plus(TICK)));
        ahead.add(following.count, following.work);
        ahead.add(self.floating.lanes.count, self.floating.lanes.work);
        if ahead.count.saturating_add(job.width) <= self.lanes {
            Seconds::ZERO
        } else {
            ahead.work.over(self.lanes)
        }
    }

    /// The runs after an event whose lines say no later than `until`, over the end of the period
    /// and at most once round: two stretches of the events.
    fn following(&self, at: usize, until: Seconds) -> [Range<usize>; 2] {
        let by = |shift: Seconds| {
            let within = |event: &(u64, usize)| Seconds::minutes(event.0).plus(shift) <= until;
            self.events.partition_point(within)
        };
        let end = by(Seconds::ZERO).max(at + 1);
        let wrapped = match end == self.events.len() {
            true => by(self.period).min(at),
            false => 0,
        };
        [at + 1..end, 0..wrapped]
    }
}

/// What of the active ones may still stand ahead: what each has left, and no more than all of the
/// places are busy with until the last of them ends.
fn standing(active: &[Active], now: Seconds, places: u64) -> Ahead {
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
