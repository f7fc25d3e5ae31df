//! How long the first full copy of a set takes, and the time-outs that follow from it.

use super::effective::Effective;
use crate::model::value::{Duration, Rate, Size};
use crate::model::{Cluster, Method, Store, Workload};

/// Assumed size of a volume that does not say its own.
pub const SIZE: Size = Size::bytes(100 << 30);
/// Assumed rate of a volume, and of a store.
pub const RATE: Rate = Rate::bytes(100 << 20);
/// Velero's own time-out, below which none is set.
pub const LEAST: Duration = Duration::hours(4);
/// The time-out where volumes are copied that nobody declares: 4 TiB at the assumed rate.
pub const UNDECLARED: Duration = Duration::hours(12);
/// Assumed set-up of the data mover for one volume.
const MOVER_START: Duration = Duration::minutes(2);
/// Assumed set-up of a file backup for one volume.
const FILE_START: Duration = Duration::seconds(30);

/// How long Velero may take for one backup of a set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimeOuts {
    /// `itemOperationTimeout`: data movers.
    pub item_operations: Duration,
    /// `velero.io/pod-volume-timeout`: file backups.
    pub pod_volumes: Duration,
}

/// Twice the first full copy in whole hours, at least Velero's own 4 h: it gives up at its time-out
/// every time, and begins anew.
pub(super) fn time_outs(cluster: &Cluster, store: &Store, members: &[Effective<'_>]) -> TimeOuts {
    let mut moved = Vec::new();
    let mut files = Vec::new();
    for member in members {
        for workload in &member.block.workloads {
            match member.method_of(workload) {
                Method::Snapshot => moved.extend(sizes(member, workload)),
                Method::FileBackup => files.extend(sizes(member, workload)),
                Method::Dump if member.set_method() == Method::FileBackup => {
                    files.extend(sizes(member, workload));
                }
                Method::Dump => moved.extend(sizes(member, workload)),
                Method::Replication | Method::Operator | Method::Rebuild => {}
            }
        }
    }
    TimeOuts {
        item_operations: twice(mover_copy(cluster, store, &moved)),
        pod_volumes: twice(file_copy(cluster, store, &files)),
    }
}

fn twice(seconds: u64) -> Duration {
    Duration::hours((2 * seconds).div_ceil(3_600)).max(LEAST)
}

/// The volumes of a workload that are copied, one entry a replica.
fn sizes(member: &Effective<'_>, workload: &Workload) -> Vec<Size> {
    let mut sizes = Vec::new();
    for volume in &workload.volumes {
        if member.copies(workload, volume) {
            let size = volume.size.as_ref().map_or(SIZE, |size| size.value);
            sizes.extend((0..workload.volume_copies().min(1_000)).map(|_| size));
        }
    }
    if workload.volumes.is_empty() {
        sizes.push(SIZE);
    }
    sizes
}

fn read(cluster: &Cluster) -> u64 {
    cluster
        .read
        .as_ref()
        .map_or(RATE, |read| read.value)
        .as_bytes()
}

fn upload(store: &Store) -> u64 {
    store
        .upload
        .as_ref()
        .map_or(RATE, |upload| upload.value)
        .as_bytes()
}

/// Every volume at its fair share over L lanes: Σ/L + (1 − 1/L) × longest, rounded up.
fn mover_copy(cluster: &Cluster, store: &Store, sizes: &[Size]) -> u64 {
    let count = u64::try_from(sizes.len()).unwrap_or(1);
    if count == 0 {
        return 0;
    }
    let loads = cluster
        .node_agent_load
        .as_ref()
        .map_or(1, |loads| loads.value);
    let nodes = cluster.nodes.as_ref().map_or(3, |nodes| nodes.value);
    let lanes = nodes.saturating_mul(loads).min(count).max(1);
    let start = cluster
        .mover_start
        .as_ref()
        .map_or(MOVER_START, |start| start.value);
    let reading = Rate::bytes((read(cluster) / loads.min(count).max(1)).max(1));
    let writing = Rate::bytes((upload(store) / lanes).max(1));
    let times: Vec<u64> = sizes
        .iter()
        .map(|size| start.as_seconds() + reading.seconds_for(*size).max(writing.seconds_for(*size)))
        .collect();
    let sum: u64 = times.iter().sum();
    let longest = times.iter().max().copied().unwrap_or(0);
    sum.div_ceil(lanes) + (longest * (lanes - 1)).div_ceil(lanes)
}

/// One volume after another.
fn file_copy(cluster: &Cluster, store: &Store, sizes: &[Size]) -> u64 {
    let rate = Rate::bytes(read(cluster).min(upload(store)).max(1));
    sizes
        .iter()
        .map(|size| FILE_START.as_seconds() + rate.seconds_for(*size))
        .sum()
}
