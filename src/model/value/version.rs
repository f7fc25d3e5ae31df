//! Versions, and what a version without a patch stands for.

use std::fmt;
use std::str::FromStr;

/// A released version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version {
    /// Major.
    pub major: u32,
    /// Minor.
    pub minor: u32,
    /// Patch.
    pub patch: u32,
}

impl Version {
    /// From its parts.
    pub const fn new(major: u32, minor: u32, patch: u32) -> Self {
        Self {
            major,
            minor,
            patch,
        }
    }
}

/// What a plan names: one release, or every patch of a minor (`1.18`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct VersionRange {
    first: Version,
    every_patch: bool,
}

impl VersionRange {
    /// Every patch of a minor.
    pub const fn minor(major: u32, minor: u32) -> Self {
        Self {
            first: Version::new(major, minor, 0),
            every_patch: true,
        }
    }

    /// The lowest version that is meant.
    pub const fn lowest(self) -> Version {
        self.first
    }

    /// The highest version that is meant; a patch of `u32::MAX` where every patch is.
    pub const fn highest(self) -> Version {
        if self.every_patch {
            Version::new(self.first.major, self.first.minor, u32::MAX)
        } else {
            self.first
        }
    }

    /// Whether a version is meant.
    pub fn contains(self, version: Version) -> bool {
        self.lowest() <= version && version <= self.highest()
    }
}

impl FromStr for VersionRange {
    type Err = &'static str;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const SHAPE: &str = "a version is `1.18` for every patch of it, or `1.18.3`";
        let mut parts = Vec::new();
        for part in text.split('.') {
            let plain =
                !part.is_empty() && part.len() <= 6 && part.bytes().all(|b| b.is_ascii_digit());
            parts.push(part.parse::<u32>().ok().filter(|_| plain).ok_or(SHAPE)?);
        }
        match parts.as_slice() {
            [major, minor] => Ok(Self::minor(*major, *minor)),
            [major, minor, patch] => Ok(Self {
                first: Version::new(*major, *minor, *patch),
                every_patch: false,
            }),
            _ => Err(SHAPE),
        }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.major, self.minor, self.patch)
    }
}

impl fmt::Display for VersionRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.every_patch {
            write!(f, "{}.{}", self.first.major, self.first.minor)
        } else {
            self.first.fmt(f)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Version, VersionRange};

    #[test]
    fn ranges() {
        let minor: VersionRange = "1.18".parse().unwrap();
        assert!(minor.contains(Version::new(1, 18, 3)) && !minor.contains(Version::new(1, 19, 0)));
        assert_eq!(
            "1.18.3".parse::<VersionRange>().unwrap().lowest(),
            Version::new(1, 18, 3)
        );
        for wrong in ["1", "v1.18", "1.18.3.1", "1.x", ""] {
            assert!(wrong.parse::<VersionRange>().is_err(), "{wrong}");
        }
    }
}
