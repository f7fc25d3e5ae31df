//! What one backup of a set takes: its time in the slot, and its copy after the slot.

mod copy;

pub use copy::Copy;
pub(in crate::analyze) use copy::last_of;

pub use crate::analyze::backup::demand::NODES;
use crate::analyze::backup::demand::{self, Demand, Volume};
use crate::analyze::backup::queue::Places;
use crate::analyze::quantities::{Bytes, Seconds};
use crate::model::value::{Rate, Share, ShareOfDay, Size, Version};
use crate::model::{Cluster, Model, Store};
use copy::{one_by_one, side_by_side};

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
/// A volume that waits for a load of a node asks for it so often (data_upload_controller.go,
/// pod_volume_backup_controller.go), so that a freed load is idle for so long at most.
pub const HANDOVER: Seconds = Seconds::new(5);

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
    /// How long a volume may wait until a free place in the queue of preparing is seen, where there is such a queue.
    pub accept: Seconds,
    /// Volumes of the whole cluster that may be read at one time.
    pub readers: u64,
    /// Streams that share the upload, where several sets write to the store.
    pub streams: Option<u64>,
    /// Streams of other plans that write to the same bucket.
    pub strangers: u64,
    /// Whether the set takes a namespace that another Schedule takes, so that it runs beside none of these.
    pub serial: bool,
    /// Whether it is assumed that volumes spread evenly over the nodes, as on one node they wait longer.
    pub spread: bool,
}

impl Capacity {
    /// What the plan says of a cluster and a store, for a set that has both to itself.
    pub fn of_set(model: &Model, cluster: &Cluster, store: &Store) -> Self {
        let number = |stated: &Option<crate::source::Spanned<u64>>, silent: u64| {
            stated.as_ref().map_or(silent, |stated| stated.value).max(1)
        };
        let loads = cluster.loads_per_node();
        let slots = if runs_several(model, cluster) {
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
            accept: accept(cluster),
            readers: 1,
            streams: None,
            strangers: 0,
            serial: false,
            spread: false,
        }
    }
}

/// A volume that finds no place in the queue of preparing asks again after this time (data_upload_controller.go), and
/// until then a place may be free. The queue has as many places as there are lanes or more, so that for each volume a
/// lane waits for this, and for its start, at most.
pub(in crate::analyze) fn accept(cluster: &Cluster) -> Seconds {
    match cluster.mover_attachments {
        Some(_) => HANDOVER,
        None => Seconds::ZERO,
    }
}

impl Capacity {
    /// The same while so many runs of a set move their data at one time.
    pub(in crate::analyze) fn with_runs_at_once(self, demand: &Demand, runs: u64) -> Self {
        if runs <= 1 {
            return self;
        }
        let volumes = demand::count(&demand.moved);
        let more = volumes.saturating_mul(runs - 1);
        let own = self.streams.unwrap_or(volumes);
        Self {
            streams: Some(own.saturating_add(more).min(self.lanes.max(own))),
            readers: self.readers.max(volumes.saturating_mul(runs)),
            ..self
        }
    }

    /// The upload, and who shares it.
    pub fn upload_words(&self) -> String {
        match (self.streams, self.strangers) {
            (Some(streams @ 2..), 0) => format!("{} shared by {streams} streams", self.upload),
            (Some(streams @ 2..), others) => format!(
                "{} shared by {streams} streams, {others} of them of other plans",
                self.upload
            ),
            (Some(_) | None, _) => self.upload.to_string(),
        }
    }

    /// What all backups of the cluster share.
    pub fn places(&self) -> Places {
        Places {
            slots: self.slots,
            nodes: (self.lanes / self.loads.max(1)).max(1),
            loads: self.loads.max(1),
            paced: self.accept > Seconds::ZERO,
        }
    }
}

/// Whether two sets of a cluster take one namespace: Velero runs them one after another, and what is queued behind them
/// may wait for both (backup_queue_controller.go, v1.18.3).
fn is_shared(model: &Model, cluster: &Cluster) -> bool {
    // Where several are recovered on one cluster, its queue takes the backups of all of them.
    let here = model
        .clusters
        .values()
        .filter(|one| one.shares_site(cluster));
    let primary = |one: &Cluster| one.recovers.map_or(one.id, |id| id.value);
    let primaries: Vec<_> = here.map(|one| primary(one)).collect();
    let mut blocks = model.namespaces.iter();
    blocks.any(|block| {
        let own = block.cluster.as_ref();
        block.part.is_some() && own.is_none_or(|own| primaries.contains(&own.value))
    })
}

/// Whether several backups may be in progress on a cluster: without a queue there is one, whatever the flag says.
pub fn runs_several(model: &Model, cluster: &Cluster) -> bool {
    has_queue(model) && !is_shared(model, cluster)
}

/// Whether every patch of the target's range queues backups and runs several of them.
fn has_queue(model: &Model) -> bool {
    model.plan.velero().lowest() >= Version::new(1, 18, 0)
}

/// Which copy is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pace {
    /// One of many, with what was written in the time between the two captures, and the gaps between runs in this time.
    Steady(Seconds, u64),
    /// The first, of everything.
    First,
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
    /// Between the capture that the copy continues and its own: what is written in this time is new.
    pub between: Seconds,
    /// Gaps between runs in this time: files are written to in each of them.
    pub gaps: u64,
}

impl Cost {
    /// The pace that it was computed with.
    pub fn pace(&self) -> Pace {
        Pace::Steady(self.between, self.gaps)
    }

    /// The time in the slot, without a wait for a node.
    pub fn slot(&self) -> Seconds {
        self.before_files().plus(self.files.time)
    }

    /// The time in the slot without the files.
    pub fn before_files(&self) -> Seconds {
        self.objects.plus(self.hooks).plus(self.snapshots)
    }

    /// From the start to the last byte.
    pub fn whole(&self) -> Seconds {
        self.slot().plus(self.moved.time)
    }
}

/// The cost of one backup. `size` is used for volumes without a declared size.
pub fn cost_of(demand: &Demand, capacity: &Capacity, pace: Pace, size: Size) -> Cost {
    let (between, gaps) = match pace {
        Pace::Steady(between, gaps) => (between, gaps),
        Pace::First => (Seconds::ZERO, 0),
    };
    Cost {
        objects: OBJECTS,
        hooks: demand.hooks,
        snapshots: capacity.snapshot_ready.times(demand.snapshots),
        files: one_by_one(&demand.files, capacity, pace, size),
        moved: side_by_side(&demand.moved, capacity, pace, size),
        between,
        gaps,
    }
}

/// Rounds after which a copy that still grows is taken for one of everything.
const ROUNDS: u32 = 200;

/// The cost of one backup whose run begins so much after that of the copy before it, and is so many gaps later.
///
/// The capture may lie at the beginning of the slot of one run and at the end of that of the next. Files are
/// captured as they are read, so that a longer read has more to read.
pub fn steady(
    demand: &Demand,
    capacity: &Capacity,
    (apart, gaps): (Seconds, u64),
    size: Size,
) -> Cost {
    let mut files = Seconds::ZERO;
    for _ in 0..ROUNDS {
        let before = capacity.snapshot_ready.times(demand.snapshots);
        let before = before.plus(OBJECTS).plus(demand.hooks);
        let between = apart.plus(before).plus(files);
        let cost = cost_of(demand, capacity, Pace::Steady(between, gaps), size);
        if cost.files.time <= files {
            return cost;
        }
        files = cost.files.time;
    }
    // No copy is longer than that of everything.
    Cost {
        between: Seconds::new(u64::MAX),
        ..cost_of(demand, capacity, Pace::First, size)
    }
}

/// What of a volume is read, and what of it is written to the store.
pub fn bytes(volume: &Volume, pace: Pace, size: Size) -> (Bytes, Bytes) {
    let size = volume.size.unwrap_or(size);
    match pace {
        Pace::First => (size.into(), size.into()),
        Pace::Steady(span, gaps) => {
            let changed = Bytes::changed(size, volume.change.unwrap_or(CHANGE), span);
            // Files that are written to in one gap may be others than in the next.
            let touched = Bytes::share(size, volume.touched.unwrap_or(TOUCHED));
            let touched = Bytes::new(touched.get().saturating_mul(gaps)).min(size.into());
            // New bytes lie in files that are written to, whatever the plan says of those.
            (touched.max(changed), changed)
        }
    }
}
