//! The schedule of a backup set: the longest interval that is at most half of the RPO.
//!
//! A run may just have begun when the loss comes, so the data is as old as one interval and a run;
//! half of the RPO leaves as much for the run as for the gap.

use super::effective::Effective;
use super::stable::hash;
use crate::model::Model;
use crate::model::value::cron::{self, Reader};
use crate::model::value::{Version, Window};
use crate::source::Spanned;

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
    /// The longest distance between two runs, in seconds.
    pub gap: u64,
    /// Whether the author pinned it.
    pub pinned: bool,
    /// Whether parsers of the target read it differently, so that it has no one gap.
    pub ambiguous: bool,
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

/// The schedule of a set; `None` where no interval is short enough. `floor` is taken where even the
/// smallest is too long, for sets that hold objects only.
pub(super) fn choose(
    model: &Model,
    identity: &str,
    member: &Effective<'_>,
    floor: Option<u64>,
) -> Option<Schedule> {
    if let Some(every) = member.every {
        // The promise must hold under every parser of the target.
        let mut lines = Vec::new();
        for reader in readers(model) {
            lines.push(cron::read(&every.value, reader).ok()?);
        }
        let (first, rest) = lines.split_first()?;
        let ambiguous = rest.iter().any(|other| !first.runs_alike(other));
        let mut gap = 0;
        for line in &lines {
            gap = gap.max(line.longest_gap()?);
        }
        return Some(Schedule {
            cron: every.value.to_string(),
            gap,
            pinned: true,
            ambiguous,
        });
    }
    let half = member.rpo.0.as_seconds() / (2 * (member.tolerate + 1));
    let limit = floor.map_or(half, |floor| half.max(floor));
    // The minute hangs on the set alone: a namespace more moves no other schedule.
    let seed = hash(identity);
    INTERVALS
        .into_iter()
        .filter(|interval| *interval <= limit)
        .find_map(|interval| line(seed, interval, member.avoid, limit))
}

/// A cron line for an interval, kept out of the windows; `None` where that makes the gap too long.
fn line(seed: u64, interval: u64, avoid: &[Spanned<Window>], limit: u64) -> Option<Schedule> {
    let step = interval / 60;
    (0..step.min(1_440)).find_map(|shift| {
        let offset = (seed + shift) % step;
        let weekday = (interval > DAY).then_some(offset / 1_440 % 7);
        let offset = offset % 1_440;
        let runs: Vec<u64> = if interval >= DAY {
            vec![offset]
        } else {
            (0..1_440 / step).map(|n| offset + n * step).collect()
        };
        kept_out(&runs, weekday, interval, avoid, limit)
    })
}

/// Drops the hours in which a run would lie in a window, and reckons the gap that is left.
fn kept_out(
    runs: &[u64],
    weekday: Option<u64>,
    interval: u64,
    avoid: &[Spanned<Window>],
    limit: u64,
) -> Option<Schedule> {
    let busy = |minute: u64| {
        let minute = u32::try_from(minute).unwrap_or(0);
        avoid.iter().any(|window| window.value.contains(minute))
    };
    let closed: Vec<u64> = runs
        .iter()
        .filter(|run| busy(**run))
        .map(|run| run / 60)
        .collect();
    let left: Vec<u64> = runs
        .iter()
        .copied()
        .filter(|run| !closed.contains(&(run / 60)))
        .collect();
    let (first, last) = (left.first()?, left.last()?);
    let inner = left
        .iter()
        .zip(left.iter().skip(1))
        .map(|(a, b)| b - a)
        .max()
        .unwrap_or(0);
    let gap = if weekday.is_some() {
        interval
    } else {
        inner.max(first + 1_440 - last) * 60
    };
    if gap > limit {
        return None;
    }
    let mut minutes: Vec<u64> = left.iter().map(|run| run % 60).collect();
    minutes.sort_unstable();
    minutes.dedup();
    let mut hours: Vec<u64> = left.iter().map(|run| run / 60).collect();
    hours.dedup();
    let join = |list: &[u64]| {
        list.iter()
            .map(u64::to_string)
            .collect::<Vec<_>>()
            .join(",")
    };
    let hours = if hours.len() == 24 {
        "*".to_owned()
    } else {
        join(&hours)
    };
    let day = weekday.map_or_else(|| "*".to_owned(), |day| day.to_string());
    Some(Schedule {
        cron: format!("{} {hours} * * {day}", join(&minutes)),
        gap,
        pinned: false,
        ambiguous: false,
    })
}

#[cfg(test)]
mod tests {
    use super::line;
    use crate::source::{FileId, Span, Spanned};

    #[test]
    fn lines() {
        let check = |seed: u64, interval: u64, avoid: &[&str], expect: Option<(&str, u64)>| {
            let span = Span::start_of(FileId::new(0));
            let avoid: Vec<_> = avoid
                .iter()
                .map(|w| Spanned::new(w.parse().unwrap(), span))
                .collect();
            let limit = if avoid.is_empty() {
                interval
            } else {
                4 * interval
            };
            let found = line(seed, interval, &avoid, limit).map(|s| (s.cron, s.gap));
            assert_eq!(found, expect.map(|(cron, gap)| (cron.to_owned(), gap)));
        };
        check(7, 1_800, &[], Some(("7,37 * * * *", 1_800)));
        check(7, 3_600, &[], Some(("7 * * * *", 3_600)));
        check(
            67,
            7_200,
            &[],
            Some(("7 1,3,5,7,9,11,13,15,17,19,21,23 * * *", 7_200)),
        );
        check(130, 86_400, &[], Some(("10 2 * * *", 86_400)));
        check(1_570, 604_800, &[], Some(("10 2 * * 1", 604_800)));
        check(130, 86_400, &["02:00-03:00"], Some(("0 3 * * *", 86_400)));
        check(
            7,
            3_600,
            &["09:00-11:00"],
            Some((
                "7 0,1,2,3,4,5,6,7,8,11,12,13,14,15,16,17,18,19,20,21,22,23 * * *",
                10_800,
            )),
        );
        check(7, 1_800, &["00:00-23:59"], None);
    }
}
