//! What the arithmetic of a queue asks of a line: the longest span of several runs, and the minutes
//! of the week at which it may run.

use super::calendar::{DAY, END_DAY, FIRST_DAY, civil};
use super::runs::MOST;
use super::{Line, Plan};
use std::collections::VecDeque;

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
        if wanted <= 1 {
            return Some(bound);
        }
        if self.zone.is_none() && fields.every_day() {
            let minutes: Vec<i64> = fields.minutes().collect();
            let of = |run: usize| {
                let day = i64::try_from(run / minutes.len().max(1)).unwrap_or(i64::MAX / DAY);
                minutes
                    .get(run % minutes.len().max(1))
                    .map(|minute| minute * 60 + day * DAY)
            };
            return (0..minutes.len())
                .filter_map(|run| Some(of(run + wanted)? - of(run)?))
                .max()
                .and_then(|span| u64::try_from(span).ok());
        }
        let (mut last, mut longest, mut seen) = (VecDeque::new(), 0, 0);
        for run in self.runs().take(MOST) {
            seen += 1;
            last.push_back(run);
            if last.len() > wanted {
                let first = last.pop_front().unwrap_or(run);
                longest = longest.max(run - first);
            }
        }
        // A calendar that was not seen to its end may hold a longer span.
        if seen == MOST || seen <= wanted {
            return Some(bound);
        }
        u64::try_from(longest).ok()
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
            for day in FIRST_DAY..END_DAY {
                let date = civil(day * DAY);
                if let (true, Some(slot)) = (
                    fields.on(date),
                    usize::try_from(date.weekday)
                        .ok()
                        .and_then(|weekday| days.get_mut(weekday)),
                ) {
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
            for run in self.runs().take(MOST) {
                mark(civil(run).weekday * 1_440 + run.rem_euclid(DAY) / 60);
            }
        }
        (0..WEEK)
            .zip(hit)
            .filter(|(_, hit)| *hit)
            .map(|(minute, _)| minute)
            .collect()
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
