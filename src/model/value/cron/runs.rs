//! The runs of a line one after the other.

use super::calendar::{Civil, DAY, END_DAY, FIRST_DAY, Fields, civil};
use super::search::{self, YEARS};
use super::zone::Zone;

/// More runs than this are never compared one by one.
pub(super) const MOST: usize = 600_000;

/// More than any clock of a zone is moved in the looked-at calendar, in seconds.
const MOVED: i64 = 3 * 3_600;

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
    /// What is left of a part of a day.
    inside: Option<Part>,
    last: i64,
    /// The run after `last`, when it lies beyond `day`.
    found: Option<i64>,
    /// The first day that is too close to a clock change.
    calm_until: i64,
    /// A day that is known to be too close, and the instant of its end.
    unsettled: Option<(i64, i64)>,
}

/// Runs that are found in one step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stride {
    /// One that was searched.
    One(i64),
    /// A day, or a part of one in which no clock changes.
    Part(Part),
}

/// The runs of a day from a minute on, up to another: those that the fields name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Part {
    /// The instant of local midnight, by the offset that holds in this part.
    pub(super) midnight: i64,
    /// The minute of the first run.
    pub(super) first: i64,
    /// The minute behind the last one that is looked at.
    pub(super) until: i64,
}

impl Part {
    /// The instant of the first run.
    pub(super) fn begin(&self) -> i64 {
        self.midnight + self.first * 60
    }

    /// The part that ends before an instant; `None` where it begins later.
    pub(super) fn before(self, end: i64) -> Option<Self> {
        let until = (end - self.midnight + 59).div_euclid(60).min(self.until);
        (self.first < until).then_some(Self { until, ..self })
    }

    /// The minute of the last run.
    pub(super) fn last(&self, fields: &Fields) -> i64 {
        fields.minute_before(self.until).unwrap_or(self.first)
    }

    /// The instants of its runs.
    pub(super) fn runs(self, fields: &Fields) -> impl Iterator<Item = i64> + '_ {
        let minutes =
            std::iter::successors(Some(self.first), |minute| fields.minute_from(minute + 1));
        let within = minutes.take_while(move |minute| *minute < self.until);
        within.map(move |minute| self.midnight + minute * 60)
    }
}

impl<'a> Runs<'a> {
    /// The runs from the first day of the looked-at calendar on.
    pub(super) fn new(fields: &'a Fields, zone: Option<&'a Zone>, catches_up: bool) -> Self {
        Self::from(fields, zone, catches_up, FIRST_DAY)
    }

    /// The runs from a day of the looked-at calendar on, and some of the two days before it.
    pub(super) fn from(
        fields: &'a Fields,
        zone: Option<&'a Zone>,
        catches_up: bool,
        first: i64,
    ) -> Self {
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
            unsettled: None,
        }
    }

    /// All strides up to an instant.
    pub(super) fn strides(mut self, end: i64) -> impl Iterator<Item = Stride> + 'a {
        std::iter::from_fn(move || match self.stride()? {
            Stride::One(at) => (at < end).then_some(Stride::One(at)),
            Stride::Part(part) => part.before(end).map(Stride::Part),
        })
    }

    fn calm(&mut self, zone: &Zone) -> bool {
        if self.unsettled.is_some_and(|(day, _)| day == self.day) {
            return false;
        }
        if self.day >= self.calm_until {
            let from = zone.instant((self.day - 1) * DAY) - 1;
            self.calm_until = zone.next_change(from).map_or(END_DAY + 2, |change| {
                (change + zone.offset(change - 1)).div_euclid(DAY) - 1
            });
        }
        let calm = self.day < self.calm_until;
        if !calm {
            self.unsettled = Some((self.day, zone.instant((self.day + 1) * DAY)));
        }
        calm
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

    /// The runs after the last one on the same day, up to where the clock changes: while a search
    /// does not come near a change, it finds what the fields name.
    fn quiet(&self, zone: &Zone) -> Option<Part> {
        let now = civil(self.last + zone.offset(self.last));
        let minute = now.hour * 60 + now.minute;
        let run = now.second == 0 && self.fields.minute_from(minute) == Some(minute);
        if !run || !self.fields.on(now) {
            return None;
        }
        let midnight = self.last - minute * 60;
        let first = self.fields.minute_from(minute + 1)?;
        let hour = now.hour * 60;
        // It does not leave the hour, or it starts again at the beginning of an hour, never closer to a
        // change than the clock moves.
        let near = zone.next_change(self.last);
        let far = zone.next_change(midnight + hour * 60 - MOVED);
        let minutes = |change: i64| (change - midnight).div_euclid(60);
        let hourly = near.map_or(hour + 60, |change| minutes(change).min(hour + 60));
        let daily = far.map_or(1_440, |change| minutes(change - MOVED).min(1_440));
        let until = hourly.max(daily);
        (first < until).then_some(Part {
            midnight,
            first,
            until,
        })
    }

    /// The next runs, with `last` at the end of them; `None` behind the calendar, or where the
    /// readers find none within five years.
    pub(super) fn stride(&mut self) -> Option<Stride> {
        while self.day < END_DAY + 2 {
            let zone = self.zone;
            match zone {
                Some(zone) if !self.calm(zone) => {
                    let night = self.unsettled.map_or(0, |(_, night)| night);
                    if self.found.is_none()
                        && let Some(part) = self.quiet(zone)
                    {
                        self.last = part.midnight + part.last(self.fields) * 60;
                        return Some(Stride::Part(part));
                    }
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
                    if !self.fields.on_date(local.div_euclid(DAY)) {
                        continue;
                    }
                    let midnight = zone.map_or(local, |zone| zone.instant(local));
                    // Before the first instant of the calendar nothing counts.
                    let gone = (FIRST_DAY * DAY - midnight + 59).div_euclid(60);
                    let Some(first) = self.fields.minute_from(from.max(gone).max(0)) else {
                        continue;
                    };
                    let part = Part {
                        midnight,
                        first,
                        until: 1_440,
                    };
                    let last = midnight + part.last(self.fields) * 60;
                    return self.ended(part.begin(), last).map(|()| Stride::Part(part));
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

impl Stride {
    /// The instants of its runs.
    pub(super) fn runs(self, fields: &Fields) -> impl Iterator<Item = i64> + '_ {
        let (one, part) = match self {
            Self::One(at) => (Some(at), None),
            Self::Part(part) => (None, Some(part)),
        };
        let several = part.map(|part| part.runs(fields));
        one.into_iter().chain(several.into_iter().flatten())
    }
}

/// Whether a search from the last run gets to a date.
pub(super) fn reaches(last: i64, date: Civil) -> Option<()> {
    (date.year <= civil(last + 1).year + YEARS).then_some(())
}

impl Iterator for Runs<'_> {
    type Item = i64;

    fn next(&mut self) -> Option<i64> {
        loop {
            if let Some(part) = self.inside.take() {
                let first = self.fields.minute_from(part.first + 1);
                let left = first.filter(|minute| *minute < part.until);
                self.inside = left.map(|first| Part { first, ..part });
                return Some(part.begin()).filter(|at| *at < END_DAY * DAY);
            }
            match self.stride()? {
                Stride::One(at) => return Some(at).filter(|at| *at < END_DAY * DAY),
                Stride::Part(part) => self.inside = Some(part),
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
                let on = fields.on_date(day);
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
