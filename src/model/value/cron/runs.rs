//! The runs of a line one after the other, and the longest distance between two of them.

use super::calendar::{Civil, DAY, END_DAY, FIRST_DAY, Fields, civil};
use super::search::{self, YEARS};
use super::zone::Zone;

/// More runs than this are never compared one by one.
pub(super) const MOST: usize = 600_000;

/// More runs than this are never searched for a gap: a line in a named zone that fires every minute
/// of every day passes the clock changes of its first year before it gets here.
const MOST_SEARCHED: usize = 10_000;

/// The runs of a line in order, in seconds from 1970-01-01.
///
/// A day far from a clock change is read off the fields. Three days around each change are
/// searched as the readers search them, and where such a search leads past the days after the
/// change, as it does in zones that move by half an hour, the runs between are not there.
#[derive(Debug, Clone)]
pub(super) struct Runs<'a> {
    fields: &'a Fields,
    zone: Option<&'a Zone>,
    catches_up: bool,
    day: i64,
    /// What is left of a day: the instant of its local midnight, and the minute to look from.
    inside: Option<(i64, i64)>,
    last: i64,
    /// The run after `last`, when it lies beyond `day`.
    found: Option<i64>,
    /// The first day that is too close to a clock change.
    calm_until: i64,
}

/// Runs that are found in one step.
enum Stride {
    /// One that was searched.
    One(i64),
    /// All of a day from a minute on: the instant of local midnight, and that minute.
    Day(i64, i64),
}

impl<'a> Runs<'a> {
    /// The runs from the first day of the looked-at calendar on.
    pub(super) fn new(fields: &'a Fields, zone: Option<&'a Zone>, catches_up: bool) -> Self {
        Self::from(fields, zone, catches_up, FIRST_DAY)
    }

    /// The runs from a day of the looked-at calendar on.
    fn from(fields: &'a Fields, zone: Option<&'a Zone>, catches_up: bool, first: i64) -> Self {
        let last = first * DAY - 1;
        // A zone is up to a day behind or ahead of the calendar in UTC.
        let (day, calm_until) = match zone {
            Some(_) => (first - 2, first - 2),
            None => (first, END_DAY + 2),
        };
        Self {
            fields,
            zone,
            catches_up,
            day,
            inside: None,
            last,
            found: None,
            calm_until,
        }
    }

    fn calm(&mut self, zone: &Zone) -> bool {
        if self.day >= self.calm_until {
            let from = zone.instant((self.day - 1) * DAY) - 1;
            self.calm_until = zone.next_change(from).map_or(END_DAY + 2, |change| {
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

    /// The next runs, with `last` at the end of them; `None` behind the calendar, or where the
    /// readers find none within five years.
    fn stride(&mut self) -> Option<Stride> {
        while self.day < END_DAY + 2 {
            let zone = self.zone;
            match zone {
                Some(zone) if !self.calm(zone) => {
                    let night = zone.instant((self.day + 1) * DAY);
                    let found = self.found.or_else(|| self.search(zone))?;
                    if found < night {
                        self.found = None;
                        return self.ended(found, found).map(|()| Stride::One(found));
                    }
                    self.found = Some(found);
                    self.day += 1;
                }
                zone => {
                    let mut from = 0;
                    if let (Some(zone), Some(found)) = (zone, self.found) {
                        let local = found + zone.offset(found);
                        let on = local.div_euclid(DAY);
                        if on > self.day {
                            // It may lie near the next change, so each day is looked at.
                            self.day += 1;
                            continue;
                        }
                        (self.found, from) = (None, local.rem_euclid(DAY) / 60);
                    }
                    let local = self.day * DAY;
                    self.day += 1;
                    if !self.fields.on(civil(local)) {
                        continue;
                    }
                    let midnight = zone.map_or(local, |zone| zone.instant(local));
                    // Before the first instant of the calendar nothing counts.
                    let gone = (FIRST_DAY * DAY - midnight + 59).div_euclid(60);
                    let Some(first) = self.fields.minute_from(from.max(gone).max(0)) else {
                        continue;
                    };
                    let last = self.fields.last_minute().unwrap_or(first);
                    let (first, last) = (midnight + first * 60, midnight + last * 60);
                    return self
                        .ended(first, last)
                        .map(|()| Stride::Day(midnight, (first - midnight) / 60));
                }
            }
        }
        None
    }

    /// Moves on to the end of a stride; `None` where its begin is out of reach.
    fn ended(&mut self, first: i64, last: i64) -> Option<()> {
        reaches(self.last, civil(first))?;
        self.last = last;
        Some(())
    }
}

/// Whether a search from the last run gets to a date.
fn reaches(last: i64, date: Civil) -> Option<()> {
    (date.year <= civil(last + 1).year + YEARS).then_some(())
}

impl Iterator for Runs<'_> {
    type Item = i64;

    fn next(&mut self) -> Option<i64> {
        loop {
            if let Some((midnight, minute)) = self.inside.take()
                && let Some(minute) = self.fields.minute_from(minute)
            {
                self.inside = Some((midnight, minute + 1));
                return Some(midnight + minute * 60).filter(|at| *at < END_DAY * DAY);
            }
            match self.stride()? {
                Stride::One(at) => return Some(at).filter(|at| *at < END_DAY * DAY),
                Stride::Day(midnight, minute) => self.inside = Some((midnight, minute)),
            }
        }
    }
}

/// The newest run that is not after a moment; `None` outside of the looked-at calendar.
pub(super) fn newest(
    fields: &Fields,
    zone: Option<&Zone>,
    catches_up: bool,
    until: i64,
) -> Option<i64> {
    let until = until.min(END_DAY * DAY - 1);
    let day = until.div_euclid(DAY);
    if day < FIRST_DAY {
        return None;
    }
    // Most lines run every day, so the look back begins short.
    let mut back = 2;
    loop {
        let first = (day - back).max(FIRST_DAY);
        let found = match zone {
            Some(_) => Runs::from(fields, zone, catches_up, first)
                .take_while(|at| *at <= until)
                .last(),
            None => (first..=day).rev().find_map(|day| {
                let of_day = until - day * DAY;
                let on = fields.on(civil(day * DAY));
                let minutes = fields.minutes().take_while(|minute| minute * 60 <= of_day);
                minutes
                    .last()
                    .filter(|_| on)
                    .map(|minute| day * DAY + minute * 60)
            }),
        };
        if found.is_some() || first == FIRST_DAY {
            return found;
        }
        back *= 8;
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
    let end = END_DAY * DAY;
    let mut gaps = Gaps {
        last: FIRST_DAY * DAY - 1,
        started: false,
        longest: 0,
    };
    let mut runs = Runs::new(fields, Some(zone), catches_up);
    let (whole, last) = (fields.minute_from(0)?, fields.last_minute()?);
    let (mut searched, mut seen) = (0, false);
    while let Some(stride) = runs.stride() {
        match stride {
            Stride::One(at) if at < end => {
                searched += 1;
                gaps.add(at)?;
            }
            Stride::Day(midnight, first) if midnight + first * 60 < end => {
                gaps.add(midnight + first * 60)?;
                // Whole days are alike, and the inside of one stands for all.
                let known = first == whole && seen && midnight + last * 60 < end;
                let mut minute = if known { last } else { first };
                let later = std::iter::successors(fields.minute_from(minute + 1), |minute| {
                    fields.minute_from(minute + 1)
                });
                for next in later.take_while(|next| midnight + next * 60 < end) {
                    gaps.longest = gaps.longest.max((next - minute) * 60);
                    minute = next;
                }
                seen |= first == whole;
                gaps.last = midnight + minute * 60;
            }
            Stride::One(_) | Stride::Day(..) => break,
        }
        if searched > MOST_SEARCHED {
            return Some(gaps.longest);
        }
    }
    gaps.close()
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
        reaches(self.last, civil(at))?;
        if self.started {
            self.longest = self.longest.max(at - self.last);
        }
        (self.started, self.last) = (true, at);
        Some(())
    }

    /// Ends the count; a calendar that runs out long after the last run has no next one.
    fn close(self) -> Option<i64> {
        reaches(self.last, civil(END_DAY * DAY))?;
        Some(self.longest)
    }
}
