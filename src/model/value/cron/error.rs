//! What a cron line breaks, in plain words.

use std::fmt;

/// The rule that a cron line breaks under one reader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CronError {
    /// The line has no text.
    Empty,
    /// The line is longer than the reader takes; the number is its length in bytes.
    TooLong(usize),
    /// The line does not have five fields; the number is how many it has.
    FieldCount(usize),
    /// The line starts with a time zone and the reader takes none.
    ZoneUnread,
    /// The line ends right after the time zone.
    NothingAfterZone,
    /// The time zone has no name.
    ZoneEmpty,
    /// No time zone has this name.
    ZoneUnknown(String),
    /// The line starts with `@` and no such short form exists.
    Descriptor(String),
    /// The text after `@every` is not a duration.
    Duration(String),
    /// The duration after `@every` is below one second and the reader refuses it.
    DurationShort(String),
    /// A field holds something that is neither a number nor a name it knows.
    Value {
        /// The field's name.
        field: &'static str,
        /// The text that was read.
        text: String,
        /// What the field takes.
        takes: &'static str,
    },
    /// A field holds a number outside its range.
    Outside {
        /// The field's name.
        field: &'static str,
        /// The list item that holds the number.
        text: String,
        /// The lowest value of the field.
        lowest: u64,
        /// The highest value of the field.
        highest: u64,
    },
    /// A range ends before it begins and the reader does not wrap around.
    Backwards {
        /// The field's name.
        field: &'static str,
        /// The list item that holds the range.
        text: String,
    },
    /// A list item has more than one slash or more than one hyphen.
    Marks {
        /// The field's name.
        field: &'static str,
        /// The list item.
        text: String,
    },
    /// A step is not a whole number from 1 up.
    Step {
        /// The field's name.
        field: &'static str,
        /// The list item that holds the step.
        text: String,
    },
    /// A step is not smaller than the range it walks, which the reader demands.
    StepWide {
        /// The field's name.
        field: &'static str,
        /// The list item that holds the step.
        text: String,
        /// How many values the range holds.
        range: u64,
    },
}

impl std::error::Error for CronError {}

impl fmt::Display for CronError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => write!(out, "the line is empty"),
            Self::TooLong(length) => {
                write!(
                    out,
                    "the line has {length} bytes, but it may have at most 1024"
                )
            }
            Self::FieldCount(found) => write!(
                out,
                "a line has exactly five fields (minute, hour, day of month, month, day of week), \
                 this one has {found}"
            ),
            Self::ZoneUnread => write!(out, "a time zone before the fields is not supported"),
            Self::NothingAfterZone => write!(out, "nothing follows the time zone"),
            Self::ZoneEmpty => write!(out, "the time zone has no name"),
            Self::ZoneUnknown(name) => write!(out, "unknown time zone `{name}`"),
            Self::Descriptor(text) => write!(
                out,
                "unknown short form `{text}`; the short forms are @yearly, @annually, @monthly, @weekly, \
                 @daily, @midnight, @hourly and `@every` with a duration (all lower case)"
            ),
            Self::Duration(text) => write!(
                out,
                "`{text}` is not a duration (numbers with the units h, m, s, ms, us or ns, \
                 such as 1h30m; there is no unit for days)"
            ),
            Self::DurationShort(text) => {
                write!(out, "the duration `{text}` is below one second")
            }
            Self::Value { field, text, takes } => {
                write!(out, "the {field} field takes {takes}, not `{text}`")
            }
            Self::Outside {
                field,
                text,
                lowest,
                highest,
            } => {
                write!(
                    out,
                    "the {field} field goes from {lowest} to {highest}, not `{text}`"
                )
            }
            Self::Backwards { field, text } => {
                write!(
                    out,
                    "the range `{text}` of the {field} field ends before it begins"
                )
            }
            Self::Marks { field, text } => write!(
                out,
                "an item of the {field} field has at most one hyphen and one slash, not `{text}`"
            ),
            Self::Step { field, text } => write!(
                out,
                "a step of the {field} field is a whole number from 1 up, not as in `{text}`"
            ),
            Self::StepWide { field, text, range } => write!(
                out,
                "the step in `{text}` of the {field} field must be less than the {range} values \
                 it walks over"
            ),
        }
    }
}
