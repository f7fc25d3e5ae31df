//! The lines of Schedules in `guarantees.lock`: how they are written, and how they are read again.
//!
//! `schedule: CLUSTER NAME slot=D files=D reads=N work=D width=N longest=D copy=D spare=D|none pinned=yes|no path=PATH cron=LINE`

use super::Computed;
use crate::model::value::Duration;
use std::collections::BTreeMap;

/// What a line begins with: no cluster can be called so.
const FIRST: &str = "schedule:";

/// A Schedule in a lock.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Locked<'l> {
    pub(super) name: &'l str,
    /// The path in the repository of the cluster, which is what tells clusters of two plans apart.
    pub(super) path: &'l str,
    pub(super) cron: &'l str,
    /// `None` where it cannot be read.
    pub(super) takes: Option<Computed>,
}

/// A line of the lock.
pub fn line(cluster: &str, name: &str, path: &str, cron: &str, takes: &Computed) -> String {
    let spare = takes
        .spare
        .map_or_else(|| "none".to_owned(), |spare| spare.to_string());
    let pinned = if takes.pinned { "yes" } else { "no" };
    format!(
        "{FIRST} {cluster} {name} slot={} files={} reads={} work={} width={} longest={} copy={} spare={spare} pinned={pinned} path={path} cron={cron}",
        takes.slot, takes.files, takes.reads, takes.work, takes.width, takes.longest, takes.copy
    )
}

/// The Schedules in a lock; `None` where it is one of an earlier version, which has none.
pub(super) fn read(lock: &str) -> Option<Vec<Locked<'_>>> {
    let lines: Vec<&str> = lock
        .lines()
        .filter_map(|line| line.strip_prefix(FIRST))
        .collect();
    if lines.is_empty() && !lock.lines().any(|line| line == NONE) {
        return None;
    }
    Some(lines.into_iter().filter_map(read_line).collect())
}

/// What stands in a lock of a plan all of whose Schedules are paused.
pub const NONE: &str = "# No Schedule runs.";

/// What stands before the lines of Schedules.
pub const ABOUT: &str =
    "# What its Schedules take of the queue of each cluster, for other plans on it.";

fn read_line(text: &str) -> Option<Locked<'_>> {
    let (text, cron) = text.rsplit_once(" cron=")?;
    let (text, path) = text.split_once(" path=")?;
    let mut words = text.split_whitespace();
    let (_, name) = (words.next()?, words.next()?);
    let values: BTreeMap<&str, &str> = words.filter_map(|word| word.split_once('=')).collect();
    let time = |key: &str| values.get(key)?.parse::<Duration>().ok();
    let computed = || {
        Some(Computed {
            slot: time("slot")?,
            files: time("files")?,
            reads: values.get("reads")?.parse().ok()?,
            work: time("work")?,
            width: values.get("width")?.parse().ok()?,
            longest: time("longest")?,
            copy: time("copy")?,
            spare: match *values.get("spare")? {
                "none" => None,
                spare => Some(spare.parse().ok()?),
            },
            pinned: *values.get("pinned")? == "yes",
        })
    };
    Some(Locked {
        name,
        path,
        cron,
        takes: computed(),
    })
}

#[cfg(test)]
mod tests {
    use super::{Computed, line, read};
    use crate::model::value::Duration;

    #[test]
    fn what_is_written_is_read() {
        let takes = Computed {
            slot: Duration::seconds(3_661),
            files: Duration::hours(1),
            reads: 2,
            work: Duration::seconds(0),
            width: 3,
            longest: Duration::minutes(7),
            copy: Duration::minutes(10),
            spare: Some(Duration::seconds(231)),
            pinned: true,
        };
        let text = line("prod", "p-prod-a", "clusters/my prod", "@every 1h", &takes);
        let found = read(&text).unwrap();
        let [one] = found.as_slice() else {
            unreachable!("one line")
        };
        assert_eq!(
            (one.name, one.path, one.cron),
            ("p-prod-a", "clusters/my prod", "@every 1h")
        );
        assert_eq!(one.takes, Some(takes));
        assert_eq!(read("prod a tier=t\n"), None);
        assert_eq!(read("# No Schedule runs.\n").map(|all| all.len()), Some(0));
    }
}
