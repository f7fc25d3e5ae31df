//! The runs of a line one after the other, and the longest distance between two of them.

use super::calendar::{Civil, DAY, END_DAY, FIRST_DAY, Fields, civil};
use super::search::{self, YEARS};
use super::zone::Zone;

/// More runs than this are never walked: a line in a named zone that fires every minute of every
/// day passes each clock change of its first year before it gets here.
pub(super) const MOST: usize = 600_000;

/// The runs of a line in order, in seconds from 1970-01-01.
///
/// A day far from a clock change is read off the fields. Three days around each change are
/// searched as the readers search them.
#[derive(Debug, Clone)]
pub(super) struct Runs<'a> {
    fields: &'a Fields,
    zone: Option<&'a Zone>,
    catches_up: bool,
    day: i64,
    /// The instant of the local midnight of `day`, and the minute to look from.
    inside: Option<(i64, i64)>,
    last: i64,
    /// The run after `last`, when it lies beyond `day`.
    found: Option<i64>,
    /// The first day that is too close to a clock change.
    calm_until: i64,
}

impl<'a> Runs<'a> {
    /// The runs from the first day of the looked-at calendar on.
    pub(super) fn new(fields: &'a Fields, zone: Option<&'a Zone>, catches_up: bool) -> Self {
        let last = FIRST_DAY * DAY - 1;
        let calm_until = if zone.is_some() { FIRST_DAY } else { END_DAY };
        Self {
            fields,
            zone,
            catches_up,
            day: FIRST_DAY,
            inside: None,
            last,
            found: None,
            calm_until,
        }
    }

    fn calm(&mut self, zone: &Zone) -> bool {
        if self.day >= self.calm_until {
            let from = zone.instant((self.day - 1) * DAY) - 1;
            self.calm_until = zone.next_change(from).map_or(END_DAY, |change| {
                (change + zone.offset(change - 1)).div_euclid(DAY) - 1
            });
        }
        self.day < self.calm_until
    }

    /// The run after the last one. In `Pacific/Chatham` the newest reader may answer with a run
    /// that is already past, so the search goes on a minute later until it moves ahead.
    fn search(&self, zone: &Zone) -> Option<i64> {
        let mut from = self.last;
        loop {
            let at = search::next(self.fields, zone, self.catches_up, from)?;
            if at > self.last {
                return Some(at);
            }
            from += 60;
        }
    }

    fn run_at(&mut self, at: i64) -> i64 {
        self.last = at;
        self.found = None;
        at
    }
}

impl Iterator for Runs<'_> {
    type Item = i64;

    fn next(&mut self) -> Option<i64> {
        loop {
            if let Some((midnight, minute)) = self.inside {
                if let Some(minute) = self.fields.minute_from(minute) {
                    self.inside = Some((midnight, minute + 1));
                    return Some(self.run_at(midnight + minute * 60));
                }
                self.inside = None;
                self.day += 1;
            }
            if self.day >= END_DAY {
                return None;
            }
            let zone = self.zone;
            match zone {
                Some(zone) if !self.calm(zone) => {
                    let night = zone.instant((self.day + 1) * DAY);
                    let found = self.found.or_else(|| self.search(zone));
                    match found {
                        Some(at) if at < night => return Some(self.run_at(at)),
                        Some(_) => self.found = found,
                        // The readers never look further than this, so there are no more runs.
                        None => self.day = END_DAY,
                    }
                    self.day += 1;
                }
                Some(_) | None => {
                    let local = self.day * DAY;
                    if self.fields.on(civil(local)) {
                        self.inside = Some((zone.map_or(local, |zone| zone.instant(local)), 0));
                    } else {
                        self.day += 1;
                    }
                }
            }
        }
    }
}

/// The longest distance between two runs in seconds; `None` when at some point of the calendar
/// no run lies within the five years that the readers look ahead.
pub(super) fn longest_gap(fields: &Fields, zone: Option<&Zone>, catches_up: bool) -> Option<u64> {
    let gap = match zone {
        Some(zone) => zoned_gap(fields, zone, catches_up)?,
        None if fields.every_day() => {
            // The day repeats, so its first run of tomorrow closes the circle.
            let first = fields.minute_from(0)?;
            let (last, inner) = within_day(fields)?;
            inner.max(first * 60 + DAY - last * 60)
        }
        None => dated_gap(fields)?,
    };
    u64::try_from(gap).ok()
}

/// The last minute of a day with runs, and the longest distance in seconds inside that day.
fn within_day(fields: &Fields) -> Option<(i64, i64)> {
    fields.minutes().fold(None, |so_far, minute| match so_far {
        None => Some((minute, 0)),
        Some((last, gap)) => Some((minute, gap.max((minute - last) * 60))),
    })
}

fn dated_gap(fields: &Fields) -> Option<i64> {
    let first = fields.minute_from(0)?;
    let (last, inner) = within_day(fields)?;
    let mut gaps = Gaps {
        last: FIRST_DAY * DAY - 1,
        started: false,
        longest: inner,
    };
    for day in (FIRST_DAY..END_DAY).filter(|day| fields.on(civil(day * DAY))) {
        gaps.add(day * DAY + first * 60)?;
        gaps.last = day * DAY + last * 60;
    }
    gaps.close()
}

fn zoned_gap(fields: &Fields, zone: &Zone, catches_up: bool) -> Option<i64> {
    let mut gaps = Gaps {
        last: FIRST_DAY * DAY - 1,
        started: false,
        longest: 0,
    };
    let mut count = 0;
    for at in Runs::new(fields, Some(zone), catches_up).take(MOST) {
        gaps.add(at)?;
        count += 1;
    }
    if count == MOST {
        Some(gaps.longest)
    } else {
        gaps.close()
    }
}

/// The distances between the runs seen so far.
struct Gaps {
    last: i64,
    started: bool,
    longest: i64,
}

impl Gaps {
    /// Takes the next run; `None` when it lies beyond what a search from the last one reaches.
    fn add(&mut self, at: i64) -> Option<()> {
        self.reaches(civil(at))?;
        if self.started {
            self.longest = self.longest.max(at - self.last);
        }
        (self.started, self.last) = (true, at);
        Some(())
    }

    /// Ends the count; a calendar that runs out long after the last run has no next one.
    fn close(self) -> Option<i64> {
        self.reaches(civil(END_DAY * DAY))?;
        Some(self.longest)
    }

    fn reaches(&self, date: Civil) -> Option<()> {
        (date.year <= civil(self.last + 1).year + YEARS).then_some(())
    }
}
