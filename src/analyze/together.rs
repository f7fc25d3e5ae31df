//! What the recoveries on one cluster take of each other, where it recovers several.
//!
//! They are to each other as recoveries of two plans are, and as the Schedules of another plan are to a recovery.

use crate::analyze::backup::cost::SIZE;
use crate::model::value::Size;
use crate::repository::schedules::OtherSchedule;
use crate::repository::schedules::recovering::OtherRecovery;

/// What is beside the recoveries of one plan because of the plan itself.
#[derive(Debug, Clone, Default)]
pub(in crate::analyze) struct Together {
    /// What the others take, with volumes of the usual size where none is declared.
    pub(in crate::analyze) usual: Vec<OtherRecovery>,
    /// The same with large ones.
    pub(in crate::analyze) large: Vec<OtherRecovery>,
    /// Schedules of those that serve: their backups go on while another one is recovered.
    pub(in crate::analyze) schedules: Vec<OtherSchedule>,
}

impl Together {
    /// What the others take with volumes of a size.
    pub(in crate::analyze) fn recoveries(&self, size: Size) -> &[OtherRecovery] {
        if size > SIZE {
            &self.large
        } else {
            &self.usual
        }
    }
}
