//! Lengths of time in whole seconds.

use std::fmt;
use std::str::FromStr;

/// A length of time in whole seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Duration(u64);

const UNITS: [(&str, u64); 5] = [
    ("w", 604_800),
    ("d", 86_400),
    ("h", 3_600),
    ("m", 60),
    ("s", 1),
];

impl Duration {
    /// From whole seconds.
    pub const fn seconds(seconds: u64) -> Self {
        Self(seconds)
    }

    /// From whole minutes.
    pub const fn minutes(minutes: u64) -> Self {
        Self(minutes * 60)
    }

    /// From whole hours.
    pub const fn hours(hours: u64) -> Self {
        Self(hours * 3_600)
    }

    /// In whole seconds.
    pub const fn as_seconds(self) -> u64 {
        self.0
    }

    /// As Go's `time.ParseDuration` reads it, in hours where they are whole: Velero decodes every
    /// duration with it, and a `d` admitted by the API server stops Velero at its next start.
    pub fn go(self) -> String {
        match (self.0 / 3_600, self.0 / 60 % 60, self.0 % 60) {
            (0, 0, s) => format!("{s}s"),
            (0, m, 0) => format!("{m}m"),
            (0, m, s) => format!("{m}m{s}s"),
            (h, m, s) => format!("{h}h{m}m{s}s"),
        }
    }

    /// As Flux's pattern `^([0-9]+(\.[0-9]+)?(ms|s|m|h))+$` reads it, without empty units.
    pub fn flux(self) -> String {
        let mut text = String::new();
        for (unit, part) in [
            ("h", self.0 / 3_600),
            ("m", self.0 / 60 % 60),
            ("s", self.0 % 60),
        ] {
            if part > 0 {
                text.push_str(&format!("{part}{unit}"));
            }
        }
        if text.is_empty() {
            "0s".to_owned()
        } else {
            text
        }
    }
}

impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 == 0 {
            return f.write_str("0s");
        }
        let mut rest = self.0;
        // Weeks are never printed: a retention of `30d` must not be printed as `4w2d`.
        for (unit, length) in UNITS.iter().skip(1) {
            if rest >= *length {
                write!(f, "{}{unit}", rest / length)?;
                rest %= length;
            }
        }
        Ok(())
    }
}

impl FromStr for Duration {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const SHAPE: &str = "a duration is numbers with the units w, d, h, m, s, the largest first";
        let mut total = 0u64;
        let mut rest = text;
        let mut last = usize::MAX;
        while !rest.is_empty() {
            let digits = rest.find(|c: char| !c.is_ascii_digit()).ok_or(SHAPE)?;
            let (number, tail) = rest.split_at_checked(digits).ok_or(SHAPE)?;
            let number: u64 = number.parse().map_err(|_| SHAPE)?;
            let unit = UNITS
                .iter()
                .position(|(unit, _)| tail.starts_with(unit))
                .ok_or(SHAPE)?;
            if last != usize::MAX && unit <= last {
                return Err(SHAPE);
            }
            last = unit;
            let (name, length) = UNITS.get(unit).ok_or(SHAPE)?;
            total = number
                .checked_mul(*length)
                .and_then(|part| total.checked_add(part))
                .filter(|total| *total <= 100 * 366 * 86_400)
                .ok_or("a duration is at most a hundred years")?;
            rest = tail.strip_prefix(name).unwrap_or("");
        }
        if text.is_empty() {
            Err(SHAPE)
        } else {
            Ok(Self(total))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Duration;

    #[test]
    fn reads_and_prints() {
        let check = |text: &str, seconds: u64, shown: &str, go: &str| {
            let read: Duration = text.parse().unwrap();
            assert_eq!(read.as_seconds(), seconds, "{text}");
            assert_eq!(read.to_string(), shown, "{text}");
            assert_eq!(read.go(), go, "{text}");
        };
        check("90s", 90, "1m30s", "1m30s");
        check("1h30m", 5_400, "1h30m", "1h30m0s");
        check("2w", 1_209_600, "14d", "336h0m0s");
        check("30d", 2_592_000, "30d", "720h0m0s");
        for wrong in [
            "",
            "15",
            "m",
            "1m1h",
            "1m1m",
            "-5m",
            "1.5h",
            "15min",
            "99999999999w",
        ] {
            assert!(wrong.parse::<Duration>().is_err(), "{wrong}");
        }
    }
}
