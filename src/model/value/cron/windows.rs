//! Which days of the calendar stand for all others.
//!
//! A line that asks for weekdays alone runs alike in every week in which no clock changes, and around
//! every change that falls on the same moment of the week between the same offsets. One of each kind
//! is looked at; the forty years of the calendar have eighty changes and most often two kinds.

use super::calendar::{DAY, END_DAY, FIRST_DAY, Fields, civil};
use super::zone::Zone;
use std::collections::BTreeSet;
use std::ops::Range;

const WEEK_SECONDS: i64 = 7 * DAY;

/// Days around a change on which runs are searched and not read off the fields.
const UNSETTLED: i64 = 4;

/// The days that stand for the calendar where so many distances in a row are looked at; all of it for
/// a line that asks for dates.
pub(super) fn select_days(
    fields: &Fields,
    zone: Option<&Zone>,
    distances: usize,
) -> Vec<Range<i64>> {
    let whole = FIRST_DAY..END_DAY;
    let days = i64::try_from(distances).unwrap_or(END_DAY);
    // A run that a change swallows joins two distances.
    let around = |step: i64| days.saturating_add(3).saturating_mul(step) + UNSETTLED;
    let around = match period(fields) {
        Some(step) => around(step),
        None => return vec![whole],
    };
    let changes = zone.map(Zone::changes).unwrap_or_default();
    let begin = changes.first().map_or(0, |first| first.offset);
    let mut windows: Vec<Range<i64>> = Vec::new();
    let mut kinds = BTreeSet::new();
    let (mut kind, mut before) = (Vec::new(), begin);
    let mut add = |window: Range<i64>, kind: Vec<(i64, i64, i64)>| {
        // What the calendar cuts is of a kind of its own.
        let cut = window.start < whole.start || window.end > whole.end;
        if kinds.insert((cut, kind)) {
            windows.push(window.start.max(whole.start)..window.end.min(whole.end));
        }
    };
    let mut open: Option<Range<i64>> = None;
    let mut first = 0;
    for change in changes.get(1..).unwrap_or_default() {
        let day = change.at.div_euclid(DAY);
        if day < whole.start - UNSETTLED || day >= whole.end + UNSETTLED {
            before = change.offset;
            continue;
        }
        let own = day - around..day + 1 + around;
        open = match open.take() {
            // Two changes that one row of distances may span are looked at together.
            Some(window) if own.start < window.end => Some(window.start..own.end),
            known => {
                if let Some(window) = known {
                    add(window, std::mem::take(&mut kind));
                }
                first = change.at - change.at.rem_euclid(WEEK_SECONDS);
                Some(own)
            }
        };
        kind.push((change.at - first, before, change.offset));
        before = change.offset;
    }
    match open {
        Some(window) => add(window, kind),
        None => add(whole.start..whole.start + 2 * around, Vec::new()),
    }
    windows
}

/// After how many days the runs of a line repeat while no clock changes; `None` where they do not,
/// or where there are none.
fn period(fields: &Fields) -> Option<i64> {
    fields.minute_from(0)?;
    if fields.every_day() {
        return Some(1);
    }
    // Any week: the dates do not matter.
    let mut week = (FIRST_DAY..FIRST_DAY + 7).map(|day| civil(day * DAY));
    (fields.every_date() && week.any(|date| fields.on(date))).then_some(7)
}
