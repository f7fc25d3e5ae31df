//! Whether a promise holds.

use std::fmt;

/// Whether what is promised of the data of a line holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// It does.
    Kept,
    /// It does as long as no run is missed.
    KeptWithoutMissedRun,
    /// Another tool makes the copies: it is declared, and drplan proves nothing of it.
    Declared,
    /// No data is promised.
    NoData,
    /// It depends on the size of a volume, which is not declared.
    SizeUnknown,
    /// It does not.
    NotMet,
    /// No copy outlives the loss.
    EverythingLost,
    /// There is no schedule that means one thing.
    Unknown,
}

impl Status {
    /// The words in tables.
    pub fn name(self) -> &'static str {
        match self {
            Status::Kept => "ok",
            Status::KeptWithoutMissedRun => "ok without a missed run",
            Status::Declared => "declared",
            Status::NoData => "no data is promised",
            Status::SizeUnknown => "unknown size",
            Status::NotMet => "not met",
            Status::EverythingLost => "everything is lost",
            Status::Unknown => "unknown",
        }
    }

    /// Whether the promise is proved.
    pub fn is_kept(self) -> bool {
        match self {
            Status::Kept | Status::KeptWithoutMissedRun | Status::NoData => true,
            Status::Declared
            | Status::SizeUnknown
            | Status::NotMet
            | Status::EverythingLost
            | Status::Unknown => false,
        }
    }
}

/// Whether what is promised of the time of a line holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeStatus {
    /// It does.
    Kept,
    /// It holds with volumes of the usual size, and not with large ones.
    SizeUnknown,
    /// It does not.
    NotMet,
    /// No recovery of the plan restores it.
    NotComputed,
    /// No time is promised.
    NotPromised,
}

impl TimeStatus {
    /// Whether a time is promised and not proved.
    pub fn is_open(self) -> bool {
        match self {
            TimeStatus::SizeUnknown | TimeStatus::NotMet | TimeStatus::NotComputed => true,
            TimeStatus::Kept | TimeStatus::NotPromised => false,
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
