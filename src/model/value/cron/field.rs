//! One field of a cron line: in comes its text, out goes the set of values it names.

use super::{CronError, Reader};

/// One of the five fields.
#[derive(Debug, Clone, Copy)]
pub(super) enum Field {
    Minute,
    Hour,
    DayOfMonth,
    Month,
    DayOfWeek,
}

/// The values of one field.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Set {
    /// Bit `n` stands for the value `n`.
    pub(super) bits: u64,
    /// Whether a `*` or `?` that counts as "any" was written.
    pub(super) star: bool,
    /// Whether a step was written that does not divide what it walks over.
    pub(super) uneven: bool,
}

impl Field {
    /// The words for the field in a message.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Minute => "minute",
            Self::Hour => "hour",
            Self::DayOfMonth => "day-of-month",
            Self::Month => "month",
            Self::DayOfWeek => "day-of-week",
        }
    }

    /// The set that holds every value of the field.
    pub(super) fn full(self) -> Set {
        let (low, high) = self.range(Reader::RobfigV3);
        Set {
            bits: span(low, high, 1),
            star: true,
            uneven: false,
        }
    }

    fn range(self, reader: Reader) -> (u64, u64) {
        match (self, reader) {
            (Self::Minute, _) => (0, 59),
            (Self::Hour, _) => (0, 23),
            (Self::DayOfMonth, _) => (1, 31),
            (Self::Month, _) => (1, 12),
            (Self::DayOfWeek, Reader::RobfigV1 | Reader::RobfigV3) => (0, 6),
            (Self::DayOfWeek, Reader::Netresearch) => (0, 7),
        }
    }

    /// The number of values in one turn of the field; months differ in length, so days have none.
    fn turn(self) -> Option<u64> {
        match self {
            Self::Minute => Some(60),
            Self::Hour => Some(24),
            Self::DayOfMonth => None,
            Self::Month => Some(12),
            Self::DayOfWeek => Some(7),
        }
    }

    fn takes(self) -> &'static str {
        match self {
            Self::Minute | Self::Hour | Self::DayOfMonth => "numbers, `*` and `?`",
            Self::Month => "numbers, `*`, `?` and the first three letters of a month",
            Self::DayOfWeek => "numbers, `*`, `?` and the first three letters of a day",
        }
    }

    fn named(self, text: &str) -> Option<u64> {
        let (names, first) = match self {
            Self::Minute | Self::Hour | Self::DayOfMonth => return None,
            Self::Month => ("jan feb mar apr may jun jul aug sep oct nov dec", 1),
            Self::DayOfWeek => ("sun mon tue wed thu fri sat", 0),
        };
        // Go lowers a dotted capital I of Turkish to `i`, and so `frİ` is a Friday.
        let lowered = text.replace('\u{130}', "i");
        (first..)
            .zip(names.split(' '))
            .find(|(_, name)| name.eq_ignore_ascii_case(&lowered))
            .map(|f| f.0)
    }
}

/// Reads the text of one field.
pub(super) fn read(text: &str, field: Field, reader: Reader) -> Result<Set, CronError> {
    if reader == Reader::Netresearch && extended(text, field) {
        return Err(unknown(text, field));
    }
    let mut set = Set::default();
    // Empty list items are skipped by all three readers, so `,` alone is an empty set.
    for item in text.split(',').filter(|item| !item.is_empty()) {
        let one = read_item(item, field, reader)?;
        set.bits |= one.bits;
        set.star |= one.star;
        set.uneven |= one.uneven;
    }
    // Sunday may be written 7 under one reader, and the calendar knows it as 0.
    if let (Field::DayOfWeek, true) = (field, set.bits & (1 << 7) != 0) {
        set.bits = (set.bits | 1) & !(1 << 7);
    }
    Ok(set)
}

/// Whether the text holds a mark of the extended syntax, which this reader refuses up front.
fn extended(text: &str, field: Field) -> bool {
    match field {
        Field::DayOfMonth => text.contains(['l', 'L', 'w', 'W']),
        Field::DayOfWeek => text.contains('#'),
        Field::Minute | Field::Hour | Field::Month => false,
    }
}

fn read_item(text: &str, field: Field, reader: Reader) -> Result<Set, CronError> {
    let (name, owned) = (field.name(), || text.to_owned());
    let (lowest, highest) = field.range(reader);
    let (range, step_text) = match text.split_once('/') {
        Some((_, step)) if step.contains('/') => {
            return Err(CronError::Marks {
                field: name,
                text: owned(),
            });
        }
        Some((range, step)) => (range, Some(step)),
        None => (text, None),
    };
    let mut ends = range.split('-');
    let low_text = ends.next().unwrap_or_default();
    let high_text = ends.next();
    let star = matches!(low_text, "*" | "?");
    let (low, mut high) = if star {
        // Whatever follows the star after a hyphen is never looked at.
        (lowest, highest)
    } else {
        if ends.next().is_some() {
            return Err(CronError::Marks {
                field: name,
                text: owned(),
            });
        }
        let low = value(low_text, text, field)?;
        (
            low,
            high_text.map_or(Ok(low), |high| value(high, text, field))?,
        )
    };
    // `N/S` runs to the end of the field.
    if step_text.is_some() && high_text.is_none() {
        high = highest;
    }
    let step = match step_text {
        None => 1,
        Some(step) => number(step)
            .filter(|step| *step > 0)
            .ok_or_else(|| CronError::Step {
                field: name,
                text: owned(),
            })?,
    };
    if low < lowest || high > highest {
        return Err(CronError::Outside {
            field: name,
            text: owned(),
            lowest,
            highest,
        });
    }
    let size = if low > high {
        if reader != Reader::Netresearch {
            return Err(CronError::Backwards {
                field: name,
                text: owned(),
            });
        }
        // The begin may lie beyond the field (`70-5`), and the reader's count wraps like this.
        (highest + 1)
            .wrapping_sub(low)
            .wrapping_add(high + 1)
            .wrapping_sub(lowest)
    } else {
        high - low + 1
    };
    if reader == Reader::Netresearch && step > 1 && step >= size {
        return Err(CronError::StepWide {
            field: name,
            text: owned(),
            range: size,
        });
    }
    let whole = high == highest && (star || high_text.is_none() || low == lowest);
    let divides = field
        .turn()
        .is_some_and(|turn| turn % step == 0 && low - lowest < step);
    Ok(Set {
        bits: if low > high {
            around(low, high, step, lowest, highest)
        } else {
            span(low, high, step)
        },
        // The oldest reader lets a star with a step count as "any"; the others do not.
        star: star && (step == 1 || reader == Reader::RobfigV1),
        uneven: step > 1 && (step > size || (whole && !divides)),
    })
}

fn value(part: &str, item: &str, field: Field) -> Result<u64, CronError> {
    field
        .named(part)
        .or_else(|| number(part))
        .ok_or_else(|| unknown(item, field))
}

/// A number as Go's `Atoi` reads it: leading zeros and a sign are fine, below zero is not.
fn number(text: &str) -> Option<u64> {
    text.parse::<i64>()
        .ok()
        .and_then(|value| u64::try_from(value).ok())
}

fn unknown(text: &str, field: Field) -> CronError {
    CronError::Value {
        field: field.name(),
        text: text.to_owned(),
        takes: field.takes(),
    }
}

fn span(low: u64, high: u64, step: u64) -> u64 {
    let mut bits = 0;
    let mut value = low;
    while value <= high {
        bits |= 1 << value;
        value = value.saturating_add(step);
    }
    bits
}

/// The values of a range that passes the end of its field and goes on from the start.
fn around(low: u64, high: u64, step: u64, lowest: u64, highest: u64) -> u64 {
    let turn = highest - lowest + 1;
    let mut bits = 0;
    let mut value = low;
    while value <= high + turn {
        let folded = if value > highest {
            (value - lowest) % turn + lowest
        } else {
            value
        };
        bits |= 1 << folded;
        value = value.saturating_add(step);
    }
    bits
}
