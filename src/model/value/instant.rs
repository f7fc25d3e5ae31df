//! Moments in time, in UTC.

use jiff::{Timestamp, civil::DateTime, tz::TimeZone};
use std::fmt;
use std::str::FromStr;

/// A moment, in whole seconds from 1970-01-01 in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(i64);

impl Instant {
    /// From seconds since 1970.
    pub const fn from_unix(seconds: i64) -> Self {
        Self(seconds)
    }

    /// In seconds since 1970.
    pub const fn as_unix(self) -> i64 {
        self.0
    }

    /// Reads the end of the name of a backup: `20260302035900`.
    pub fn from_digits(text: &str) -> Option<Self> {
        let local = DateTime::strptime("%Y%m%d%H%M%S", text).ok()?;
        let stamp = local.to_zoned(TimeZone::UTC).ok()?.timestamp();
        Some(Self(stamp.as_second()))
    }

    /// So many seconds later.
    #[must_use]
    pub fn later(self, seconds: u64) -> Self {
        let seconds = i64::try_from(seconds).unwrap_or(i64::MAX);
        Self(self.0.saturating_add(seconds))
    }

    /// So many seconds earlier.
    #[must_use]
    pub fn earlier(self, seconds: u64) -> Self {
        let seconds = i64::try_from(seconds).unwrap_or(i64::MAX);
        Self(self.0.saturating_sub(seconds))
    }

    /// The seconds since an earlier one; nothing where it is later.
    pub fn since(self, earlier: Self) -> u64 {
        u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0)
    }
}

impl FromStr for Instant {
    type Err = &'static str;

    /// Reads `2026-03-02T03:59`, with seconds or without, in UTC unless it has an offset.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const SHAPE: &str = "a date and time is written as 2026-03-02T03:59, in UTC unless it has an offset such as Z or +02:00";
        // Without a time of day it would be midnight, which is never meant.
        if !text.contains(':') {
            return Err(SHAPE);
        }
        let stamp = text.parse::<Timestamp>().or_else(|_| {
            let local: DateTime = text.parse()?;
            Ok::<_, jiff::Error>(local.to_zoned(TimeZone::UTC)?.timestamp())
        });
        stamp
            .map(|stamp| Self(stamp.as_second()))
            .map_err(|_| SHAPE)
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match Timestamp::from_second(self.0) {
            Ok(stamp) => stamp.fmt(f),
            // Beyond the year 9999 nothing is known of a calendar.
            Err(_) => f.write_str("a time after the year 9999"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Instant;

    #[test]
    fn moments() {
        let check = |text: &str, shown: &str| {
            let found: Instant = text.parse().unwrap();
            assert_eq!(found.to_string(), shown, "{text}");
        };
        check("2026-03-02T03:59", "2026-03-02T03:59:00Z");
        check("2026-03-02 03:59:07", "2026-03-02T03:59:07Z");
        check("2026-03-02T03:59Z", "2026-03-02T03:59:00Z");
        check("2026-03-02T03:59+02:00", "2026-03-02T01:59:00Z");
        for wrong in [
            "",
            "03:59",
            "2026-03-02",
            "2026-02-30T00:00",
            "monday 03:59",
            "2026-03-02T25:00",
        ] {
            assert!(wrong.parse::<Instant>().is_err(), "{wrong}");
        }
        let named = Instant::from_digits("20260302035907").map(|at| at.to_string());
        assert_eq!(named.as_deref(), Some("2026-03-02T03:59:07Z"));
        assert_eq!(Instant::from_digits("20260230035907"), None);
        assert_eq!(Instant::from_digits("yesterday-noon"), None);
        let late = Instant::from_unix(i64::MAX).later(1);
        assert_eq!(late.to_string(), "a time after the year 9999");
        assert_eq!(Instant::from_unix(60).earlier(90).as_unix(), -30);
        assert_eq!(Instant::from_unix(0).since(Instant::from_unix(5)), 0);
    }
}
