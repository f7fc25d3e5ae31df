//! A named time zone: in comes the name of a `CRON_TZ=` prefix, out go offsets and clock changes.

use super::calendar::{Civil, civil};
use jiff::{
    Timestamp,
    tz::{TimeZone, TimeZoneDatabase},
};

/// A named zone with its rules from the bundled database.
#[derive(Debug, Clone)]
pub(super) struct Zone {
    pub(super) name: String,
    rules: TimeZone,
}

impl Zone {
    /// Finds a zone; the letter case counts, as it does in the files that Go opens.
    pub(super) fn find(name: &str) -> Option<Self> {
        let rules = TimeZoneDatabase::bundled().get(name).ok()?;
        (rules.iana_name() == Some(name)).then(|| Self {
            name: name.to_owned(),
            rules,
        })
    }

    /// The offset from UTC in seconds at an instant.
    pub(super) fn offset(&self, at: i64) -> i64 {
        let stamp = Timestamp::from_second(at).unwrap_or_default();
        i64::from(self.rules.to_offset(stamp).seconds())
    }

    /// The instant of a local time, with the choice that Go's `time.Date` makes when the clock
    /// shows that time twice or never: the offset is looked up twice, in this order.
    pub(super) fn instant(&self, local: i64) -> i64 {
        local - self.offset(local - self.offset(local))
    }

    /// The local date and time at an instant.
    pub(super) fn local(&self, at: i64) -> Civil {
        civil(at + self.offset(at))
    }

    /// The first instant after the given one at which the rules change.
    pub(super) fn next_change(&self, after: i64) -> Option<i64> {
        let stamp = Timestamp::from_second(after).ok()?;
        self.rules
            .following(stamp)
            .next()
            .map(|change| change.timestamp().as_second())
    }
}
