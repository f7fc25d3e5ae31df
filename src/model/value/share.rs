//! Shares of a whole, in thousandths of a percent.

use std::fmt;
use std::str::FromStr;

/// A share, in thousandths of a percent (100 % is 100 000).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Share(u32);

/// A share that is renewed every day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ShareOfDay(Share);

impl Share {
    /// From whole percents.
    pub const fn percent(percent: u32) -> Self {
        Self(percent * 1_000)
    }

    /// In thousandths of a percent.
    pub const fn thousandths(self) -> u32 {
        self.0
    }
}

impl ShareOfDay {
    /// From whole percents a day.
    pub const fn percent(percent: u32) -> Self {
        Self(Share::percent(percent))
    }

    /// The share of one day.
    pub const fn share(self) -> Share {
        self.0
    }
}

fn parse(text: &str) -> Option<Share> {
    let number = text.strip_suffix('%')?;
    let (whole, part) = number.split_once('.').unwrap_or((number, "0"));
    let digits = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
    if !digits(whole) || !digits(part) || part.len() > 3 || whole.len() > 4 {
        return None;
    }
    let part = format!("{part:0<3}");
    Some(Share(
        whole.parse::<u32>().ok()? * 1_000 + part.parse::<u32>().ok()?,
    ))
}

impl FromStr for Share {
    type Err = &'static str;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        parse(text)
            .filter(|share| share.0 <= 100_000)
            .ok_or("a share is a number from 0 to 100 with `%`, at most three decimals")
    }
}

impl FromStr for ShareOfDay {
    type Err = &'static str;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.strip_suffix("/d")
            .and_then(parse)
            .map(Self)
            .ok_or("a change is a share per day: a number with `%/d`")
    }
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.0 / 1_000, self.0 % 1_000) {
            (whole, 0) => write!(f, "{whole}%"),
            (whole, part) => {
                let part = format!("{part:03}");
                write!(f, "{whole}.{}%", part.trim_end_matches('0'))
            }
        }
    }
}

impl fmt::Display for ShareOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/d", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::{Share, ShareOfDay};

    #[test]
    fn shares() {
        assert_eq!("80%".parse::<Share>().unwrap().thousandths(), 80_000);
        assert_eq!(
            "0.5%/d".parse::<ShareOfDay>().unwrap().to_string(),
            "0.5%/d"
        );
        assert_eq!(
            "150%/d".parse::<ShareOfDay>().unwrap().to_string(),
            "150%/d"
        );
        for wrong in ["80", "%", "101%", "-1%", "1.%", "1.2345%", "5%/d"] {
            assert!(wrong.parse::<Share>().is_err(), "{wrong}");
        }
    }
}
