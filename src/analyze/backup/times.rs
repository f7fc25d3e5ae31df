//! When runs are submitted: the minutes of a line, and the loop that looks at it.

use crate::analyze::quantities::Seconds;

/// Velero looks at its schedules so often: a run may begin so much later than its line says.
pub const TICK: Seconds = Seconds::new(60);

/// The minutes at which a line runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Times {
    /// Of every day.
    Day(Vec<u32>),
    /// Of every week, from Sunday 00:00 UTC on.
    Week(Vec<u32>),
    /// At any time, so far apart at least.
    Any(Seconds),
}
