//! The time after a failover in which the data has no copy outside of the cluster that took over.

use super::Recovery;
use crate::analyze::Analysis;
use crate::analyze::backup::cost::{self, Capacity, Pace};
use crate::analyze::backup::queue::TICK;
use crate::analyze::quantities::Seconds;

/// From the moment in which a recovery cluster serves until the first backup of every set is complete there; `None`
/// where nothing is backed up. All first copies may wait for one another.
pub fn until_first_copies(analysis: &Analysis, recovery: &Recovery) -> Option<Seconds> {
    let mut wait = None;
    let mut copies = Seconds::ZERO;
    for set in analysis
        .sets_of(&recovery.primary)
        .filter(|set| !set.second)
    {
        let capacity = Capacity::of_set(analysis.model(), &recovery.cluster, &set.store);
        let first = cost::cost_of(&set.demand, &capacity, Pace::First, cost::SIZE);
        copies = copies.plus(first.whole());
        // It keeps the interval of the set; until it took over it made no backup.
        let gap = set.schedule.as_ref().map(|schedule| schedule.gap);
        wait = wait.max(gap);
    }
    Some(wait?.plus(TICK).plus(copies))
}
