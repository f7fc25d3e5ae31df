//! What the recovery of another plan takes of a cluster: a line in its `guarantees.lock`.
//!
//! `recovery: CLUSTER restores=D longest=D movers=N backups=N stages=N work=D fetched=BYTES fetches=N written=BYTES path=PATH`

use crate::model::ClusterId;
use crate::model::value::Duration;
use std::collections::BTreeMap;

/// What a line begins with: no cluster can be called so.
const FIRST: &str = "recovery:";

/// What stands before the lines of recoveries.
pub const ABOUT: &str =
    "# What its recovery takes of each cluster that recovers, for other plans on it.";

/// What the recovery of a plan takes of the cluster that recovers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recovering {
    /// All Restores, one after another.
    pub restores: Duration,
    /// The same with large volumes where a size is not declared, all of them on one node: what time-outs must bear.
    pub longest: Duration,
    /// How many volumes data movers restore in one stage at most. With more than one, `restores` assumes an even spread.
    pub movers: u64,
    /// How many backups lie in its locations, which a new cluster must sync.
    pub backups: u64,
    /// How many stages there are.
    pub stages: u64,
    /// All stages, one after another.
    pub work: Duration,
    /// The bytes that operators fetch of archives, and that loads of dumps write.
    pub fetched: u64,
    /// How many of them are written at one time at most.
    pub fetches: u64,
    /// The bytes that its Restores write on one node.
    pub written: u64,
}

/// The recovery of another plan on a cluster of this one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherRecovery {
    /// The cluster that recovers.
    pub cluster: ClusterId,
    /// The other plan.
    pub plan: String,
    /// What it takes.
    pub takes: Recovering,
}

/// A line of the lock.
pub fn line(cluster: &str, path: &str, takes: &Recovering) -> String {
    format!(
        "{FIRST} {cluster} restores={} longest={} movers={} backups={} stages={} work={} fetched={} fetches={} written={} path={path}",
        takes.restores,
        takes.longest,
        takes.movers,
        takes.backups,
        takes.stages,
        takes.work,
        takes.fetched,
        takes.fetches,
        takes.written
    )
}

/// The lines of a lock, each with the path of the cluster.
pub(super) fn read(lock: &str) -> impl Iterator<Item = (&str, Recovering)> {
    let lines = lock.lines().filter_map(|line| line.strip_prefix(FIRST));
    lines.filter_map(|line| {
        let (text, path) = line.split_once(" path=")?;
        let words = text.split_whitespace();
        let values: BTreeMap<&str, &str> = words.filter_map(|word| word.split_once('=')).collect();
        let time = |key: &str| values.get(key)?.parse::<Duration>().ok();
        let number = |key: &str| values.get(key)?.parse::<u64>().ok();
        let takes = Recovering {
            restores: time("restores")?,
            longest: time("longest")?,
            movers: number("movers")?,
            backups: number("backups")?,
            stages: number("stages")?,
            work: time("work")?,
            // What was built by an earlier version states none of these.
            fetched: number("fetched").unwrap_or(0),
            fetches: number("fetches").unwrap_or(0),
            written: number("written").unwrap_or(0),
        };
        Some((path, takes))
    })
}

#[cfg(test)]
mod tests {
    use super::{Recovering, line, read};
    use crate::model::value::Duration;

    #[test]
    fn what_is_written_is_read() {
        let takes = Recovering {
            restores: Duration::seconds(3_661),
            longest: Duration::hours(3),
            movers: 4,
            backups: 96,
            stages: 12,
            work: Duration::hours(2),
            fetched: 107_374_182_400,
            fetches: 2,
            written: 1_073_741_824,
        };
        let text = format!("prod a tier=t\n{}\n", line("dr", "clusters/my dr", &takes));
        let found: Vec<_> = read(&text).collect();
        assert_eq!(found, [("clusters/my dr", takes)]);
        assert_eq!(read("recovery: dr stages=1\n").count(), 0);
    }
}
