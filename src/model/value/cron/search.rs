//! The next run of a line in a named zone, found step by step as the readers find it.
//!
//! Around a clock change the outcome depends on the path of the search (which hour it started
//! from, whether it reset the minutes), so the steps of `SpecSchedule.Next` are kept one by one.

use super::calendar::{DAY, Fields, civil, from, has, month_start};
use super::zone::Zone;

/// How many years ahead the readers look for a next run.
pub(super) const YEARS: i64 = 5;

const HOUR: i64 = 3_600;

/// The first run after an instant; `None` when the readers give up after five years.
/// `catches_up` says whether a run inside a spring hole happens right after it.
pub(super) fn next(fields: &Fields, zone: &Zone, catches_up: bool, after: i64) -> Option<i64> {
    // A set without a minute or an hour never matches, and the walk below would take years to see.
    fields.minute_from(0)?;
    let mut at = after + 1;
    // Whether a field was moved forward, so that the smaller fields start from zero.
    let mut moved = false;
    let limit = zone.local(at).year + YEARS;
    'again: loop {
        if zone.local(at).year > limit {
            return None;
        }
        while !has(fields.month.bits, zone.local(at).month) {
            let now = zone.local(at);
            if !moved {
                moved = true;
                at = zone.instant(month_start(now.year, now.month) * DAY);
            }
            let now = zone.local(at);
            let day = month_start(now.year, now.month + 1) + now.day - 1;
            at = zone.instant(day * DAY + now.hour * HOUR + now.minute * 60 + now.second);
            if zone.local(at).month == 1 {
                continue 'again;
            }
        }
        while !fields.on_day(zone.local(at)) {
            if !moved {
                moved = true;
                at = zone.instant(midnight(zone, at));
            }
            let days = days_ahead(fields, zone, at);
            let now = zone.local(at);
            let time = now.hour * HOUR + now.minute * 60 + now.second;
            at = zone.instant(midnight(zone, at) + days * DAY + time);
            // Where midnight does not exist the readers step to the nearest one that does.
            let hour = zone.local(at).hour;
            at += if hour > 12 {
                (24 - hour) * HOUR
            } else {
                -hour * HOUR
            };
            if zone.local(at).day == 1 {
                continue 'again;
            }
        }
        while !has(fields.hour.bits, zone.local(at).hour) {
            if !moved {
                moved = true;
                at = zone.instant(midnight(zone, at) + zone.local(at).hour * HOUR);
            }
            let before = zone.local(at).hour;
            at += hours_ahead(fields, zone, at, before) * HOUR;
            let hour = zone.local(at).hour;
            if catches_up && hour - before == 2 && has(fields.hour.bits, hour - 1) {
                break;
            }
            if hour == 0 {
                continue 'again;
            }
        }
        while !has(fields.minute.bits, zone.local(at).minute) {
            if !moved {
                moved = true;
                at -= at.rem_euclid(60);
            }
            at += minutes_ahead(fields, zone, at) * 60;
            if zone.local(at).minute == 0 {
                continue 'again;
            }
        }
        let second = zone.local(at).second;
        if second == 0 {
            return Some(at);
        }
        // The second field is always zero, so the next match is the next full minute. Only the
        // readers that skip the hole remember this step as a move.
        moved |= !catches_up;
        at += 60 - second;
    }
}

/// The local midnight, as local seconds, of the day that an instant falls on.
fn midnight(zone: &Zone, at: i64) -> i64 {
    (at + zone.offset(at)).div_euclid(DAY) * DAY
}

/// How many days the walk goes on from one that does not match: all that do not match in one step,
/// up to the end of the month, and only one where the clock changes near by.
fn days_ahead(fields: &Fields, zone: &Zone, at: i64) -> i64 {
    let today = (at + zone.offset(at)).div_euclid(DAY);
    let now = civil(today * DAY);
    let end = today + month_start(now.year, now.month + 1) - month_start(now.year, now.month);
    let end = end - now.day + 1;
    let change = zone.next_change(at - DAY);
    let calm = change.map_or(end - today, |change| (change - at).div_euclid(DAY) - 1);
    let calm = calm.clamp(1, end - today);
    let mut skipped = 1..calm;
    skipped
        .find(|ahead| fields.on_day(civil((today + ahead) * DAY)))
        .unwrap_or(calm)
}

/// How many hours the walk goes on from one that does not match, in the same way.
fn hours_ahead(fields: &Fields, zone: &Zone, at: i64, hour: i64) -> i64 {
    let next = from(fields.hour.bits, hour + 1).unwrap_or(24);
    let ahead = next.min(24) - hour;
    if zone.calm(at - HOUR, at + (ahead + 1) * HOUR) {
        ahead
    } else {
        1
    }
}

/// How many minutes the walk goes on from one that does not match: all that do not match in one
/// step, unless the clock changes on the way.
fn minutes_ahead(fields: &Fields, zone: &Zone, at: i64) -> i64 {
    let minute = zone.local(at).minute;
    let next = from(fields.minute.bits, minute + 1).unwrap_or(60);
    let ahead = next.min(60) - minute;
    if zone.calm(at, at + ahead * 60) {
        ahead
    } else {
        1
    }
}
