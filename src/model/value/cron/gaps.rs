//! The longest distance between two runs of a line.

use super::calendar::{DAY, Fields, civil};
use super::runs::{Stride, reaches};
use std::ops::Range;

/// The longest distance between two runs in seconds, in windows that stand for the calendar; `None`
/// when at some point no run lies within the five years that the readers look ahead.
pub(super) fn longest<S>(
    fields: &Fields,
    windows: impl Iterator<Item = (S, Range<i64>)>,
) -> Option<u64>
where
    S: Iterator<Item = Stride>,
{
    fields.minute_from(0)?;
    let inner = within_day(fields);
    let mut longest = 0;
    for (strides, days) in windows {
        let mut gaps = Gaps::new(&days);
        for stride in strides {
            match stride {
                Stride::One(at) => gaps.add(at)?,
                Stride::Part(part) => {
                    gaps.add(part.begin())?;
                    // Most parts are whole days, and then no other holds a longer distance.
                    if gaps.longest < inner {
                        let mut before = part.begin();
                        for at in part.runs(fields).skip(1) {
                            gaps.longest = gaps.longest.max(at - before);
                            before = at;
                        }
                    }
                    gaps.last = part.midnight + part.last(fields) * 60;
                }
            }
        }
        longest = longest.max(gaps.close(&days)?);
    }
    if longest > RARE {
        // Such a line waits for a leap day, and 2100 has none.
        longest += FOUR_YEARS;
    }
    u64::try_from(longest).ok()
}

/// What is further apart than this is so by leap days alone.
const RARE: i64 = 3 * 366 * DAY;
const FOUR_YEARS: i64 = 1_461 * DAY;

/// The longest distance in seconds between two runs of one day.
fn within_day(fields: &Fields) -> i64 {
    let later = fields.minutes().skip(1);
    let distances = fields
        .minutes()
        .zip(later)
        .map(|(from, to)| (to - from) * 60);
    distances.max().unwrap_or(0)
}

/// The distances between the runs seen so far.
struct Gaps {
    last: i64,
    started: bool,
    longest: i64,
}

impl Gaps {
    fn new(window: &Range<i64>) -> Self {
        Self {
            last: window.start * DAY - 1,
            started: false,
            longest: 0,
        }
    }

    /// Takes the next run; `None` when it lies beyond what a search from the last one reaches.
    fn add(&mut self, at: i64) -> Option<()> {
        reaches(self.last, civil(at))?;
        if self.started {
            self.longest = self.longest.max(at - self.last);
        }
        (self.started, self.last) = (true, at);
        Some(())
    }

    /// Ends the count; a calendar that runs out long after the last run has no next one.
    fn close(self, window: &Range<i64>) -> Option<i64> {
        reaches(self.last, civil(window.end * DAY))?;
        Some(self.longest)
    }
}
