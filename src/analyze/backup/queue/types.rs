//! What goes into the simulation of a queue, and what comes out.

use crate::analyze::backup::times::Times;
use crate::analyze::quantities::Seconds;
use crate::model::value::Window;
use std::sync::Arc;

/// One schedule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// When it runs.
    pub times: Times,
    /// Its time in the slot, without a wait for a node.
    pub hold: Seconds,
    /// What its data movers hold of the loads of nodes, all together.
    pub work: Seconds,
    /// How many of them run side by side.
    pub width: u64,
    /// The longest of them.
    pub longest: Seconds,
    /// The shortest of them.
    pub shortest: Seconds,
    /// From the first to the last byte of its data movers, where nothing else moves data.
    pub copy: Seconds,
    /// What its file backups hold of the loads of nodes, inside of the slot.
    pub files: Seconds,
    /// How many volumes are read as files, one after another.
    pub reads: u64,
    /// Whether it takes a namespace that another one takes: none of the two runs beside the other.
    pub serial: bool,
    /// Windows in which no run may begin.
    pub avoid: Arc<[Window]>,
}

impl Job {
    /// One that asks for nothing.
    pub fn idle(times: Times) -> Self {
        Self {
            times,
            hold: Seconds::ZERO,
            work: Seconds::ZERO,
            width: 0,
            longest: Seconds::ZERO,
            shortest: Seconds::ZERO,
            copy: Seconds::ZERO,
            files: Seconds::ZERO,
            reads: 0,
            serial: false,
            avoid: Arc::new([]),
        }
    }
}

/// What the backups of a cluster share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Places {
    /// Backups in progress at once.
    pub slots: u64,
    /// Nodes that move data.
    pub nodes: u64,
    /// Volumes that one of them moves at once.
    pub loads: u64,
    /// Whether only so many volumes are prepared at once: files that wait for one node keep the others from their places.
    pub paced: bool,
}

impl Places {
    /// Volumes that all nodes move at once.
    pub fn lanes(self) -> u64 {
        self.nodes.saturating_mul(self.loads).max(1)
    }

    /// What file backups hold of all lanes while data movers wait: where volumes are prepared in a queue, those of one
    /// node may have all of its places.
    pub(super) fn before_movers(self, files: super::Ahead) -> super::Ahead {
        super::Ahead {
            work: files.work.times(self.nodes_of_files()),
            ..files
        }
    }

    /// How many nodes wait for the file backups of one.
    pub(in crate::analyze) fn nodes_of_files(self) -> u64 {
        if self.paced { self.nodes } else { 1 }
    }
}

/// What a run waits for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Delay {
    /// A slot.
    pub queue: Seconds,
    /// A load of the node of its pods, with the slot in its hands.
    pub node: Seconds,
    /// A load of any node for its data movers.
    pub lanes: Seconds,
}

impl Delay {
    /// All of it.
    pub fn total(self) -> Seconds {
        self.queue.plus(self.node).plus(self.lanes)
    }
}

/// What the runs of a schedule wait for, at worst.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Waits {
    /// What the run waits for that waits longest in all.
    pub slowest: Delay,
    /// The longest of each, of any run, also where another bound is the smaller one in all.
    pub most: Delay,
    /// From the submission of a run until it has its slot and the load of a node, of any run.
    pub read: Seconds,
    /// When a run may begin inside of a window: the seconds of the day.
    pub intrusion: Option<Seconds>,
}

impl Waits {
    /// One run more: what it waits for in all, and the most of each.
    pub(super) fn add(&mut self, sum: Delay, delay: Delay) {
        if sum.total() > self.slowest.total() {
            self.slowest = sum;
        }
        self.read = self.read.max(delay.queue.plus(delay.node));
        self.most = Delay {
            queue: self.most.queue.max(delay.queue),
            node: self.most.node.max(delay.node),
            lanes: self.most.lanes.max(delay.lanes),
        };
    }
}

/// How much of something is used, in thousandths of a percent.
pub type Usage = u64;

/// All of it.
pub const FULL: Usage = 100_000;

/// What came of the simulation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    /// One for each job.
    pub waits: Vec<Waits>,
    /// How much of the slots is used.
    pub slots: Usage,
    /// How much of the lanes is used.
    pub lanes: Usage,
    /// Whether every wait ends.
    pub settled: bool,
    /// What it took to find out, as what stood ahead of a run at each look at its wait: a search is limited by this and
    /// by no clock.
    pub looks: u64,
}
