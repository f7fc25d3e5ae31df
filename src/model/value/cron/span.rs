//! What the arithmetic of a queue asks of a line: the longest span of several runs, and the minutes
//! of the week at which it may run.

use super::calendar::{DAY, Fields, civil};
use super::runs::{MOST, Part, Stride};
use super::{Line, Plan, windows};
use std::collections::{BTreeSet, VecDeque};

/// The minutes of a week.
pub const WEEK: u32 = 7 * 1_440;

impl Line {
    /// The longest span of so many consecutive distances between runs, in seconds; `None` as for
    /// [`Line::longest_gap`].
    pub fn longest_span(&self, gaps: u64) -> Option<u64> {
        let one = self.longest_gap()?;
        // So many of the longest are never shorter, and exact where all are alike.
        let bound = one.saturating_mul(gaps);
        let Plan::Fields(fields) = &self.plan else {
            return Some(bound);
        };
        let Some(wanted) = usize::try_from(gaps).ok().filter(|gaps| *gaps < 1_000) else {
            return Some(bound);
        };
        // The calendar that is looked at does not hold the year without a leap day.
        if wanted <= 1 || one > 3 * 366 * DAY.unsigned_abs() {
            return Some(bound);
        }
        let mut spans = Spans::new(fields, wanted);
        for days in windows::select_days(fields, self.zone.as_ref(), wanted) {
            spans.window(self.strides(fields, days));
            if spans.steps > MOST {
                return Some(bound);
            }
        }
        // Less runs than distances: what the calendar does not show may be longer.
        spans
            .longest
            .map_or(Some(bound), |span| u64::try_from(span).ok())
    }

    /// The minutes of the week, from Sunday 00:00 UTC on, at which a run ever falls; empty for a
    /// line that runs at no fixed times.
    pub fn minutes_of_week(&self) -> Vec<u32> {
        let Plan::Fields(fields) = &self.plan else {
            return Vec::new();
        };
        let mut hit = vec![false; WEEK as usize];
        let mut mark = |minute: i64| {
            let minute = usize::try_from(minute).unwrap_or(usize::MAX);
            if let Some(slot) = hit.get_mut(minute) {
                *slot = true;
            }
        };
        if self.zone.is_none() {
            let mut days = [false; 7];
            for day in windows::select_days(fields, None, 1).into_iter().flatten() {
                if fields.on_date(day)
                    && let Ok(weekday) = usize::try_from(civil(day * DAY).weekday)
                    && let Some(slot) = days.get_mut(weekday)
                {
                    *slot = true;
                }
                if days.iter().all(|day| *day) {
                    break;
                }
            }
            for (day, _) in (0_i64..).zip(days).filter(|(_, hit)| *hit) {
                fields
                    .minutes()
                    .for_each(|minute| mark(day * 1_440 + minute));
            }
        } else {
            let mut parts = BTreeSet::new();
            for days in windows::select_days(fields, self.zone.as_ref(), 1) {
                for stride in self.strides(fields, days) {
                    let seen = match stride {
                        Stride::One(_) => false,
                        Stride::Part(part) => {
                            let midnight = minute_of_week(part.midnight);
                            !parts.insert((midnight, part.first, part.until))
                        }
                    };
                    if !seen {
                        stride.runs(fields).for_each(|at| mark(minute_of_week(at)));
                    }
                }
            }
        }
        (0..WEEK)
            .zip(hit)
            .filter(|(_, hit)| *hit)
            .map(|(minute, _)| minute)
            .collect()
    }
}

/// The minute of the week, from Sunday 00:00 UTC on, of an instant.
fn minute_of_week(at: i64) -> i64 {
    civil(at).weekday * 1_440 + at.rem_euclid(DAY) / 60
}

/// The longest span of so many distances, over the windows seen so far.
struct Spans {
    minutes: Vec<i64>,
    wanted: usize,
    last: VecDeque<i64>,
    /// The day before, where it is whole and has more runs than a span: two such days in a row mean
    /// what all two do that are as far apart.
    dense: Option<Part>,
    apart: BTreeSet<i64>,
    longest: Option<i64>,
    /// Runs that were looked at one by one.
    steps: usize,
}

impl Spans {
    fn new(fields: &Fields, wanted: usize) -> Self {
        let minutes: Vec<i64> = fields.minutes().collect();
        let later = minutes.iter().skip(wanted);
        let inner = minutes.iter().zip(later).map(|(from, to)| (to - from) * 60);
        Self {
            longest: inner.max(),
            minutes,
            wanted,
            last: VecDeque::new(),
            dense: None,
            apart: BTreeSet::new(),
            steps: 0,
        }
    }

    fn run(&mut self, at: i64) {
        self.steps += 1;
        self.last.push_back(at);
        if self.last.len() > self.wanted
            && let Some(first) = self.last.pop_front()
        {
            self.longest = self.longest.max(Some(at - first));
        }
    }

    fn window(&mut self, strides: impl Iterator<Item = Stride>) {
        self.last.clear();
        self.dense = None;
        for stride in strides {
            match stride {
                Stride::One(at) => {
                    self.leave();
                    self.run(at);
                }
                Stride::Part(part) => self.part(part),
            }
            if self.steps > MOST {
                break;
            }
        }
    }

    fn part(&mut self, part: Part) {
        let from = self.minutes.partition_point(|minute| *minute < part.first);
        let to = self.minutes.partition_point(|minute| *minute < part.until);
        // Runs at the edges, whose span may reach beyond this part; what lies between is inside of a
        // day, and known.
        let edge = self.wanted + 1;
        let dense = to - from > 2 * edge;
        let whole = to - from == self.minutes.len();
        let before = self.dense.filter(|_| dense && whole);
        let apart = before.map(|before| part.midnight - before.midnight);
        if apart.is_none_or(|apart| self.apart.insert(apart)) {
            self.leave();
            if dense {
                (from..from + edge).for_each(|n| self.of_day(part, n));
                self.last.clear();
                (to - edge..to).for_each(|n| self.of_day(part, n));
            } else {
                (from..to).for_each(|n| self.of_day(part, n));
            }
        }
        self.dense = (dense && whole).then_some(part);
    }

    /// Goes on behind a dense day: its last runs are those that stand before the next one.
    fn leave(&mut self) {
        if let Some(part) = self.dense.take() {
            self.last.clear();
            let count = self.minutes.len();
            (count - self.wanted - 1..count).for_each(|n| self.of_day(part, n));
        }
    }

    fn of_day(&mut self, part: Part, n: usize) {
        if let Some(minute) = self.minutes.get(n) {
            self.run(part.midnight + minute * 60);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Reader, read};

    #[test]
    fn spans() {
        let check = |line: &str, gaps: u64, hours: u64| {
            let line = read(line, Reader::Netresearch).unwrap();
            assert_eq!(line.longest_span(gaps), Some(hours * 3_600), "{gaps}");
        };
        check("0 2 * * *", 1, 24);
        check("0 2 * * *", 3, 72);
        check("0 9,17 * * *", 1, 16);
        check("0 9,17 * * *", 2, 24);
        check("0 9,17 * * *", 3, 40);
        check("0 8-18 * * 1-5", 1, 62);
        check("0 8-18 * * 1-5", 2, 63);
        check("0 0 1,15 * *", 2, 31 * 24);
        check("@every 90m", 4, 6);
        check("CRON_TZ=America/New_York 0 3 * * *", 2, 49);
        let never = read("0 0 30 2 *", Reader::Netresearch).unwrap();
        assert_eq!(never.longest_span(2), None);
        let odd = read("0 2 * * *", Reader::Netresearch).unwrap();
        assert_eq!(odd.longest_span(u64::MAX), Some(u64::MAX));
    }

    #[test]
    fn weeks() {
        let check = |line: &str, minutes: &[u32]| {
            let line = read(line, Reader::RobfigV3).unwrap();
            assert_eq!(line.minutes_of_week(), minutes);
        };
        check("30 2 * * 1", &[1_440 + 150]);
        check("0 0 * * 0,6", &[0, 6 * 1_440]);
        check("@every 90m", &[]);
        check("0 0 1 1 *", &[0, 1_440, 2_880, 4_320, 5_760, 7_200, 8_640]);
        // Summer and winter time are an hour apart in UTC.
        check(
            "CRON_TZ=America/New_York 0 3 * * 1",
            &[1_440 + 420, 1_440 + 480],
        );
    }
}
