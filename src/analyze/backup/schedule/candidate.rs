//! The lines that drplan may choose.

use super::{DAY, Schedule};
use crate::analyze::backup::times::{TICK, Times};
use crate::analyze::quantities::Seconds;
use crate::model::value::Window;
use crate::source::Spanned;

/// A line that drplan may choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::analyze) struct Candidate {
    /// The distance between two runs outside of the windows.
    pub(in crate::analyze) interval: Seconds,
    minutes: Vec<u32>,
    weekday: Option<u32>,
}

impl Candidate {
    /// The runs of an interval, begun at the minute of a seed and a shift, without the hours in
    /// which one would lie in a window; `None` where none is left.
    pub(in crate::analyze) fn new(
        seed: u64,
        shift: u64,
        interval: u64,
        avoid: &[Spanned<Window>],
    ) -> Option<Self> {
        let step = interval / 60;
        let offset = (seed % step + shift) % step;
        let weekday = (interval > DAY).then_some(offset / 1_440 % 7);
        let offset = offset % 1_440;
        let runs: Vec<u64> = if interval >= DAY {
            vec![offset]
        } else {
            (0..1_440 / step).map(|n| offset + n * step).collect()
        };
        let mut minutes: Vec<u32> = runs
            .iter()
            .filter_map(|run| u32::try_from(*run).ok())
            .collect();
        if !avoid.is_empty() {
            // The loop of a minute may begin a run at the last second of it.
            let busy = |minute: u32| {
                avoid.iter().any(|window| {
                    window.value.contains(minute) || window.value.contains((minute + 1) % 1_440)
                })
            };
            let mut closed = [false; 24];
            for minute in minutes.iter().filter(|minute| busy(**minute)) {
                if let Some(hour) = closed.get_mut(*minute as usize / 60) {
                    *hour = true;
                }
            }
            minutes.retain(|minute| closed.get(*minute as usize / 60) == Some(&false));
        }
        (!minutes.is_empty()).then_some(Self {
            interval: Seconds::new(interval),
            minutes,
            weekday: weekday.and_then(|day| u32::try_from(day).ok()),
        })
    }

    /// The longest span of so many distances between runs.
    pub(in crate::analyze) fn span(&self, gaps: u64) -> Seconds {
        if self.weekday.is_some() {
            return Seconds::new(7 * DAY).times(gaps);
        }
        let count = self.minutes.len().max(1);
        let (days, rest) = (gaps / count as u64, gaps % count as u64);
        let rest = usize::try_from(rest).unwrap_or(0);
        let ahead = self.minutes.iter().cycle().skip(rest).take(count);
        let part = self
            .minutes
            .iter()
            .zip(ahead)
            .map(|(from, to)| {
                let from = u64::from(*from);
                let to = u64::from(*to);
                if rest > 0 && to <= from {
                    to + 1_440 - from
                } else {
                    to - from
                }
            })
            .max()
            .unwrap_or(0);
        Seconds::new(DAY).times(days).plus(Seconds::minutes(part))
    }

    /// When it runs.
    pub(in crate::analyze) fn times(&self) -> Times {
        match self.weekday {
            Some(day) => Times::Week(self.minutes.iter().map(|m| day * 1_440 + m).collect()),
            None => Times::Day(self.minutes.clone()),
        }
    }

    fn cron(&self) -> String {
        let mut minutes: Vec<u32> = self.minutes.iter().map(|run| run % 60).collect();
        minutes.sort_unstable();
        minutes.dedup();
        let mut hours: Vec<u32> = self.minutes.iter().map(|run| run / 60).collect();
        hours.dedup();
        let join = |list: &[u32]| {
            list.iter()
                .map(u32::to_string)
                .collect::<Vec<_>>()
                .join(",")
        };
        let hours = if hours.len() == 24 {
            "*".to_owned()
        } else {
            join(&hours)
        };
        let day = self
            .weekday
            .map_or_else(|| "*".to_owned(), |day| day.to_string());
        format!("{} {hours} * * {day}", join(&minutes))
    }

    /// The same as a schedule of a set that survives so many missed runs.
    pub(in crate::analyze) fn schedule(&self, tolerate: u64) -> Schedule {
        Schedule {
            cron: self.cron(),
            gap: self.span(1),
            span: self.span(tolerate.saturating_add(1)),
            missed: self.span(tolerate.saturating_add(2)),
            shortest: self.interval,
            closest: self.interval,
            tick: TICK,
            times: self.times(),
            pinned: None,
            ambiguous: false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Candidate;
    use crate::source::{FileId, Span, Spanned};

    #[test]
    fn lines() {
        let check = |seed: u64, interval: u64, avoid: &[&str], expect: Option<(&str, u64)>| {
            let span = Span::start_of(FileId::new(0));
            let avoid: Vec<_> = avoid
                .iter()
                .map(|w| Spanned::new(w.parse().unwrap(), span))
                .collect();
            let found =
                Candidate::new(seed, 0, interval, &avoid).map(|c| (c.cron(), c.span(1).get()));
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
        check(130, 86_400, &["02:00-03:00"], None);
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

    #[test]
    fn spans() {
        let check = |interval: u64, gaps: u64, seconds: u64| {
            let line = Candidate::new(7, 0, interval, &[]).unwrap();
            assert_eq!(line.span(gaps).get(), seconds, "{gaps} × {interval}");
        };
        check(1_800, 1, 1_800);
        check(1_800, 2, 3_600);
        check(1_800, 48, 86_400);
        check(1_800, 49, 88_200);
        check(86_400, 3, 3 * 86_400);
        check(604_800, 2, 2 * 604_800);
        check(1_800, u64::MAX, u64::MAX);
    }
}
