//! What the recovery of another plan takes of a cluster: a line in its `guarantees.lock`.
//!
//! `recovery: CLUSTER restores=D stages=N work=D path=PATH`

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
    /// How many stages there are.
    pub stages: u64,
    /// All stages, one after another.
    pub work: Duration,
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
        "{FIRST} {cluster} restores={} stages={} work={} path={path}",
        takes.restores, takes.stages, takes.work
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
        let takes = Recovering {
            restores: time("restores")?,
            stages: values.get("stages")?.parse().ok()?,
            work: time("work")?,
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
            stages: 12,
            work: Duration::hours(2),
        };
        let text = format!("prod a tier=t\n{}\n", line("dr", "clusters/my dr", &takes));
        let found: Vec<_> = read(&text).collect();
        assert_eq!(found, [("clusters/my dr", takes)]);
        assert_eq!(read("recovery: dr stages=1\n").count(), 0);
    }
}
