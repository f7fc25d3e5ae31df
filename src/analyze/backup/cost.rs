//! What one backup of a set takes: its time in the slot, and its copy after the slot.

use crate::analyze::backup::demand::{Demand, Volume, Volumes, count};
use crate::analyze::quantities::{Bytes, Seconds};
use crate::model::value::{Rate, Share, ShareOfDay, Size, Version};
use crate::model::{Cluster, Model, Store};

/// Assumed size of a volume without a declared size.
pub const SIZE: Size = Size::bytes(100 << 30);
/// The size with which every verdict on such a volume is computed again.
pub const LARGE: Size = Size::bytes(1 << 40);
/// Assumed change of a volume.
pub const CHANGE: ShareOfDay = ShareOfDay::percent(10);
/// Assumed touched share: a database writes to all its files.
pub const TOUCHED: Share = Share::percent(100);
/// Assumed rate of a volume on one node, and of a store.
pub const RATE: Rate = Rate::bytes(100 << 20);
/// Assumed time for the objects of one backup.
pub const OBJECTS: Seconds = Seconds::new(30);
/// Assumed set-up of a file backup for one volume.
pub const FILE_START: Seconds = Seconds::new(30);
/// Assumed set-up of the data mover for one volume.
pub const MOVER_START: Seconds = Seconds::minutes(2);
/// Assumed time from a snapshot's request to its handle.
pub const SNAPSHOT_READY: Seconds = Seconds::new(15);
/// Assumed number of nodes that move data.
pub const NODES: u64 = 3;

/// What a cluster and a store offer to the backups of one set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Capacity {
    /// What one node reads from a volume.
    pub read: Rate,
    /// What all backups together write to the store.
    pub upload: Rate,
    /// Volumes that one node moves at once.
    pub loads: u64,
    /// Volumes that all nodes move at once.
    pub lanes: u64,
    /// Backups that run at once.
    pub slots: u64,
    /// From a snapshot's request to its handle.
    pub snapshot_ready: Seconds,
    /// Until the data mover of one volume moves data.
    pub mover_start: Seconds,
    /// Volumes of the whole cluster that may be read at one time.
    pub readers: u64,
    /// Streams that share the upload, where what all sets write may be more than it carries.
    pub streams: Option<u64>,
}

impl Capacity {
    /// What the plan says of a cluster and a store, for a set that has both to itself.
    pub fn of_set(model: &Model, cluster: &Cluster, store: &Store) -> Self {
        let number = |stated: &Option<crate::source::Spanned<u64>>, silent: u64| {
            stated.as_ref().map_or(silent, |stated| stated.value).max(1)
        };
        let loads = cluster.loads_per_node();
        // Without a queue one backup is in progress, whatever the flag says.
        let slots = if has_queue(model) {
            number(&cluster.concurrent_backups, 1)
        } else {
            1
        };
        Self {
            read: cluster.read.as_ref().map_or(RATE, |read| read.value),
            upload: store.upload.as_ref().map_or(RATE, |upload| upload.value),
            loads,
            lanes: number(&cluster.nodes, NODES).saturating_mul(loads),
            slots,
            snapshot_ready: cluster
                .snapshot_ready
                .as_ref()
                .map_or(SNAPSHOT_READY, |ready| ready.value.into()),
            mover_start: cluster
                .mover_start
                .as_ref()
                .map_or(MOVER_START, |start| start.value.into()),
            readers: 1,
            streams: None,
        }
    }
}

/// Whether every patch of the target's range queues backups and runs several of them.
pub fn has_queue(model: &Model) -> bool {
    model.plan.velero().lowest() >= Version::new(1, 18, 0)
}

/// Which copy is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pace {
    /// One of many, with what was written since the last one.
    Steady(Seconds),
    /// The first, of everything.
    First,
}

/// The copy of several volumes side by side.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Copy {
    /// All times together.
    pub work: Seconds,
    /// How many are moved side by side.
    pub lanes: u64,
    /// From the first to the last byte.
    pub time: Seconds,
    /// The most that is written in one second.
    pub flow: u64,
}

/// What one backup of a set takes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Cost {
    /// The objects.
    pub objects: Seconds,
    /// The time-outs of the hooks.
    pub hooks: Seconds,
    /// The snapshots, one after another.
    pub snapshots: Seconds,
    /// The files, one volume after another.
    pub files: Copy,
    /// The data movers, after the slot.
    pub moved: Copy,
}

impl Cost {
    /// The time in the slot.
    pub fn slot(&self) -> Seconds {
        let before = self.objects.plus(self.hooks).plus(self.snapshots);
        before.plus(self.files.time)
    }

    /// From the start to the last byte.
    pub fn whole(&self) -> Seconds {
        self.slot().plus(self.moved.time)
    }
}

/// The cost of one backup. `size` is used for volumes without a declared size.
pub fn cost_of(demand: &Demand, capacity: &Capacity, pace: Pace, size: Size) -> Cost {
    Cost {
        objects: OBJECTS,
        hooks: demand.hooks,
        snapshots: capacity.snapshot_ready.times(demand.snapshots),
        files: one_by_one(&demand.files, capacity, pace, size),
        moved: side_by_side(&demand.moved, capacity, pace, size),
    }
}

/// What of a volume is read, and what of it is written to the store.
pub fn bytes(volume: &Volume, pace: Pace, size: Size) -> (Bytes, Bytes) {
    let size = volume.size.unwrap_or(size);
    match pace {
        Pace::First => (size.into(), size.into()),
        Pace::Steady(span) => {
            let changed = Bytes::changed(size, volume.change.unwrap_or(CHANGE), span);
            let touched = Bytes::share(size, volume.touched.unwrap_or(TOUCHED));
            // New bytes lie in files that are written to, whatever the plan says of those.
            (touched.max(changed), changed)
        }
    }
}

fn one_by_one(volumes: &Volumes, capacity: &Capacity, pace: Pace, size: Size) -> Copy {
    let (readers, writers) = (
        capacity.loads.min(capacity.readers),
        capacity.streams.unwrap_or(1),
    );
    let mut copy = Copy {
        lanes: 1,
        ..Copy::default()
    };
    for (volume, alike) in volumes {
        let (read, written) = bytes(volume, pace, size);
        let moving = read
            .at(capacity.read, readers)
            .max(written.at(capacity.upload, writers));
        copy.work = copy.work.plus(FILE_START.plus(moving).times(alike.count));
        copy.flow = copy.flow.max(written.per_second(moving));
    }
    copy.time = copy.work;
    copy
}

/// Every volume at its fair share over L lanes, and the set at Σ/L + (1 − 1/L) × longest: no order
/// of the volumes takes longer (Graham's bound for list scheduling).
fn side_by_side(volumes: &Volumes, capacity: &Capacity, pace: Pace, size: Size) -> Copy {
    let count = count(volumes);
    if count == 0 {
        return Copy::default();
    }
    let lanes = capacity.lanes.min(count).max(1);
    let readers = capacity.loads.min(count.max(capacity.readers));
    let writers = capacity.streams.unwrap_or(lanes).max(lanes);
    let (mut work, mut longest, mut flow) = (Seconds::ZERO, Seconds::ZERO, 0_u64);
    for (volume, alike) in volumes {
        let (read, written) = bytes(volume, pace, size);
        let moving = read
            .at(capacity.read, readers)
            .max(written.at(capacity.upload, writers));
        let each = capacity.mover_start.plus(moving);
        work = work.plus(each.times(alike.count));
        longest = longest.max(each);
        flow = flow.max(written.per_second(moving).saturating_mul(lanes));
    }
    Copy {
        work,
        lanes,
        // One division for both parts, so that it is rounded once.
        time: work.plus(longest.times(lanes - 1)).over(lanes),
        flow,
    }
}

#[cfg(test)]
mod tests {
    use super::{Capacity, Pace, SIZE, bytes, side_by_side};
    use crate::analyze::backup::demand::{Alike, Volume, Volumes};
    use crate::analyze::quantities::Seconds;
    use crate::model::value::{Rate, ShareOfDay, Size};
    use crate::source::{FileId, Span};

    fn capacity(loads: u64, lanes: u64) -> Capacity {
        Capacity {
            read: Rate::bytes(400 << 20),
            upload: Rate::bytes(120 << 20),
            loads,
            lanes,
            slots: 1,
            snapshot_ready: Seconds::new(15),
            mover_start: Seconds::minutes(2),
            readers: 1,
            streams: None,
        }
    }

    fn volumes(sizes: &[u64]) -> Volumes {
        let first = Span::start_of(FileId::new(0));
        let mut volumes = Volumes::new();
        for gib in sizes {
            let volume = Volume {
                size: Some(Size::bytes(gib << 30)),
                from_claim: false,
                change: Some(ShareOfDay::percent(2)),
                touched: None,
            };
            volumes
                .entry(volume)
                .and_modify(|alike: &mut Alike| alike.count += 1)
                .or_insert(Alike {
                    count: 1,
                    first,
                    claim: None,
                });
        }
        volumes
    }

    #[test]
    fn one_volume_has_the_full_rates() {
        let pace = Pace::Steady(Seconds::minutes(30));
        let copy = side_by_side(&volumes(&[150]), &capacity(1, 3), pace, SIZE);
        assert_eq!(copy.time, Seconds::new(120 + 384));
        assert_eq!(copy.lanes, 1);
    }

    #[test]
    fn several_volumes_share() {
        let pace = Pace::Steady(Seconds::minutes(30));
        // Three lanes: (504 + 248 + 248 + 2 × 504) / 3, rounded up.
        let copy = side_by_side(&volumes(&[150, 50, 50]), &capacity(1, 3), pace, SIZE);
        assert_eq!(copy.time, Seconds::new(670));
        // Two loads on a node halve what each of them reads, 120 + 768, over two lanes.
        let copy = side_by_side(&volumes(&[150, 150]), &capacity(2, 2), pace, SIZE);
        assert_eq!(copy.time, Seconds::new(1_332));
    }

    #[test]
    fn what_changes_is_read_too() {
        let (volume, _) = volumes(&[100]).pop_first().unwrap();
        let volume = Volume {
            touched: Some("0%".parse().unwrap()),
            ..volume
        };
        let (read, written) = bytes(&volume, Pace::Steady(Seconds::minutes(1_440)), SIZE);
        assert_eq!(read, written);
        assert_eq!(written.get(), 2_u64 << 30);
    }
}
