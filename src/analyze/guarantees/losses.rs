//! What is lost of a line with each thing that may be lost. The promise is for the first set alone; where that has no copy
//! left, and for damage that is noticed late, the second ones count too.

use super::{DataLoss, Guarantee, loss};
use crate::analyze::sets::BackupSet;
use crate::model::{Method, Scope};

impl Guarantee {
    /// Whether anything of a line outlives its region; a line that promises no data has nothing to lose.
    pub fn outlives_region(&self) -> bool {
        match self.own_loss(Scope::Region) {
            Some(own) => own != DataLoss::Everything,
            None => {
                let mut sets = self.set.iter().chain(&self.seconds);
                self.set.is_none() || sets.any(|set| set.survivor(Scope::Region).is_some())
            }
        }
    }

    /// What is lost at worst with each thing that may be lost, the smallest first, and after damage
    /// that is noticed late.
    pub fn losses(&self) -> Vec<(&'static str, DataLoss)> {
        let mut losses = Vec::new();
        for scope in [Scope::Volume, Scope::Cluster, Scope::Zone, Scope::Region] {
            let own = self.own_loss(scope);
            let loss = own.unwrap_or_else(|| self.best(|set| loss::staleness(set, scope).0));
            losses.push((scope.word(), loss));
        }
        let damaged = match self.method {
            Method::Rebuild => DataLoss::NoData,
            _ if loss::copies_nothing(&self.member, self.workload()) => DataLoss::NoData,
            Method::Elsewhere => DataLoss::Unknown,
            Method::Snapshot
            | Method::FileBackup
            | Method::Dump
            | Method::Replication
            | Method::Operator => loss::damaged_beyond_velero(&self.member, self.recover())
                .unwrap_or_else(|| self.best(|set| loss::damaged(self.member.detect, set))),
        };
        losses.push(("corruption", damaged));
        losses
    }

    /// What the first set loses; where that is everything, what the best of the second ones loses.
    fn best(&self, of: impl Fn(&BackupSet) -> DataLoss) -> DataLoss {
        let Some(set) = self.set.as_deref() else {
            return DataLoss::Unknown;
        };
        let first = of(set);
        if first != DataLoss::Everything {
            return first;
        }
        let known = self.seconds.iter().filter_map(|set| match of(set) {
            DataLoss::Staleness(age) => Some(age),
            DataLoss::Lag(_)
            | DataLoss::Declared(_)
            | DataLoss::Everything
            | DataLoss::NoData
            | DataLoss::Unknown => None,
        });
        known
            .min()
            .map_or(DataLoss::Everything, DataLoss::Staleness)
    }
}
