//! How long the first full copy of a set takes, and the time-outs that follow from it.

use super::effective::Effective;
use crate::model::value::{Duration, Rate, Size};
use crate::model::{Cluster, Method, Model, Store, Workload};

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
/// Assumed set-up of one volume that comes back file by file.
const FILE_RESTORE: Duration = Duration::seconds(60);
/// Assumed time of the objects of one Restore.
const OBJECTS: Duration = Duration::seconds(30);

/// How long Velero may take for one backup of a set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimeOuts {
    /// `itemOperationTimeout`: data movers.
    pub item_operations: Duration,
    /// `velero.io/pod-volume-timeout`: file backups.
    pub pod_volumes: Duration,
}

impl TimeOuts {
    /// Where a namespace declares no workload nobody knows what is on its volumes, and a time-out
    /// that is too short gives up at every run, so that there is never a backup.
    fn with_undeclared(mut self, members: &[&Effective<'_>]) -> Self {
        let silent = members
            .iter()
            .filter(|member| member.block.workloads.is_empty());
        for member in silent {
            match member.method.0 {
                Method::Snapshot => self.item_operations = self.item_operations.max(UNDECLARED),
                Method::FileBackup => self.pod_volumes = self.pod_volumes.max(UNDECLARED),
                Method::Dump | Method::Replication | Method::Operator | Method::Rebuild => {}
            }
        }
        self
    }
}

/// The copied volumes of some namespaces, one entry a claim.
#[derive(Debug, Clone, Default)]
pub struct Sizes {
    /// By the data mover.
    pub moved: Vec<Size>,
    /// File by file.
    pub files: Vec<Size>,
}

impl Sizes {
    /// The volumes of these namespaces; a dump goes by snapshot where the plan has one.
    pub fn of(model: &Model, members: &[&Effective<'_>]) -> Self {
        let mut all = Self::default();
        for member in members {
            for workload in &member.block.workloads {
                match member.method_of(workload) {
                    Method::Snapshot => all.moved.extend(sizes(member, workload)),
                    Method::FileBackup => all.files.extend(sizes(member, workload)),
                    Method::Dump if model.snapshots.is_empty() => {
                        all.files.extend(sizes(member, workload));
                    }
                    Method::Dump => all.moved.extend(sizes(member, workload)),
                    Method::Replication | Method::Operator | Method::Rebuild => {}
                }
            }
        }
        all
    }
}

/// Twice the first full copy in whole hours, at least Velero's own 4 h: it gives up at its time-out
/// every time, and begins anew.
pub(super) fn time_outs(
    model: &Model,
    cluster: &Cluster,
    store: &Store,
    members: &[Effective<'_>],
) -> TimeOuts {
    let members: Vec<&Effective<'_>> = members.iter().collect();
    let sizes = Sizes::of(model, &members);
    let known = TimeOuts {
        item_operations: twice(mover_copy(cluster, store, &sizes.moved)),
        pod_volumes: twice(file_copy(cluster, store, &sizes.files)),
    };
    known.with_undeclared(&members)
}

/// Twice the full restore in whole hours, at least Velero's own 4 h.
pub fn restore_time_outs(
    cluster: &Cluster,
    store: &Store,
    sizes: &Sizes,
    members: &[&Effective<'_>],
) -> TimeOuts {
    let known = TimeOuts {
        item_operations: twice(mover_restore(cluster, store, &sizes.moved)),
        pod_volumes: twice(file_restore(cluster, store, &sizes.files)),
    };
    known.with_undeclared(members)
}

/// How long a Restore takes: its objects, then the data mover and the files.
pub fn restore_seconds(cluster: &Cluster, store: &Store, sizes: &Sizes) -> u64 {
    OBJECTS
        .as_seconds()
        .saturating_add(mover_restore(cluster, store, &sizes.moved))
        .saturating_add(file_restore(cluster, store, &sizes.files))
}

fn twice(seconds: u64) -> Duration {
    Duration::hours(seconds.saturating_mul(2).div_ceil(3_600)).max(LEAST)
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

fn download(store: &Store) -> u64 {
    store
        .download
        .as_ref()
        .map_or(RATE, |download| download.value)
        .as_bytes()
}

/// Loads a node, and lanes of all nodes, for so many volumes.
fn lanes(cluster: &Cluster, count: u64) -> (u64, u64) {
    let loads = cluster
        .node_agent_load
        .as_ref()
        .map_or(1, |loads| loads.value);
    let nodes = cluster.nodes.as_ref().map_or(3, |nodes| nodes.value);
    (
        loads.min(count).max(1),
        nodes.saturating_mul(loads).min(count).max(1),
    )
}

/// Σ/L + (1 − 1/L) × longest, rounded up.
fn spread(times: &[u64], lanes: u64) -> u64 {
    let sum = times
        .iter()
        .fold(0_u64, |sum, time| sum.saturating_add(*time));
    let longest = times.iter().max().copied().unwrap_or(0);
    sum.div_ceil(lanes)
        .saturating_add(longest.saturating_mul(lanes - 1).div_ceil(lanes))
}

fn mover_start(cluster: &Cluster) -> u64 {
    cluster
        .mover_start
        .as_ref()
        .map_or(MOVER_START, |start| start.value)
        .as_seconds()
}

fn each(sizes: &[Size], start: u64, rate: Rate) -> Vec<u64> {
    sizes
        .iter()
        .map(|size| start.saturating_add(rate.seconds_for(*size)))
        .collect()
}

/// Every volume at its fair share of what one node reads and the store takes.
fn mover_copy(cluster: &Cluster, store: &Store, sizes: &[Size]) -> u64 {
    let count = u64::try_from(sizes.len()).unwrap_or(u64::MAX);
    let (loads, lanes) = lanes(cluster, count);
    let slower = (read(cluster) / loads).min(upload(store) / lanes).max(1);
    spread(
        &each(sizes, mover_start(cluster), Rate::bytes(slower)),
        lanes,
    )
}

/// Every volume at its fair share of what the store gives.
fn mover_restore(cluster: &Cluster, store: &Store, sizes: &[Size]) -> u64 {
    let count = u64::try_from(sizes.len()).unwrap_or(u64::MAX);
    let (_, lanes) = lanes(cluster, count);
    let rate = Rate::bytes((download(store) / lanes).max(1));
    spread(&each(sizes, mover_start(cluster), rate), lanes)
}

/// One volume after another.
fn file_copy(cluster: &Cluster, store: &Store, sizes: &[Size]) -> u64 {
    let rate = Rate::bytes(read(cluster).min(upload(store)).max(1));
    each(sizes, FILE_START.as_seconds(), rate)
        .into_iter()
        .fold(0, u64::saturating_add)
}

/// Over the same lanes as the data mover.
fn file_restore(cluster: &Cluster, store: &Store, sizes: &[Size]) -> u64 {
    let count = u64::try_from(sizes.len()).unwrap_or(u64::MAX);
    let (_, lanes) = lanes(cluster, count);
    let rate = Rate::bytes((download(store) / lanes).max(1));
    spread(&each(sizes, FILE_RESTORE.as_seconds(), rate), lanes)
}
