//! Cron lines as Velero reads them: in comes the text of a `schedule`, out goes what one of
//! Velero's three readers makes of it (the runs, their longest distance, or the broken rule).
//!
//! This is own code because the `croner` and `cron` crates misread 20 to 40 of 113 lines that
//! Velero's parsers read (measured).
//!
//! Without a zone in front of the fields a line runs in UTC, which is what the stock image does.

mod calendar;
mod duration;
mod error;
mod field;
mod gaps;
mod parse;
mod runs;
mod search;
mod span;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod whole;
mod windows;
mod zone;

use calendar::{DAY, END_DAY, FIRST_DAY, Fields};
pub use error::CronError;
pub use parse::read;
use runs::{MOST, Runs, Stride};
pub use span::WEEK;
use std::cell::OnceCell;
use std::ops::Range;
use zone::Zone;

/// The parser that a version of Velero reads a cron line with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reader {
    /// `robfig/cron` v1.1.0, up to Velero 1.14.
    RobfigV1,
    /// `robfig/cron/v3` v3.0.1, from Velero 1.15 to 1.18.2.
    RobfigV3,
    /// `netresearch/go-cron` v0.15.0, from Velero 1.18.3.
    Netresearch,
}

impl Reader {
    /// The versions of Velero that read this way, in words.
    pub fn name(self) -> &'static str {
        match self {
            Self::RobfigV1 => "Velero up to 1.14",
            Self::RobfigV3 => "Velero 1.15 to 1.18.2",
            Self::Netresearch => "Velero from 1.18.3",
        }
    }
}

/// A line as one reader reads it.
#[derive(Debug, Clone)]
pub struct Line {
    reader: Reader,
    zone: Option<Zone>,
    plan: Plan,
    uneven: Option<String>,
    /// What was found of its runs.
    found: OnceCell<Vec<Stride>>,
    /// The longest of their distances.
    gap: OnceCell<Option<u64>>,
}

/// The three kinds of line.
#[derive(Debug, Clone)]
enum Plan {
    Fields(Fields),
    /// A run so many seconds after the last one.
    Every(u64),
    /// A run only when a hand triggers it, which Velero never does.
    Trigger,
}

impl Line {
    /// The longest distance between two consecutive runs in seconds; `None` when the line never
    /// fires, or at some time has no run within the five years that the readers look ahead.
    pub fn longest_gap(&self) -> Option<u64> {
        match &self.plan {
            Plan::Fields(fields) => *self.gap.get_or_init(|| {
                let windows = windows::select_days(fields, self.zone.as_ref(), 1).into_iter();
                let strides = |days: Range<i64>| (self.strides(fields, days.clone()), days);
                gaps::longest(fields, windows.map(strides))
            }),
            Plan::Every(seconds) => Some(*seconds),
            Plan::Trigger => None,
        }
    }

    /// The newest run that is not after a moment, in seconds from 1970-01-01; `None` for a line
    /// without fixed times, and where there is none from 2025-01-01 on.
    pub fn newest_run(&self, until: i64) -> Option<i64> {
        match &self.plan {
            Plan::Fields(fields) => {
                runs::newest(fields, self.zone.as_ref(), self.catches_up(), until)
            }
            Plan::Every(_) | Plan::Trigger => None,
        }
    }

    /// The first field with a step that does not divide it, such as "minute field `*/7`".
    pub fn uneven_step(&self) -> Option<String> {
        self.uneven.clone()
    }

    /// The zone named in front of the fields, when it is not UTC.
    pub fn zone(&self) -> Option<&str> {
        self.zone.as_ref().map(|zone| zone.name.as_str())
    }

    /// The seconds of an `@every` line.
    pub fn every(&self) -> Option<u64> {
        match self.plan {
            Plan::Every(seconds) => Some(seconds),
            Plan::Fields(_) | Plan::Trigger => None,
        }
    }

    /// Whether day of month and day of week are both restricted.
    pub fn both_days(&self) -> bool {
        match &self.plan {
            Plan::Fields(fields) => fields.both_days(),
            Plan::Every(_) | Plan::Trigger => false,
        }
    }

    /// Whether any run falls between two minutes of the UTC day; the end is not included and may
    /// lie past midnight, and an `@every` line may run at any minute.
    pub fn fires_in(&self, start_minute_of_day: u32, end_minute_of_day: u32) -> bool {
        let (start, end) = (i64::from(start_minute_of_day), i64::from(end_minute_of_day));
        let within = |minute: i64| {
            if end < start {
                minute >= start || minute < end
            } else {
                minute >= start && minute < end
            }
        };
        match &self.plan {
            Plan::Every(_) => true,
            Plan::Trigger => false,
            Plan::Fields(fields) if self.zone.is_none() => {
                fields.minutes().any(within) && (FIRST_DAY..END_DAY).any(|day| fields.on_date(day))
            }
            Plan::Fields(_) => self
                .runs()
                .take(MOST)
                .any(|at| within(at.rem_euclid(DAY) / 60)),
        }
    }

    /// Whether two lines run at the same times over the looked-at calendar.
    pub fn runs_alike(&self, other: &Self) -> bool {
        match (&self.plan, &other.plan) {
            // An interval counts from the last run, so no fixed times are like it.
            (Plan::Every(own), Plan::Every(theirs)) => own == theirs,
            (Plan::Every(_), Plan::Fields(_) | Plan::Trigger)
            | (Plan::Fields(_) | Plan::Trigger, Plan::Every(_)) => false,
            // With the same minutes in days of the same zone, the days alone decide.
            (Plan::Fields(own), Plan::Fields(theirs))
                if self.zone() == other.zone()
                    && own.minute.bits == theirs.minute.bits
                    && own.hour.bits == theirs.hour.bits
                    && own.minute_from(0).is_some() =>
            {
                let zone = self.zone.as_ref();
                let windows = windows::select_days(own, zone, 1);
                // Days of the one that are not days of the other may be outside of these.
                let same = windows == windows::select_days(theirs, zone, 1);
                let whole = FIRST_DAY..END_DAY;
                let windows = if same { windows } else { vec![whole] };
                let alike = |days: Range<i64>| {
                    // The same runs may be found in other steps.
                    self.strides(own, days.clone())
                        .eq(other.strides(theirs, days.clone()))
                        || {
                            let own = self.strides(own, days.clone()).flat_map(|s| s.runs(own));
                            let theirs = other
                                .strides(theirs, days.clone())
                                .flat_map(|s| s.runs(theirs));
                            own.take(MOST).eq(theirs.take(MOST))
                        }
                };
                windows.into_iter().all(alike)
            }
            (Plan::Fields(_) | Plan::Trigger, Plan::Fields(_) | Plan::Trigger) => {
                self.runs().take(MOST).eq(other.runs().take(MOST))
            }
        }
    }

    /// The runs of some days of the calendar in the steps in which they are found. Those of the whole
    /// calendar are found once: several questions are asked about them.
    fn strides<'l>(
        &'l self,
        fields: &'l Fields,
        days: Range<i64>,
    ) -> impl Iterator<Item = Stride> + 'l {
        let zone = self.zone.as_ref();
        let runs = Runs::from(fields, zone, self.catches_up(), days.start);
        let mut runs = Some(runs.strides(days.end * DAY));
        let known = (days == (FIRST_DAY..END_DAY)).then(|| {
            let found = self
                .found
                .get_or_init(|| runs.take().into_iter().flatten().collect());
            runs = None;
            found.iter().copied()
        });
        known
            .into_iter()
            .flatten()
            .chain(runs.into_iter().flatten())
    }

    /// The runs of a line with fields, in seconds from 1970-01-01.
    fn runs(&self) -> impl Iterator<Item = i64> + '_ {
        let fields = match &self.plan {
            Plan::Fields(fields) => Some(fields),
            Plan::Every(_) | Plan::Trigger => None,
        };
        fields
            .map(|fields| Runs::new(fields, self.zone.as_ref(), self.catches_up()))
            .into_iter()
            .flatten()
    }

    /// The newest reader alone runs a line right after the spring hole that swallowed it.
    fn catches_up(&self) -> bool {
        self.reader == Reader::Netresearch
    }
}
