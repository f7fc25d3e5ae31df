//! How long a backup may take while all sets make their first copies at one time.
//!
//! Velero counts from the creation of a DataUpload, which is made in the slot at its snapshot
//! (backup_operations_controller.go), and for file backups from the start of the backup: the waits for
//! loads of nodes and the shared upload count.

use super::clusters;
use crate::analyze::backup::cost::{self, Capacity, Cost, Pace};
use crate::analyze::backup::demand;
use crate::analyze::backup::load::Load;
use crate::analyze::backup::queue::FULL;
use crate::analyze::backup::timeouts::{TimeOuts, twice};
use crate::analyze::quantities::Seconds;
use crate::analyze::sets::BackupSet;
use crate::model::StoreId;
use std::collections::BTreeMap;

/// What all first copies of a cluster hold of its nodes.
#[derive(Default)]
struct All {
    movers: Seconds,
    files: Seconds,
    longest: Seconds,
    count: u64,
}

/// Gives every set the time-outs that no copy reaches, the first included.
pub(super) fn set_time_outs(sets: &mut [BackupSet], loads: &[Load]) {
    let mut streams: BTreeMap<StoreId, u64> = BTreeMap::new();
    for set in sets.iter() {
        let movers = demand::count(&set.demand.moved).min(set.capacity.lanes);
        let writers = movers.saturating_add(demand::count(&set.demand.files).min(1));
        let of_store = streams.entry(set.store.link).or_default();
        *of_store = of_store.saturating_add(writers);
    }
    for range in clusters(sets) {
        let Some(sets) = sets.get_mut(range) else {
            continue;
        };
        let mut all = All::default();
        let mut costs = Vec::with_capacity(sets.len());
        for set in sets.iter() {
            let writers = streams.get(&set.store.link).copied();
            let lanes = set.capacity.lanes.saturating_add(set.capacity.slots);
            let writers = writers.unwrap_or(1).min(lanes);
            let capacity = Capacity {
                streams: Some(set.capacity.streams.unwrap_or(1).max(writers)),
                ..set.capacity
            };
            let size = set
                .worst_case
                .as_ref()
                .map_or(cost::SIZE, |known| known.size);
            let first = cost::cost_of(&set.demand, &capacity, Pace::First, size);
            all.movers = all.movers.plus(first.moved.work);
            all.files = all.files.plus(first.files.work);
            all.longest = all.longest.max(first.moved.longest);
            let readers = demand::count(&set.demand.files).min(1);
            all.count = all
                .count
                .saturating_add(first.moved.lanes)
                .saturating_add(readers);
            costs.push(first);
        }
        let usage = sets.first().and_then(|first| {
            let mut loads = loads.iter();
            loads.find(|load| load.cluster.shares_site(&first.cluster))
        });
        let usage = usage.map_or(0, |load| load.lanes.min(FULL - 1));
        for (set, first) in sets.iter_mut().zip(costs) {
            set.time_outs = of_set(set, &first, &all, usage);
        }
    }
}

fn of_set(set: &BackupSet, first: &Cost, all: &All, usage: u64) -> TimeOuts {
    let (lanes, loads) = (set.capacity.lanes.max(1), set.capacity.loads.max(1));
    // What runs every day goes on meanwhile and takes its share of the loads.
    let among = |time: Seconds| {
        let part = u128::from(time.get()) * u128::from(FULL);
        let part = part.div_ceil(u128::from(FULL - usage));
        Seconds::new(u64::try_from(part).unwrap_or(u64::MAX))
    };
    let reads = demand::count(&set.demand.files);
    let others = match set.capacity.slots {
        1 => Seconds::ZERO,
        _ => all.files.less(first.files.work),
    };
    let mut slot = first.slot();
    if reads > 0 && all.count > loads {
        let here = all.movers.plus(others).over(loads);
        let spread = all.movers.over(lanes).plus(all.longest.times(reads));
        slot = slot.plus(among(here.min(spread.plus(others.over(loads)))));
    }
    let mut moved = Seconds::ZERO;
    if first.moved.lanes > 0 {
        let alone = first.moved.time;
        moved = match all.count > lanes {
            true => {
                let nodes = set.capacity.places().nodes_of_files();
                let work = all.movers.plus(all.files.times(nodes));
                let last = cost::last_of(work, first.moved.longest, lanes);
                among(last).max(alone)
            }
            false => alone,
        };
        moved = moved.plus(slot);
    }
    if let Some(worst_case) = &set.worst_case {
        let most = worst_case.waits.most;
        let in_slot = worst_case.cost.slot().plus(most.node);
        slot = slot.max(in_slot);
        if first.moved.lanes > 0 {
            let usual = worst_case.cost.moved.time.plus(most.lanes);
            moved = moved.max(in_slot.plus(usual));
        }
    }
    let known = TimeOuts {
        item_operations: twice(moved),
        pod_volumes: twice(if reads > 0 { slot } else { Seconds::ZERO }),
        snapshots: set.time_outs.snapshots,
    };
    known.with_undeclared(&set.members)
}
