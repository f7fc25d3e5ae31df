//! The time-outs of a set, from its slowest copy.

use crate::analyze::backup::cost::{self, Capacity, Pace, SIZE};
use crate::analyze::backup::demand::Demand;
use crate::analyze::effective::Member;
use crate::analyze::quantities::Seconds;
use crate::model::Method;
use crate::model::value::Duration;
use std::sync::Arc;

/// Velero's own time-out, below which none is set.
pub const LEAST: Duration = Duration::hours(4);
/// Velero's own time-out of a snapshot.
pub const SNAPSHOTS: Duration = Duration::minutes(10);
/// The time-out where undeclared volumes are copied: 4 TiB at the assumed rate.
pub const UNDECLARED: Duration = Duration::hours(12);
/// The longest time-out that is written: Go's durations end at 292 years.
pub const MOST: Duration = Duration::hours(100 * 366 * 24);

/// How long Velero may take for one backup of a set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimeOuts {
    /// `itemOperationTimeout`: data movers.
    pub item_operations: Duration,
    /// `velero.io/pod-volume-timeout`: file backups.
    pub pod_volumes: Duration,
    /// `csiSnapshotTimeout`: each snapshot.
    pub snapshots: Duration,
}

impl TimeOuts {
    /// Whether no time-out that can be written is long enough.
    pub fn too_long(&self) -> bool {
        self.item_operations >= MOST || self.pod_volumes >= MOST || self.snapshots >= MOST
    }

    /// Where a namespace declares no workload the size of its volumes is not known, and a time-out
    /// that is too short stops every run, so that there is never a backup.
    pub(in crate::analyze) fn with_undeclared(mut self, members: &[Arc<Member>]) -> Self {
        let silent = members
            .iter()
            .filter(|member| member.block.workloads.is_empty());
        for member in silent {
            match member.method.value {
                Method::Snapshot => self.item_operations = self.item_operations.max(UNDECLARED),
                Method::FileBackup => self.pod_volumes = self.pod_volumes.max(UNDECLARED),
                Method::Dump
                | Method::Replication
                | Method::Operator
                | Method::Elsewhere
                | Method::Rebuild => {}
            }
        }
        self
    }
}

/// Twice the longest time, from the moment from which Velero counts, in whole hours and at least Velero's own
/// 4 h: what stops at its time-out stops every time, and starts again.
pub(in crate::analyze) fn time_outs(
    members: &[Arc<Member>],
    demand: &Demand,
    capacity: &Capacity,
) -> TimeOuts {
    let first = cost::cost_of(demand, capacity, Pace::First, SIZE);
    let known = TimeOuts {
        item_operations: twice(first.moved.time),
        pod_volumes: twice(first.files.time),
        snapshots: snapshots(capacity),
    };
    known.with_undeclared(members)
}

/// Until a snapshot is ready, with as much again.
fn snapshots(capacity: &Capacity) -> Duration {
    let twice = capacity.snapshot_ready.times(2);
    if twice <= SNAPSHOTS.into() {
        return SNAPSHOTS;
    }
    hours(twice).min(MOST)
}

/// Twice a time in whole hours, at least Velero's own 4 h.
pub(in crate::analyze) fn twice(time: Seconds) -> Duration {
    hours(time.times(2)).clamp(LEAST, MOST)
}

fn hours(time: Seconds) -> Duration {
    time.over(3_600).times(3_600).duration()
}
