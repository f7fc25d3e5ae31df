//! What the sets of a cluster or a store take from each other: the reading of volumes, and the upload.

use super::clusters;
use crate::analyze::backup::demand;
use crate::analyze::sets::BackupSet;
use std::collections::BTreeMap;

/// How many volumes of a cluster may be read at one time: those of all its sets.
pub(super) fn share_readers(sets: &mut [BackupSet]) {
    for range in clusters(sets) {
        let Some(sets) = sets.get_mut(range) else {
            continue;
        };
        let all = sets.iter().fold(0_u64, |sum, set| {
            sum.saturating_add(demand::count(&set.demand.moved))
                .saturating_add(demand::count(&set.demand.files))
        });
        sets.iter_mut()
            .for_each(|set| set.capacity.readers = all.max(1));
    }
}

/// Where all sets of a store together may write more than it carries, each stream gets its share
/// of what it carries, as if all were there at all times. Says whether that is
/// so of any that had more.
pub(super) fn share_upload(sets: &mut [BackupSet]) -> bool {
    #[derive(Default)]
    struct Store {
        flow: u64,
        upload: u64,
        writers: u64,
        streams: u64,
    }
    let mut stores: BTreeMap<String, Store> = BTreeMap::new();
    for range in clusters(sets) {
        let mut of_cluster: BTreeMap<String, (u64, u64)> = BTreeMap::new();
        let Some(sets) = sets.get(range) else {
            continue;
        };
        let Some(capacity) = sets.first().map(|set| set.capacity) else {
            continue;
        };
        for set in sets {
            let name = set.store.name.value.to_string();
            let store = stores.entry(name.clone()).or_default();
            let Some(worst_case) = &set.worst_case else {
                continue;
            };
            let upload = set.capacity.upload.as_bytes();
            let flow = worst_case
                .cost
                .files
                .flow
                .saturating_add(worst_case.cost.moved.flow);
            store.upload = upload;
            store.flow = store.flow.saturating_add(flow.min(upload));
            store.writers += u64::from(flow > 0);
            let (moved, files) = of_cluster.entry(name).or_default();
            *moved = moved.saturating_add(demand::count(&set.demand.moved));
            *files += u64::from(!set.demand.files.is_empty());
        }
        for (name, (moved, files)) in of_cluster {
            let streams = moved.min(capacity.lanes) + files.min(capacity.slots);
            let store = stores.entry(name).or_default();
            store.streams = store.streams.saturating_add(streams);
        }
    }
    let mut any = false;
    for set in sets {
        let store = stores.get(set.store.name.value.as_str());
        if let Some(store) = store.filter(|s| s.writers > 1 && s.flow > s.upload) {
            let streams = Some(store.streams.max(1));
            any |= set.capacity.streams != streams;
            set.capacity.streams = streams;
        }
    }
    any
}
