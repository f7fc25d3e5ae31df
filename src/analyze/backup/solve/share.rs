//! What the sets of a cluster or a store take from each other: the reading of volumes, and the upload.

use super::clusters;
use crate::analyze::backup::demand;
use crate::analyze::backup::queue::is_crowd;
use crate::analyze::sets::BackupSet;
use crate::model::StoreId;
use std::borrow::Borrow;
use std::collections::BTreeMap;

/// How many volumes of a cluster may be read at one time: those of all its sets. And whether it matters on which
/// nodes they are: what a mover holds, another one or a file backup waits for, and for that all other backups.
pub(super) fn share_readers(sets: &mut [BackupSet]) {
    for range in clusters(sets) {
        let Some(sets) = sets.get_mut(range) else {
            continue;
        };
        let spread = Spread::of(sets);
        for set in sets.iter_mut() {
            set.capacity.readers = spread.readers.max(1);
            set.capacity.spread = spread.any || (spread.movers && !set.demand.moved.is_empty());
        }
    }
}

/// For whom it matters on which nodes volumes are.
struct Spread {
    /// Volumes of the cluster that may be read at one time.
    readers: u64,
    /// For all backups, as a file backup in a slot may wait.
    any: bool,
    /// For data movers.
    movers: bool,
}

impl Spread {
    fn of(sets: &[BackupSet]) -> Self {
        let (mut movers, mut reads, mut read_sets) = (0_u64, 0_u64, 0_u64);
        let mut add = |moved: u64, files: u64| {
            movers = movers.saturating_add(moved);
            reads = reads.saturating_add(files);
            read_sets += files.min(1);
        };
        for set in sets {
            add(
                demand::count(&set.demand.moved),
                demand::count(&set.demand.files),
            );
        }
        let first = sets.first();
        for job in first.into_iter().flat_map(|set| set.beside.jobs()) {
            add(job.width, job.reads);
        }
        let places = first.map(|set| set.capacity.places());
        let several = places.is_some_and(|places| places.nodes > 1);
        let crowd = places.is_some_and(|places| is_crowd(read_sets, places));
        let readers = movers.saturating_add(reads);
        Self {
            readers,
            any: several && ((movers > 0 && reads > 0) || crowd),
            movers: several && readers > 1,
        }
    }
}

/// How many sets write to each link, and in how many streams at once at most.
pub(in crate::analyze) fn writers<S: Borrow<BackupSet>>(
    sets: &[S],
) -> BTreeMap<StoreId, (u64, u64)> {
    let mut links: BTreeMap<StoreId, (u64, u64)> = BTreeMap::new();
    for range in clusters(sets) {
        let of_cluster = sets.get(range).unwrap_or_default();
        let mut volumes: BTreeMap<StoreId, (u64, u64)> = BTreeMap::new();
        for set in of_cluster.iter().map(Borrow::borrow) {
            let moved = demand::count(&set.demand.moved);
            let reads = u64::from(!set.demand.files.is_empty());
            let link = links.entry(set.store.link).or_default();
            link.0 += u64::from(moved.saturating_add(reads) > 0);
            let of_store = volumes.entry(set.store.link).or_default();
            of_store.0 = of_store.0.saturating_add(moved);
            of_store.1 = of_store.1.saturating_add(reads);
        }
        let Some(capacity) = of_cluster.first().map(|set| set.borrow().capacity) else {
            continue;
        };
        for (id, (moved, reads)) in volumes {
            // Each stream holds a load of a node, and the files of a backup are read one after another.
            let streams = moved.saturating_add(reads.min(capacity.slots));
            let link = links.entry(id).or_default();
            link.1 = link.1.saturating_add(streams.min(capacity.lanes));
        }
    }
    links
}

/// Where several sets write to a bucket, those of other plans too, each stream gets its share of what it carries, as if
/// all were there at all times: what a volume has to write may lie in one part of its files, so that the mean of its
/// flow says nothing.
pub(super) fn share_upload(sets: &mut [BackupSet]) {
    let links = writers(sets);
    for set in sets {
        let strangers = set.capacity.strangers;
        let link = links.get(&set.store.link);
        let link = link.filter(|(sets, _)| *sets > 1 || strangers > 0);
        set.capacity.streams = link.map(|(_, own)| own.saturating_add(strangers).max(1));
    }
}
