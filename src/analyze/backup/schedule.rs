//! When a set runs: the lines that may be taken, and what one of them means.
//!
//! Which of them is taken is decided in `solve`.

mod candidate;

pub(in crate::analyze) use candidate::Candidate;

pub use crate::analyze::backup::times::Times;

use crate::analyze::backup::times::TICK;
use crate::analyze::quantities::Seconds;
use crate::model::Model;
use crate::model::value::cron::{self, Line, Reader};
use crate::model::value::{Duration, Version};
use crate::source::{Span, Spanned};

/// The intervals that are taken, in seconds, the longest first.
pub const INTERVALS: [u64; 14] = [
    604_800, 86_400, 43_200, 28_800, 21_600, 14_400, 10_800, 7_200, 3_600, 1_800, 1_200, 900, 600,
    300,
];

/// The smallest of them.
pub const SMALLEST: u64 = 300;

const DAY: u64 = 86_400;

/// When a set runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schedule {
    /// The cron line, in UTC, which every parser of Velero reads alike.
    pub cron: String,
    /// The longest distance between two runs.
    pub gap: Seconds,
    /// The longest span of one distance more than missed runs are tolerated.
    pub span: Seconds,
    /// The same with one missed run more.
    pub missed: Seconds,
    /// The shortest distance, where drplan chose it.
    pub shortest: Seconds,
    /// The shortest distance, as far as it is known.
    pub closest: Seconds,
    /// How much later than its line says a run may be submitted. An interval has this in each of its
    /// distances, which are counted from the run before.
    pub tick: Seconds,
    /// When it runs.
    pub times: Times,
    /// The statement, where the author pinned it.
    pub pinned: Option<Span>,
    /// Whether parsers of the target read it differently, so that it has no one gap.
    pub ambiguous: bool,
}

impl Schedule {
    /// How often it runs while one of its backups is kept.
    pub fn runs(&self, keep: Duration) -> u64 {
        let keep = Seconds::from(keep).get();
        let (runs, each) = match &self.times {
            Times::Day(minutes) => (minutes.len(), DAY),
            Times::Week(minutes) => (minutes.len(), 7 * DAY),
            Times::Any(apart) => (1, apart.get().max(60)),
        };
        let runs = u64::try_from(runs).unwrap_or(u64::MAX);
        keep.saturating_mul(runs).div_ceil(each)
    }
}

/// The parsers of the target's range (go.mod of each release).
pub fn readers(model: &Model) -> Vec<Reader> {
    let target = model.plan.velero();
    let mut readers = Vec::new();
    if target.lowest() < Version::new(1, 15, 0) {
        readers.push(Reader::RobfigV1);
    }
    if target.lowest() < Version::new(1, 18, 3) && target.highest() >= Version::new(1, 15, 0) {
        readers.push(Reader::RobfigV3);
    }
    if target.highest() >= Version::new(1, 18, 3) {
        readers.push(Reader::Netresearch);
    }
    readers
}

/// A pinned line, if every parser of the target reads it and it fires.
pub(in crate::analyze) fn pinned(
    every: &Spanned<Box<str>>,
    readers: &[Reader],
    tolerate: u64,
) -> Option<Schedule> {
    // The promise must hold under every parser of the target.
    let mut lines = Vec::new();
    for reader in readers {
        lines.push(cron::read(&every.value, *reader).ok()?);
    }
    let (first, rest) = lines.split_first()?;
    let ambiguous = rest.iter().any(|other| !first.runs_alike(other));
    let longest = |gaps: u64| {
        let mut longest = Seconds::ZERO;
        for line in &lines {
            longest = longest.max(match line.every() {
                Some(every) => drifted(every).times(gaps),
                None => Seconds::new(line.longest_span(gaps)?),
            });
        }
        Some(longest)
    };
    let gap = longest(1)?;
    let times = times(first, gap);
    Some(Schedule {
        cron: every.value.to_string(),
        gap,
        span: longest(tolerate.saturating_add(1))?,
        missed: longest(tolerate.saturating_add(2))?,
        shortest: gap,
        closest: closest(&times),
        tick: match first.every() {
            Some(_) => Seconds::ZERO,
            None => TICK,
        },
        times,
        pinned: Some(every.span),
        ambiguous,
    })
}

/// The longest distance between two runs of an interval: it is counted from the submission of the run before,
/// and the loop that submits looks once a minute whether that is past (schedule_controller.go). A restart
/// begins its minutes again from there, so that no interval fits into them better than another.
fn drifted(every: u64) -> Seconds {
    Seconds::new(every).plus(TICK)
}

/// The shortest distance between two runs.
fn closest(times: &Times) -> Seconds {
    let (minutes, period) = match times {
        Times::Day(minutes) => (minutes, DAY / 60),
        Times::Week(minutes) => (minutes, 7 * DAY / 60),
        Times::Any(apart) => return *apart,
    };
    let around = minutes.first().map(|first| u64::from(*first) + period);
    let next = minutes.iter().skip(1).map(|next| u64::from(*next));
    let distances = minutes
        .iter()
        .zip(next.chain(around))
        .map(|(from, to)| to.saturating_sub(u64::from(*from)));
    Seconds::minutes(distances.min().unwrap_or(period))
}

/// A line that runs less than weekly, or at no fixed times, may meet any other.
fn times(line: &Line, gap: Seconds) -> Times {
    if let Some(every) = line.every() {
        return Times::Any(Seconds::new(every).max(TICK));
    }
    let minutes = line.minutes_of_week();
    if minutes.is_empty() || gap > Seconds::new(7 * DAY) {
        Times::Any(gap)
    } else {
        Times::Week(minutes)
    }
}
