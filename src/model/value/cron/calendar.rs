//! The civil calendar and the fields of a line laid over it; no time zone is known here.

use super::field::{Field, Set};
use std::sync::LazyLock;

/// The seconds of a day.
pub(super) const DAY: i64 = 86_400;

/// The first day that is looked at: 2025-01-01, counted from 1970-01-01.
pub(super) const FIRST_DAY: i64 = 20_089;

/// The day after the last one: 40 years hold every pairing of date, weekday and leap year.
pub(super) const END_DAY: i64 = FIRST_DAY + 14_610;

/// A date and time of day without a zone.
#[derive(Debug, Clone, Copy)]
pub(super) struct Civil {
    pub(super) year: i64,
    pub(super) month: i64,
    pub(super) day: i64,
    /// Sunday is 0.
    pub(super) weekday: i64,
    pub(super) hour: i64,
    pub(super) minute: i64,
    pub(super) second: i64,
}

/// The civil date and time of seconds counted from 1970-01-01.
pub(super) fn civil(seconds: i64) -> Civil {
    let (day_number, of_day) = (seconds.div_euclid(DAY), seconds.rem_euclid(DAY));
    // The year is counted from March, so that the leap day is its last day.
    let shifted = day_number + 719_468;
    let (era, of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * of_year + 2) / 153;
    let month = if from_march < 10 {
        from_march + 3
    } else {
        from_march - 9
    };
    Civil {
        year: era * 400 + year_of_era + i64::from(month <= 2),
        month,
        day: of_year - (153 * from_march + 2) / 5 + 1,
        weekday: (day_number + 4).rem_euclid(7),
        hour: of_day / 3_600,
        minute: of_day / 60 % 60,
        second: of_day % 60,
    }
}

/// The day number of the first day of a month; month 13 is January of the next year.
pub(super) fn month_start(year: i64, month: i64) -> i64 {
    let (year, month) = if month > 12 {
        (year + 1, month - 12)
    } else {
        (year, month)
    };
    let counted = if month <= 2 { year - 1 } else { year };
    let (era, year_of_era) = (counted.div_euclid(400), counted.rem_euclid(400));
    let of_year = (153 * ((month + 9) % 12) + 2) / 5;
    let of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + of_year;
    era * 146_097 + of_era - 719_468
}

/// What decides about a date: bits of its month, its day of the month and its weekday.
#[derive(Debug, Clone, Copy)]
struct Date {
    month: u16,
    day: u32,
    weekday: u8,
}

/// The dates of the looked-at calendar: every line asks for all of them, some of them again and again.
static DATES: LazyLock<Vec<Date>> = LazyLock::new(|| {
    let days = FIRST_DAY..END_DAY;
    days.map(|day| {
        let date = civil(day * DAY);
        Date {
            month: 1 << date.month,
            day: 1 << date.day,
            weekday: 1 << date.weekday,
        }
    })
    .collect()
});

/// The five fields of a line.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fields {
    pub(super) minute: Set,
    pub(super) hour: Set,
    pub(super) day: Set,
    pub(super) month: Set,
    pub(super) weekday: Set,
    /// Whether a day needs both day fields even when both are restricted.
    pub(super) both: bool,
}

impl Fields {
    /// Whether both day fields are restricted.
    pub(super) fn both_days(&self) -> bool {
        let open = |set: Set, field: Field| set.star && set.bits == field.full().bits;
        !open(self.day, Field::DayOfMonth) && !open(self.weekday, Field::DayOfWeek)
    }

    /// Whether a run may fall on the date.
    pub(super) fn on(&self, date: Civil) -> bool {
        has(self.month.bits, date.month) && self.on_day(date)
    }

    /// Whether a run may fall on a day, counted from 1970-01-01.
    pub(super) fn on_date(&self, day: i64) -> bool {
        let known = usize::try_from(day - FIRST_DAY).ok();
        let Some(date) = known.and_then(|at| DATES.get(at)) else {
            return self.on(civil(day * DAY));
        };
        let on = self.day.bits & u64::from(date.day) != 0;
        let weekday = self.weekday.bits & u64::from(date.weekday) != 0;
        let days = if self.needs_both() {
            on && weekday
        } else {
            on || weekday
        };
        days && self.month.bits & u64::from(date.month) != 0
    }

    /// Whether the two day fields take the date, whatever its month.
    pub(super) fn on_day(&self, date: Civil) -> bool {
        let day = has(self.day.bits, date.day);
        let weekday = has(self.weekday.bits, date.weekday);
        if self.needs_both() {
            day && weekday
        } else {
            day || weekday
        }
    }

    /// Whether a run may fall on every date.
    pub(super) fn every_day(&self) -> bool {
        let day = self.day.bits == Field::DayOfMonth.full().bits;
        let weekday = self.weekday.bits == Field::DayOfWeek.full().bits;
        let days = if self.needs_both() {
            day && weekday
        } else {
            day || weekday
        };
        days && self.month.bits == Field::Month.full().bits
    }

    /// Whether weekdays alone decide about a date.
    pub(super) fn every_date(&self) -> bool {
        let dates = self.day.bits == Field::DayOfMonth.full().bits;
        dates && self.needs_both() && self.month.bits == Field::Month.full().bits
    }

    fn needs_both(&self) -> bool {
        self.both || self.day.star || self.weekday.star
    }

    /// The first minute of the day, from the given one on, at which a run may fall.
    pub(super) fn minute_from(&self, minute: i64) -> Option<i64> {
        let hour = minute / 60;
        let here = from(self.minute.bits, minute % 60).filter(|_| has(self.hour.bits, hour));
        if let Some(found) = here {
            return Some(hour * 60 + found);
        }
        let later = from(self.hour.bits, hour + 1)?;
        Some(later * 60 + from(self.minute.bits, 0)?)
    }

    /// The last minute of the day, before the given one, at which a run may fall.
    pub(super) fn minute_before(&self, minute: i64) -> Option<i64> {
        let (hour, within) = (minute / 60, minute % 60);
        let here = before(self.minute.bits, within).filter(|_| has(self.hour.bits, hour));
        if let Some(found) = here {
            return Some(hour * 60 + found);
        }
        let earlier = before(self.hour.bits, hour)?;
        Some(earlier * 60 + before(self.minute.bits, 60)?)
    }

    /// The minutes of a day at which runs may fall, in order.
    pub(super) fn minutes(&self) -> impl Iterator<Item = i64> + '_ {
        std::iter::successors(self.minute_from(0), |minute| self.minute_from(minute + 1))
    }
}

/// Whether the set holds the value.
pub(super) fn has(bits: u64, value: i64) -> bool {
    from(bits, value) == Some(value)
}

/// The smallest value of the set that is not below the given one.
pub(super) fn from(bits: u64, value: i64) -> Option<i64> {
    let mask = u32::try_from(value)
        .ok()
        .and_then(|shift| u64::MAX.checked_shl(shift))?;
    let rest = bits & mask;
    (rest != 0).then(|| i64::from(rest.trailing_zeros()))
}

/// The largest value of the set that is below the given one.
fn before(bits: u64, value: i64) -> Option<i64> {
    let shift = u32::try_from(value).ok()?;
    let below = 1_u64.checked_shl(shift).map_or(u64::MAX, |bit| bit - 1);
    (bits & below).checked_ilog2().map(i64::from)
}
