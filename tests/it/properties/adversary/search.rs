//! The search for the worst of each Schedule: first everything at its worst, then once more with the
//! phases, the quick runs, the placement and the order that hurt the run that was worst.

use super::cron::Line;
use super::declared::Plan;
use super::jobs::Job;
use super::scenario::{Order, Place, Scenario};
use super::velero::{Point, Seen, simulate};
use crate::support::rng::Rng;

/// What was found of one Schedule.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// The largest age of its newest copy in the bucket, without the lag of a replica; none where no
    /// run was ever complete.
    pub age: Option<f64>,
    /// The same with everything on one node.
    pub piled: Option<f64>,
    /// The same with one missed run more than is tolerated.
    pub missed: Option<f64>,
    /// The longest between two captures, and the time for which the first of two is kept after the second:
    /// what is damaged just before a capture is only in the one before.
    pub captures: f64,
    pub kept: Option<f64>,
    pub timed_out: bool,
    /// The same with everything on one node.
    pub piled_times_out: bool,
    /// Moments at which runs began.
    pub starts: Vec<f64>,
    pub scenario: Option<Scenario>,
}

/// Monday, 2027-01-04.
const MONDAY: u64 = 1_799_020_800;
const DAY: u64 = 86_400;

/// The span that is stepped through for a job: three days, or the longest gap of an uneven line.
fn window(jobs: &[Job], job: usize, runs: usize) -> (u64, u64) {
    let around = |from: u64, to: u64| (from.saturating_sub(2 * DAY), to + 2 * DAY);
    match &jobs[job].line {
        Line::Every(interval) => {
            let more = (runs as u64 + 3) * interval;
            (MONDAY, MONDAY + (3 * DAY).max(more + DAY))
        }
        line => {
            let runs_of_week = line.runs(MONDAY, MONDAY + 7 * DAY).len();
            let same_each_day = line.runs(MONDAY, MONDAY + DAY).len() * 7 == runs_of_week;
            if same_each_day && runs_of_week > 0 {
                return (MONDAY, MONDAY + (2 + runs as u64).max(3) * DAY);
            }
            let all = line.runs(MONDAY, MONDAY + 800 * DAY);
            let spans = all.windows(runs + 1).map(|span| (span[0], span[runs]));
            let longest = spans.max_by_key(|(from, to)| to - from);
            longest.map_or((MONDAY, MONDAY + 3 * DAY), |(from, to)| around(from, to))
        }
    }
}

/// The worst of every job; `tolerated` are the missed runs that each must stand.
pub fn search(plan: &Plan, jobs: &[Job], tolerated: &[usize], tries: u64) -> Vec<Found> {
    let all = 0..jobs.len();
    all.map(|job| of_job(plan, jobs, job, tolerated[job], tries))
        .collect()
}

fn of_job(plan: &Plan, jobs: &[Job], job: usize, tolerated: usize, tries: u64) -> Found {
    let mut found = Found::default();
    if jobs[job].authored {
        return found;
    }
    if jobs[job].dead.is_some() {
        found.timed_out = true;
        return found;
    }
    let span = window(jobs, job, tolerated + 1);
    let first = Scenario::worst(job);
    let seen = simulate(plan, jobs, span, &first);
    found.look(&seen[job], span.1, &first);
    let Some((_, last)) = worst(&seen[job].points, 0.0, span.1 as f64) else {
        return found;
    };
    for scenario in sharper(&first, &seen[job], last, tolerated, tries) {
        let seen = simulate(plan, jobs, span, &scenario);
        found.look(&seen[job], span.1, &scenario);
    }
    found.missed = one_more(plan, jobs, job, tolerated + 1);
    found
}

/// The worst with so many missed runs, on nodes that share the work.
fn one_more(plan: &Plan, jobs: &[Job], job: usize, missed: usize) -> Option<f64> {
    let span = window(jobs, job, missed + 1);
    let first = Scenario::worst(job);
    let seen = simulate(plan, jobs, span, &first);
    let (_, last) = worst(&seen[job].points, 0.0, span.1 as f64)?;
    let mut most: Option<f64> = None;
    let scenarios = sharper(&first, &seen[job], last, missed, 0);
    for scenario in scenarios.iter().filter(|one| one.place == Place::Even) {
        let seen = simulate(plan, jobs, span, scenario);
        let age = worst(&seen[job].points, 0.0, span.1 as f64).map(|(age, _)| age);
        most = most.max_by(age);
    }
    most
}

trait MaxBy {
    fn max_by(self, other: Self) -> Self;
}

impl MaxBy for Option<f64> {
    fn max_by(self, other: Self) -> Self {
        match (self, other) {
            (Some(a), Some(b)) => Some(a.max(b)),
            (one, None) | (None, one) => one,
        }
    }
}

/// Behaviours that hurt the run that was worst, and some at random.
fn sharper(first: &Scenario, seen: &Seen, last: Point, missed: usize, tries: u64) -> Vec<Scenario> {
    let mut dues: Vec<Point> = seen.points.clone();
    dues.sort_by(|a, b| a.due.total_cmp(&b.due));
    let spans = dues.windows(missed + 2);
    let widest = spans
        .map(|span| (span[0], span[missed + 1]))
        .max_by(|a, b| (a.1.completed - a.0.captured).total_cmp(&(b.1.completed - b.0.captured)));
    let at = dues.iter().position(|point| point.due >= last.due);
    let before = at
        .and_then(|at| dues.get(at.checked_sub(missed + 1)?))
        .copied();
    let mut all = Vec::new();
    for (from, to) in [before.map(|before| (before, last)), widest]
        .into_iter()
        .flatten()
    {
        // The run before meets the loop at once, this one just misses it.
        let phases = vec![(0.0, 0.0), (to.due - 1.0, 60.0)];
        let failing = (missed > 0).then_some((from.due + 1.0, to.due - 1.0, missed));
        for quick_until in [0.0, from.due + 1.0] {
            for place in [Place::Even, Place::Pile] {
                all.push(Scenario {
                    phases: phases.clone(),
                    quick_until,
                    place,
                    missed: failing,
                    ..first.clone()
                });
            }
        }
        let mut rng = Rng::new(to.due as u64);
        for _ in 0..tries {
            let mut phases = vec![(0.0, rng.below(61) as f64)];
            for back in [7_200, 1_800, 600, 60] {
                let when = to.due - rng.below(back + 1) as f64;
                phases.push((when, rng.pick(&[0.0, 1.0, 30.0, 59.0, 60.0])));
            }
            phases.sort_by(|a, b| a.0.total_cmp(&b.0));
            all.push(Scenario {
                phases,
                quick_until: rng.pick(&[0.0, from.due + 1.0, from.due - 3_600.0]),
                place: Place::Even,
                order: rng.pick(&[Order::First, Order::Last, Order::TargetLast, Order::Random]),
                missed: failing,
                seed: rng.below(1 << 30),
                target: first.target,
            });
        }
    }
    all
}

impl Found {
    fn look(&mut self, seen: &Seen, to: u64, scenario: &Scenario) {
        let timed_out = match scenario.place {
            Place::Even => &mut self.timed_out,
            Place::Pile => &mut self.piled_times_out,
        };
        *timed_out |= seen.timed_out > 0;
        self.starts.extend(&seen.starts);
        let mut points = seen.points.clone();
        points.sort_by(|a, b| a.captured.total_cmp(&b.captured));
        for pair in points.windows(2).filter(|_| scenario.place == Place::Even) {
            self.captures = self.captures.max(pair[1].captured - pair[0].captured);
            let kept = pair[0].expires - pair[1].captured;
            self.kept = Some(self.kept.map_or(kept, |known| known.min(kept)));
        }
        let age = worst(&seen.points, 0.0, to as f64).map(|(age, _)| age);
        // Without a missed run where some are tolerated: less than what the sum is about.
        let own = if scenario.place == Place::Pile {
            &mut self.piled
        } else {
            &mut self.age
        };
        if age > *own {
            *own = age;
            self.scenario = Some(scenario.clone());
        }
    }
}

/// The largest age of the newest complete copy, over all moments; none where there is a moment without
/// a copy. The copy of a replica may be there at once, or as late as its lag.
pub fn worst(points: &[Point], lag: f64, to: f64) -> Option<(f64, Point)> {
    let mut sorted = points.to_vec();
    sorted.sort_by(|a, b| a.completed.total_cmp(&b.completed));
    let mut best: Option<Point> = None;
    let mut most: Option<(f64, Point)> = None;
    let end = Point {
        due: to,
        captured: to,
        completed: to - lag,
        expires: to,
    };
    for point in sorted.into_iter().chain([end]) {
        if let Some(before) = best {
            let age = point.completed + lag - before.captured;
            let age = if before.expires < point.completed + lag {
                f64::INFINITY
            } else {
                age
            };
            if most.is_none_or(|(most, _)| age > most) {
                most = Some((age, point));
            }
        }
        if best.is_none_or(|before| before.captured < point.captured) {
            best = Some(point);
        }
    }
    most
}

/// Slots of the day in which runs begin, for those who may not.
pub fn in_window(starts: &[f64], windows: &[(f64, f64)]) -> Option<f64> {
    let inside = |at: f64| {
        let of_day = at.rem_euclid(86_400.0);
        windows.iter().any(|(from, to)| {
            if from <= to {
                (*from..*to).contains(&of_day)
            } else {
                of_day >= *from || of_day < *to
            }
        })
    };
    starts.iter().copied().find(|start| inside(*start))
}
