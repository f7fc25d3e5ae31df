//! What one set asks of its schedule, and what a line gives it.

use crate::analyze::backup::cost::{self, Capacity, Cost, Pace};
use crate::analyze::backup::demand::Demand;
use crate::analyze::backup::queue::{Delay, TICK, Waits};
use crate::analyze::backup::schedule::{Candidate, INTERVALS, Schedule};
use crate::analyze::quantities::Seconds;
use crate::analyze::rpo::worst_case::{self, Costs, WorstCase};
use crate::model::value::{Size, Window};
use crate::source::Spanned;
use std::ops::Range;

/// What decides the schedule of one set.
#[derive(Clone, Copy)]
pub(in crate::analyze) struct Task<'s> {
    pub(in crate::analyze) demand: &'s Demand,
    pub(in crate::analyze) capacity: Capacity,
    pub(in crate::analyze) avoid: &'s [Spanned<Window>],
    pub(in crate::analyze) seed: u64,
    pub(in crate::analyze) tolerate: u64,
    /// What the promises leave for everything but the replication.
    pub(in crate::analyze) room: Seconds,
}

/// The distances between runs that decide what a copy has to copy.
#[derive(Clone, Copy)]
struct Distances {
    gap: Seconds,
    closest: Seconds,
    tick: Seconds,
}

/// Times that a copy may be found to end after more runs that follow it.
const LATER: u32 = 32;

impl Task<'_> {
    /// What a backup costs whose run is a span after that of the last copy.
    ///
    /// A data mover continues the newest copy that is complete. Where one may end after the next run has begun,
    /// that is an older one: the newest of those that began so much earlier as a backup may take. And where a copy takes
    /// longer than the next run is away, as a line that was pinned allows, both share what nodes read and the store takes.
    fn cost(&self, span: Seconds, distances: Distances, waits: Waits, size: Size) -> Cost {
        let apart = span.plus(distances.tick).plus(waits.read);
        let (mut late, mut at_once) = (Seconds::ZERO, 1);
        for _ in 0..LATER {
            let gaps = span.plus(late).get().div_ceil(distances.gap.get().max(1));
            let since = (apart.plus(late), gaps.max(1));
            let capacity = self.capacity.with_runs_at_once(self.demand, at_once);
            let cost = cost::steady(self.demand, &capacity, since, size);
            let end = waits.slowest.total().plus(cost.whole());
            if self.demand.moved.is_empty() || end <= distances.closest {
                return cost;
            }
            let runs = end.get() / distances.closest.get().max(1);
            let needed = distances.gap.times(runs).min(end);
            let overlapping = 1 + cost.whole().get() / distances.closest.get().max(1);
            if needed <= late && overlapping <= at_once {
                return cost;
            }
            (late, at_once) = (needed.max(late), overlapping.max(at_once));
        }
        let all = Seconds::new(u64::MAX);
        cost::cost_of(
            self.demand,
            &self.capacity,
            Pace::Steady(all, u64::MAX),
            size,
        )
    }

    pub(in crate::analyze) fn prove(
        &self,
        schedule: &Schedule,
        waits: Waits,
        size: Size,
    ) -> WorstCase {
        let distances = Distances {
            gap: schedule.gap,
            closest: schedule.closest,
            tick: schedule.tick,
        };
        let cost = |span: Seconds| self.cost(span, distances, waits, size);
        let costs = Costs {
            usual: cost(schedule.span),
            one: cost(schedule.gap),
            missed: cost(schedule.missed),
        };
        worst_case::prove(self.room, schedule, costs, waits, size)
    }

    /// The cost of a line, without other sets on the cluster.
    fn alone(&self, line: &Candidate, span: Seconds, size: Size) -> Cost {
        let distances = Distances {
            gap: line.span(1),
            closest: line.interval,
            tick: TICK,
        };
        self.cost(span, distances, Waits::default(), size)
    }

    /// Whether a run is over before the next, without other sets on the cluster.
    pub(super) fn keeps_up(&self, line: &Candidate, size: Size) -> bool {
        self.alone(line, line.span(1), size).whole() <= line.interval
    }

    /// Whether a line keeps the promise, without other sets on the cluster.
    pub(super) fn fits(&self, line: &Candidate, size: Size) -> bool {
        let span = line.span(self.tolerate.saturating_add(1));
        if span > self.room {
            return false;
        }
        let cost = self.alone(line, span, size);
        worst_case::loss(span.plus(TICK), Delay::default(), &cost) <= self.room
            && self.keeps_up(line, size)
    }

    pub(super) fn line(&self, interval: u64, shift: u64) -> Option<Candidate> {
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
    pub(in crate::analyze) fn longest(&self, size: Size) -> Option<Candidate> {
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
    pub(in crate::analyze) fn nearest(&self, size: Size) -> Option<Candidate> {
        let lines = || {
            INTERVALS.into_iter().filter_map(|interval| {
                self.shifts(interval)
                    .find_map(|shift| self.line(interval, shift))
            })
        };
        lines()
            .filter(|line| self.keeps_up(line, size))
            .min_by_key(|line| {
                let span = line.span(self.tolerate.saturating_add(1));
                let cost = self.alone(line, span, size);
                worst_case::loss(span, Delay::default(), &cost)
            })
            .or_else(|| lines().next())
    }
}
