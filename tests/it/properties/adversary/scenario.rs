//! What an adversary may choose: when the loop of Velero ticks, which runs are quick, which run fails,
//! where movers are placed, who is served first.

/// Where the pods of volumes and of data movers are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Pods one node after another; a mover on the node that has the most room.
    Even,
    /// Everything on one node.
    Pile,
}

/// Who is taken first, of those that wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    First,
    Last,
    TargetLast,
    Random,
}

/// One behaviour of the world.
#[derive(Clone, Debug)]
pub struct Scenario {
    /// From a moment on the loop ticks so many seconds after the full minute; 60 just misses it.
    pub phases: Vec<(f64, f64)>,
    /// Runs that are due before this take no time.
    pub quick_until: f64,
    pub place: Place,
    pub order: Order,
    pub target: usize,
    /// So many of the runs of the target that are due in this span fail.
    pub missed: Option<(f64, f64, usize)>,
    pub seed: u64,
}

impl Scenario {
    /// Everything at its worst.
    pub fn worst(target: usize) -> Self {
        Self {
            phases: vec![(0.0, 60.0)],
            quick_until: 0.0,
            place: Place::Even,
            order: Order::TargetLast,
            target,
            missed: None,
            seed: 1,
        }
    }

    /// The first look of the loop at or after a moment.
    pub fn tick(&self, due: f64) -> f64 {
        let at = |from: f64, phase: f64| {
            if phase >= 60.0 {
                (from / 60.0).floor() * 60.0 + 60.0
            } else {
                ((from - phase) / 60.0).ceil() * 60.0 + phase
            }
        };
        let current = self.phases.partition_point(|(from, _)| *from <= due);
        let phase = self.phases[current.saturating_sub(1)].1;
        let tick = at(due, phase);
        // The loop also ticks where it begins to tick otherwise: never more than a minute apart.
        match self.phases.get(current) {
            Some((next, _)) if *next < tick => *next,
            _ => tick,
        }
    }
}

/// A moment, ordered.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct At(pub f64);

impl Eq for At {}
impl PartialOrd for At {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for At {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.total_cmp(&other.0)
    }
}
