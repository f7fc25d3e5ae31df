//! What a copy is consistent with.

use crate::model::{Holds, Method};
use crate::recipe::Prepared;

/// What a copy is consistent with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Consistency {
    /// The engine wrote it, or wrote nothing while it was made.
    Application,
    /// What a crash at that moment leaves.
    Crash,
    /// Each file is as it was when it was read.
    File,
    /// It is not known: another tool makes the copy.
    Unknown,
    /// There is no copy.
    NoCopy,
}

impl Consistency {
    /// The word in the lock.
    pub fn word(self) -> &'static str {
        match self {
            Consistency::Application => "application",
            Consistency::Crash => "crash",
            Consistency::File => "file",
            Consistency::Unknown => "unknown",
            Consistency::NoCopy => "none",
        }
    }

    /// Of a copy by some method, with the hook of its pods. A hook that holds nothing until the copy is
    /// made only flushes, as CHECKPOINT does: the engine writes on, and recovers as after a crash.
    pub(super) fn of_copy(method: Method, hook: Option<&Prepared>) -> Self {
        let quiet = hook
            .is_some_and(|hook| hook.holds == Holds::ServerState && hook.safe.contains(&method));
        match (method, quiet) {
            (Method::Dump | Method::Replication | Method::Operator, _) => Self::Application,
            (Method::Snapshot | Method::FileBackup, true) => Self::Application,
            (Method::Snapshot, false) => Self::Crash,
            (Method::FileBackup, false) => Self::File,
            (Method::Elsewhere, _) => Self::Unknown,
            (Method::Rebuild, _) => Self::NoCopy,
        }
    }
}
