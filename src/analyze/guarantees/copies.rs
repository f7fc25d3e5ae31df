//! Where the copies of a line lie.

use super::Guarantee;
use super::loss::Beside;
use crate::analyze::rpo::survival::StoreCopy;
use crate::model::{Elsewhere, Recover, Scope, Volume};

impl Guarantee {
    /// What another tool copies, where this line is about that.
    pub fn elsewhere(&self) -> Option<&Elsewhere> {
        let mut all = self.member.elsewhere(self.workload()?);
        let found = all.find(|(volume, _)| volume.map(|volume| volume.id) == self.volume);
        found.map(|(_, elsewhere)| elsewhere)
    }

    /// The volume that is filled from an archive, where this line is about one.
    pub fn refilled(&self) -> Option<&Volume> {
        let wanted = self.volume?;
        let mut all = self.member.refilled(self.workload()?);
        all.find(|volume| volume.id == wanted)
    }

    /// What this line is about, where Velero does not copy that.
    pub(super) fn beside(&self) -> Option<Beside<'_>> {
        let tool = self.elsewhere().map(Beside::Tool);
        tool.or_else(|| self.refilled().map(Beside::Archive))
    }

    /// Where a copy lies, as far as the plan says.
    pub fn copies(&self) -> Vec<String> {
        let bucket = |bucket: &crate::model::Bucket| match &bucket.region {
            Some(region) => format!("{}@{}", bucket.name.value, region.value),
            None => bucket.name.value.to_string(),
        };
        if let Some(elsewhere) = self.elsewhere() {
            return vec![format!("elsewhere@{}", elsewhere.tool.value)];
        }
        if let Some(from) = self.refilled().and_then(|volume| volume.from.as_ref()) {
            // A line of the lock has no other spaces.
            let words: Vec<&str> = from.value.split_whitespace().collect();
            return vec![format!("from@{}", words.join("%20"))];
        }
        match self.recover() {
            Some(Recover::Replication(replication)) => {
                vec![format!("standby@{}", replication.region.value)]
            }
            Some(Recover::Operator(operator)) => {
                let kind = if operator.archive.is_some() {
                    "archive"
                } else {
                    "standby"
                };
                vec![format!("{kind}@{}", operator.region.value)]
            }
            Some(Recover::Rebuild | Recover::Elsewhere(_)) => Vec::new(),
            Some(Recover::Snapshot | Recover::FileBackup | Recover::Dump(_)) | None => {
                let store = self.member.store.as_ref().map(|store| &store.value);
                let cluster = &self.member.cluster;
                let set = self.set.as_ref();
                let home = set.and_then(|set| set.survivor(Scope::Volume));
                let main = store.map(|store| bucket(home.unwrap_or(StoreCopy::Main).bucket(store)));
                let replica = store.and_then(|store| store.replica.as_ref());
                let replica = replica.filter(|_| cluster.recovers.is_none());
                let seconds = self.seconds.iter().map(|set| {
                    let copy = set.survivor(Scope::Volume).unwrap_or(StoreCopy::Main);
                    bucket(copy.bucket(&set.store))
                });
                let mut all: Vec<String> = main
                    .into_iter()
                    .chain(replica.map(|replica| bucket(&replica.bucket)))
                    .collect();
                for second in seconds {
                    if !all.contains(&second) {
                        all.push(second);
                    }
                }
                all
            }
        }
    }
}
