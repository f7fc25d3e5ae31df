//! The versions of other programs that this compiler knows: what they do was read in their sources
//! or observed in tests with real controllers.

use crate::model::value::{Version, VersionRange};

/// What is known of one program.
#[derive(Debug, Clone, Copy)]
pub struct Known {
    /// The keyword in the `plan` block.
    pub key: &'static str,
    /// The program.
    pub program: &'static str,
    /// The lowest version that is known.
    pub lowest: Version,
    /// The highest.
    pub highest: Version,
    /// The range of it to write.
    pub newest: VersionRange,
}

/// Any patch of a minor.
const EVERY: u32 = u32::MAX;

/// The programs, by keyword. A patch of Velero may change what a cron line means (1.18.3 did), so
/// patches of its newest minor are known one by one.
pub static KNOWN: &[Known] = &[
    Known {
        key: "flux",
        program: "Flux",
        lowest: Version::new(2, 5, 0),
        highest: Version::new(2, 9, EVERY),
        newest: VersionRange::minor(2, 9),
    },
    Known {
        key: "kubernetes",
        program: "Kubernetes",
        lowest: Version::new(1, 25, 0),
        highest: Version::new(1, 34, EVERY),
        newest: VersionRange::minor(1, 34),
    },
    Known {
        key: "velero",
        program: "Velero",
        lowest: Version::new(1, 15, 0),
        highest: Version::new(1, 18, 3),
        newest: VersionRange::minor(1, 18),
    },
];

/// The newest version that is known of a program.
pub fn newest(key: &str) -> Option<VersionRange> {
    KNOWN
        .iter()
        .find(|known| known.key == key)
        .map(|known| known.newest)
}

impl Known {
    /// Whether a range is newer than all that is known.
    pub fn is_newer(&self, range: VersionRange) -> bool {
        range.lowest() > self.highest
    }

    /// Whether a range is older than all that is known.
    pub fn is_older(&self, range: VersionRange) -> bool {
        range.highest() < self.lowest
    }

    /// The versions that are known, in words.
    pub fn words(&self) -> String {
        let minor = |version: Version| format!("{}.{}", version.major, version.minor);
        let highest = match self.highest.patch {
            EVERY => minor(self.highest),
            _ => self.highest.to_string(),
        };
        format!("{} {} to {highest}", self.program, minor(self.lowest))
    }
}
