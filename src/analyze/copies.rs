//! Which copies are left after a loss.

use crate::model::{Cluster, Model, Recover, Store};

/// Whether a cluster in another region answers the loss of this one.
pub fn recovered_elsewhere<'a>(model: &'a Model, cluster: &Cluster) -> Option<&'a Cluster> {
    model
        .clusters
        .values()
        .filter(|other| {
            other
                .recovers
                .as_ref()
                .is_some_and(|name| *name == cluster.name)
        })
        .find(|other| other.region != cluster.region)
}

/// Whether snapshots must be moved to the store, because they do not leave their region.
pub fn must_leave_region(model: &Model, cluster: &Cluster) -> bool {
    // One that took over hands its data back to the region that it recovered.
    let home = cluster
        .recovers
        .as_ref()
        .and_then(|name| model.clusters.get(&name.value));
    recovered_elsewhere(model, cluster).is_some()
        || home.is_some_and(|home| home.region != cluster.region)
}

/// Whether a store has a bucket outside a region. A bucket whose region is not said is where the
/// cluster is: nobody says of it that it is elsewhere.
pub fn store_outlives(store: &Store, region: &str) -> bool {
    let main = store
        .bucket
        .region
        .as_ref()
        .is_some_and(|r| &*r.value != region);
    let replica = store
        .replica
        .as_ref()
        .and_then(|replica| replica.bucket.region.as_ref())
        .is_some_and(|r| &*r.value != region);
    main || replica
}

/// Whether what an application or operator keeps lies outside a region; `None` for methods that
/// Velero copies.
pub fn own_copy_outlives(recover: &Recover, region: &str) -> Option<bool> {
    match recover {
        Recover::Replication(replication) => Some(&*replication.region.value != region),
        Recover::Operator(operator) => Some(&*operator.region.value != region),
        Recover::Snapshot | Recover::FileBackup | Recover::Dump(_) | Recover::Rebuild => None,
    }
}
