//! Bytes, and bytes a second.

use std::fmt;
use std::str::FromStr;

/// A number of bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Size(u64);

/// Bytes a second.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rate(u64);

/// Kubernetes and IEC suffixes; a decimal prefix is a power of ten, as in a Kubernetes quantity.
const SUFFIXES: [(&str, u64); 15] = [
    ("Ki", 1 << 10),
    ("Mi", 1 << 20),
    ("Gi", 1 << 30),
    ("Ti", 1 << 40),
    ("Pi", 1 << 50),
    ("KiB", 1 << 10),
    ("MiB", 1 << 20),
    ("GiB", 1 << 30),
    ("TiB", 1 << 40),
    ("PiB", 1 << 50),
    ("k", 1_000),
    ("M", 1_000_000),
    ("G", 1_000_000_000),
    ("T", 1_000_000_000_000),
    ("P", 1_000_000_000_000_000),
];

const BITS: [(&str, u64); 3] = [("Mbps", 125_000), ("Gbps", 125_000_000), ("kbps", 125)];

fn scaled(text: &str, suffixes: &[(&str, u64)]) -> Option<u64> {
    let digits = text.find(|c: char| !c.is_ascii_digit())?;
    let (number, suffix) = text.split_at_checked(digits)?;
    let (_, factor) = suffixes.iter().find(|(name, _)| *name == suffix)?;
    number.parse::<u64>().ok()?.checked_mul(*factor)
}

fn show(bytes: u64, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    for (suffix, factor) in [
        ("Ti", 1u64 << 40),
        ("Gi", 1 << 30),
        ("Mi", 1 << 20),
        ("Ki", 1 << 10),
    ] {
        if bytes >= factor && bytes.is_multiple_of(factor) {
            return write!(f, "{}{suffix}", bytes / factor);
        }
    }
    write!(f, "{bytes}")
}

impl Size {
    /// From bytes.
    pub const fn bytes(bytes: u64) -> Self {
        Self(bytes)
    }

    /// In bytes.
    pub const fn as_bytes(self) -> u64 {
        self.0
    }
}

impl Rate {
    /// From bytes a second.
    pub const fn bytes(bytes: u64) -> Self {
        Self(bytes)
    }

    /// In bytes a second.
    pub const fn as_bytes(self) -> u64 {
        self.0
    }

    /// Whole seconds that a size takes, rounded up: rounding is against the promise.
    pub fn seconds_for(self, size: Size) -> u64 {
        size.0.div_ceil(self.0.max(1))
    }
}

impl FromStr for Size {
    type Err = &'static str;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        scaled(text, &SUFFIXES)
            .filter(|bytes| *bytes > 0)
            .map(Self)
            .ok_or("a size is a whole number with one of the units Ki Mi Gi Ti Pi, KiB … PiB, k M G T P")
    }
}

impl FromStr for Rate {
    type Err = &'static str;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.strip_suffix("/s")
            .and_then(|size| {
                scaled(size, &SUFFIXES).or_else(|| scaled(size.strip_suffix('B')?, &SUFFIXES))
            })
            .or_else(|| scaled(text, &BITS))
            .filter(|bytes| *bytes > 0)
            .map(Self)
            .ok_or("a rate is a whole number with a unit such as MiB/s, GiB/s, MB/s, Mbps or Gbps")
    }
}

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        show(self.0, f)
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        show(self.0, f)?;
        f.write_str(if self.0.is_multiple_of(1 << 10) {
            "B/s"
        } else {
            " bytes/s"
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Rate, Size};

    #[test]
    fn sizes_and_rates() {
        assert_eq!("500Gi".parse::<Size>().unwrap().as_bytes(), 500 << 30);
        assert_eq!("2TiB".parse::<Size>().unwrap().to_string(), "2Ti");
        assert_eq!("120MiB/s".parse::<Rate>().unwrap().to_string(), "120MiB/s");
        assert_eq!("1Gbps".parse::<Rate>().unwrap().as_bytes(), 125_000_000);
        assert_eq!("100MB/s".parse::<Rate>().unwrap().as_bytes(), 100_000_000);
        for wrong in [
            "",
            "0Gi",
            "5 Gi",
            "5GB ",
            "1.5Gi",
            "250m",
            "5",
            "99999999Pi",
        ] {
            assert!(wrong.parse::<Size>().is_err(), "{wrong}");
        }
        assert_eq!(Rate::bytes(100).seconds_for(Size::bytes(101)), 2);
    }
}
