//! The frame of a cron line: in comes the whole text, out goes its zone and its plan.

use super::calendar::Fields;
use super::field::{self, Field, Set};
use super::zone::Zone;
use super::{CronError, Line, Plan, Reader, duration};
use std::cell::OnceCell;

/// The longest line in bytes that the newest reader takes.
const LONGEST: usize = 1_024;

/// Reads a line as the given reader does.
pub fn read(text: &str, reader: Reader) -> Result<Line, CronError> {
    if text.is_empty() {
        return Err(CronError::Empty);
    }
    if reader == Reader::Netresearch && text.len() > LONGEST {
        return Err(CronError::TooLong(text.len()));
    }
    let (zone, rest) = read_zone(text, reader)?;
    if rest.starts_with('@') {
        return Ok(Line {
            reader,
            zone,
            plan: descriptor(rest, reader)?,
            uneven: None,
            found: OnceCell::new(),
            gap: OnceCell::new(),
        });
    }
    let words: Vec<&str> = rest.split_whitespace().collect();
    let [minute, hour, day, month, weekday] = *words.as_slice() else {
        return Err(CronError::FieldCount(words.len()));
    };
    let mut uneven = None;
    let mut read_field = |text: &str, field: Field| -> Result<Set, CronError> {
        let set = field::read(text, field, reader)?;
        if set.uneven && uneven.is_none() {
            uneven = Some(format!("{} field `{text}`", field.name()));
        }
        Ok(set)
    };
    let fields = Fields {
        minute: read_field(minute, Field::Minute)?,
        hour: read_field(hour, Field::Hour)?,
        day: read_field(day, Field::DayOfMonth)?,
        month: read_field(month, Field::Month)?,
        weekday: read_field(weekday, Field::DayOfWeek)?,
        both: reader == Reader::Netresearch,
    };
    Ok(Line {
        reader,
        zone,
        plan: Plan::Fields(fields),
        uneven,
        found: OnceCell::new(),
        gap: OnceCell::new(),
    })
}

/// Splits a `CRON_TZ=` or `TZ=` prefix off; UTC and the zone of the process do not count as a zone.
fn read_zone(text: &str, reader: Reader) -> Result<(Option<Zone>, &str), CronError> {
    let Some(named) = text
        .strip_prefix("CRON_TZ=")
        .or_else(|| text.strip_prefix("TZ="))
    else {
        return Ok((None, text));
    };
    if reader == Reader::RobfigV1 {
        return Err(CronError::ZoneUnread);
    }
    let (mut name, rest) = named.split_once(' ').ok_or(CronError::NothingAfterZone)?;
    let rest = rest.trim();
    if reader == Reader::Netresearch {
        let bare = |mark| {
            name.strip_prefix(mark)
                .and_then(|name| name.strip_suffix(mark))
        };
        name = bare('"').or_else(|| bare('\'')).unwrap_or(name);
        if name.is_empty() {
            return Err(CronError::ZoneEmpty);
        }
        if rest.is_empty() {
            return Err(CronError::NothingAfterZone);
        }
    }
    // The image sets no zone for the process, so `Local` is UTC as well.
    if matches!(name, "" | "UTC" | "Local") {
        return Ok((None, rest));
    }
    match Zone::find(name) {
        Some(zone) => Ok((Some(zone), rest)),
        None => Err(CronError::ZoneUnknown(name.to_owned())),
    }
}

fn descriptor(text: &str, reader: Reader) -> Result<Plan, CronError> {
    let zero = Set {
        bits: 1,
        ..Set::default()
    };
    let first = Set {
        bits: 1 << 1,
        ..Set::default()
    };
    let daily = Fields {
        minute: zero,
        hour: zero,
        day: Field::DayOfMonth.full(),
        month: Field::Month.full(),
        weekday: Field::DayOfWeek.full(),
        both: reader == Reader::Netresearch,
    };
    let fields = match text {
        "@yearly" | "@annually" => Fields {
            day: first,
            month: first,
            ..daily
        },
        "@monthly" => Fields {
            day: first,
            ..daily
        },
        "@weekly" => Fields {
            weekday: zero,
            ..daily
        },
        "@daily" | "@midnight" => daily,
        "@hourly" => Fields {
            hour: Field::Hour.full(),
            ..daily
        },
        "@triggered" | "@manual" | "@none" if reader == Reader::Netresearch => {
            return Ok(Plan::Trigger);
        }
        _ => {
            let every = text.strip_prefix("@every ");
            let every = every.ok_or_else(|| CronError::Descriptor(text.to_owned()))?;
            return interval(every, reader);
        }
    };
    Ok(Plan::Fields(fields))
}

/// Reads the duration after `@every`; parts of a second are dropped.
fn interval(text: &str, reader: Reader) -> Result<Plan, CronError> {
    let length = duration::nanoseconds(text);
    let length = length.ok_or_else(|| CronError::Duration(text.to_owned()))?;
    match u64::try_from(length / 1_000_000_000) {
        Ok(seconds) if seconds > 0 => Ok(Plan::Every(seconds)),
        _ if reader == Reader::Netresearch => Err(CronError::DurationShort(text.to_owned())),
        // The older readers turn zero and less into one second.
        _ => Ok(Plan::Every(1)),
    }
}
