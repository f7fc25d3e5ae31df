//! What the Restores of one stage take: the objects, the set-up of volumes, and every byte over the network and into the volumes.
//!
//! The bound is that of the last node: what it has to load, one volume after another, at the rate that a node
//! writes or at its share of the store's download. While its share is what limits it, no other stream is faster,
//! so in that time the store carries the same bytes for each of the others at most. This holds for every order of
//! the volumes. That data movers spread evenly over the nodes is assumed; files may all lie on one node.

mod lane;

use self::lane::{Flow, Lane, Sizes, Turns, chain};
use crate::analyze::backup::cost::{MOVER_START, NODES, RATE, accept};
use crate::analyze::backup::demand::{Demand, Volumes, count};
use crate::analyze::backup::timeouts::{SNAPSHOTS, TimeOuts, twice};
use crate::analyze::effective::Member;
use crate::analyze::quantities::Seconds;
use crate::model::value::Size;
use crate::model::{Cluster, Store, StoreId};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Assumed time for the objects of one Restore.
pub const RESTORE_OBJECTS: Seconds = Seconds::new(30);
/// Assumed set-up of one volume that is restored file by file.
pub const FILE_RESTORE: Seconds = Seconds::new(60);

/// What is assumed of data movers that several nodes share.
pub(in crate::analyze) const SPREAD: &str = "data movers spread evenly over the nodes";

/// How often node-agent looks again for room on a node (data_download_controller.go).
const RECHECK: Seconds = Seconds::new(5);

/// What else reads a store at the same time: the recoveries that the same loss starts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Others {
    /// All that they read, as far as it is known.
    pub bytes: u64,
    /// Their volumes without a known size.
    pub not_sized: u64,
    /// How many volumes at once.
    pub streams: u64,
}

/// What else reads each store.
pub type Sharing = BTreeMap<StoreId, Others>;

/// What else is written on the node that is done last, while it restores.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Written {
    /// All of it.
    pub bytes: u64,
    /// In how many streams at once.
    pub streams: u64,
}

/// What else is done while a stage restores.
#[derive(Debug, Clone, Copy, Default)]
pub struct Around<'a> {
    /// What else reads the stores; `None` for nothing.
    pub sharing: Option<&'a Sharing>,
    /// What else is written on a node.
    pub written: Written,
}

/// One Restore of a stage.
#[derive(Debug, Clone, Copy)]
pub struct Part<'a> {
    /// What it restores.
    pub demand: &'a Demand,
    /// From where.
    pub store: &'a Store,
}

/// What all Restores of one stage take.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RestoreTime {
    /// The objects of each Restore, one after another.
    pub objects: Seconds,
    /// The set-up of the volumes of the last node.
    pub start: Seconds,
    /// Their bytes.
    pub bytes: Seconds,
    /// Volumes that data movers restore.
    pub movers: u64,
    /// Volumes that are restored file by file.
    pub files: u64,
    /// The most that one node writes of them.
    pub written: u64,
    /// Whether a node writes no faster than its stores can be read.
    pub by_write: bool,
}

impl RestoreTime {
    /// All of it.
    pub fn whole(&self) -> Seconds {
        self.objects.plus(self.start).plus(self.bytes)
    }

    /// How it comes about.
    pub fn how(&self) -> String {
        format!(
            "objects {} + set-up of volumes {} + their data {}",
            self.objects, self.start, self.bytes
        )
    }
}

/// Nodes of a cluster that move data.
pub fn nodes(cluster: &Cluster) -> u64 {
    let nodes = cluster.nodes.as_ref();
    nodes.map_or(NODES, |nodes| nodes.value).max(1)
}

/// How many volumes of a cluster are read from a store at once.
fn streams(cluster: &Cluster, volumes: u64) -> u64 {
    nodes(cluster)
        .saturating_mul(cluster.loads_per_node())
        .min(volumes)
}

/// All bytes of a demand.
fn bytes(demand: &Demand, size: Size) -> u64 {
    let volumes = demand.moved.iter().chain(&demand.files);
    volumes.fold(0_u64, |sum, (volume, alike)| {
        let each = volume.size.unwrap_or(size).as_bytes();
        sum.saturating_add(each.saturating_mul(alike.count))
    })
}

impl Others {
    /// What the Restores of one more recovery read.
    pub(in crate::analyze) fn of(cluster: &Cluster, demands: &[&Demand]) -> Self {
        let mut others = Self::default();
        let mut all = 0_u64;
        for demand in demands {
            let nothing = Size::bytes(0);
            others.bytes = others.bytes.saturating_add(bytes(demand, nothing));
            for (volume, alike) in demand.moved.iter().chain(&demand.files) {
                all = all.saturating_add(alike.count);
                let unknown = if volume.size.is_none() {
                    alike.count
                } else {
                    0
                };
                others.not_sized = others.not_sized.saturating_add(unknown);
            }
        }
        others.streams = streams(cluster, all);
        others
    }

    /// Two recoveries together.
    #[must_use]
    pub(in crate::analyze) fn and(self, other: Self) -> Self {
        Self {
            bytes: self.bytes.saturating_add(other.bytes),
            not_sized: self.not_sized.saturating_add(other.not_sized),
            streams: self.streams.saturating_add(other.streams),
        }
    }

    /// The worse of two recoveries of which one happens.
    #[must_use]
    pub(in crate::analyze) fn or(self, other: Self) -> Self {
        Self {
            bytes: self.bytes.max(other.bytes),
            not_sized: self.not_sized.max(other.not_sized),
            streams: self.streams.max(other.streams),
        }
    }

    fn with_size(self, size: Size) -> Self {
        let unknown = self.not_sized.saturating_mul(size.as_bytes());
        Self {
            bytes: self.bytes.saturating_add(unknown),
            ..self
        }
    }
}

/// What the Restores of one stage take, all created at once, with data movers spread evenly over the nodes.
pub fn together<'a>(
    parts: impl IntoIterator<Item = Part<'a>>,
    cluster: &Cluster,
    around: Around<'_>,
    size: Size,
) -> RestoreTime {
    on_nodes(nodes(cluster), parts, cluster, around, size)
}

/// The same with everything on one node, which a time-out must bear.
pub(in crate::analyze) fn on_one_node<'a>(
    parts: impl IntoIterator<Item = Part<'a>>,
    cluster: &Cluster,
    around: Around<'_>,
    size: Size,
) -> Seconds {
    on_nodes(1, parts, cluster, around, size).whole()
}

fn on_nodes<'a>(
    nodes: u64,
    parts: impl IntoIterator<Item = Part<'a>>,
    cluster: &Cluster,
    around: Around<'_>,
    size: Size,
) -> RestoreTime {
    let loads = cluster.loads_per_node();
    // In a queue a free place is seen late, and so is the load of a node.
    let turn = accept(cluster).times(2);
    let mut time = RestoreTime::default();
    let mut flows: BTreeMap<StoreId, Flow> = BTreeMap::new();
    let mut side_by_side = 0;
    // Data movers that are created before the worker waits for files, and those that are created after it, may be on
    // two nodes that are slow one after another, whatever the order of the Restores.
    let (mut waits, mut moving) = (0_u64, 0_u64);
    let mut on_one_node = 0_u64;
    for part in parts {
        time.objects = time.objects.plus(RESTORE_OBJECTS);
        let flow = flows.entry(part.store.link).or_insert_with(|| Flow {
            download: part.store.download.as_ref().map_or(RATE, |d| d.value),
            others: around
                .sharing
                .and_then(|sharing| sharing.get(&part.store.link))
                .map_or(Others::default(), |others| others.with_size(size)),
            ..Flow::default()
        });
        // Velero's one worker waits for the files of a Restore before it begins the next one. Its pods may all
        // be on one node.
        let files = Sizes::of(&part.demand.files, size);
        time.files = time.files.saturating_add(files.count);
        time.start = time
            .start
            .plus(FILE_RESTORE.plus(turn).times(chain(files.count, loads)));
        flow.files = flow
            .files
            .saturating_add(files.longest_lane(files.count, loads));
        flow.bytes = flow.bytes.saturating_add(bytes(part.demand, size));
        side_by_side = side_by_side.max(files.count);
        on_one_node = on_one_node.saturating_add(files.largest(files.count));
        waits = waits.saturating_add(files.count.min(1));
        let moved = Sizes::of(&part.demand.moved, size);
        moving = moving.saturating_add(moved.count.min(1));
        time.movers = time.movers.saturating_add(moved.count);
        flow.volumes = flow
            .volumes
            .saturating_add(files.count.saturating_add(moved.count));
        flow.moved.add(moved);
    }
    let on_node = time.movers.div_ceil(nodes);
    let start = cluster.mover_start.as_ref();
    let start: Seconds = start.map_or(MOVER_START, |start| start.value.into());
    // What waits for its node looks again that often.
    let start = start.max(RECHECK).plus(turn);
    let turns = Turns {
        count: waits.saturating_add(1).min(moving),
        movers: on_node,
        loads,
    };
    time.start = time.start.plus(start.times(turns.chain().min(time.movers)));
    let write = cluster.write.as_ref().map_or(RATE, |write| write.value);
    let of_node = on_node.saturating_mul(turns.count);
    for flow in flows.values() {
        on_one_node = on_one_node.saturating_add(flow.moved.largest(of_node));
    }
    let lane = Lane {
        write,
        node: on_one_node,
        sharers: loads.min(side_by_side.saturating_add(on_node)).max(1),
        written: around.written,
        turns,
    };
    time.written = on_one_node;
    for flow in flows.values_mut() {
        flow.streams = streams(cluster, flow.volumes);
    }
    let flows: Vec<Flow> = flows.into_values().collect();
    time.bytes = lane.slowest(&flows);
    time.by_write = flows.iter().any(|flow| lane.by_write(flow));
    time
}

/// Twice the full restore of all that is restored with it, in whole hours, at least Velero's own 4 h: Velero counts
/// from the creation of an operation, and it may wait for all the others of its stage.
pub(in crate::analyze) fn restore_time_outs(
    whole: Seconds,
    demand: &Demand,
    members: &[Arc<Member>],
) -> TimeOuts {
    let of = |volumes: &Volumes| {
        let some = count(volumes) > 0;
        twice(if some { whole } else { Seconds::ZERO })
    };
    let known = TimeOuts {
        item_operations: of(&demand.moved),
        pod_volumes: of(&demand.files),
        snapshots: SNAPSHOTS,
    };
    known.with_undeclared(members)
}
