//! Which copies are left after a loss.

use crate::analyze::effective::Member;
use crate::model::{Bucket, Cluster, Model, Recover, Replica, Scope, Store};
use std::sync::Arc;

/// Whether a cluster in another region answers the loss of this one.
pub fn recovered_elsewhere<'a>(model: &'a Model, cluster: &Cluster) -> Option<&'a Arc<Cluster>> {
    model
        .recoveries(cluster.id)
        .find(|other| other.region != cluster.region)
}

/// Whether snapshots must be moved to the store, because they do not leave their region.
pub fn must_leave_region(model: &Model, cluster: &Cluster) -> bool {
    // One that took over hands its data back to the region that it recovered.
    let primary = cluster
        .recovers
        .as_ref()
        .and_then(|id| model.clusters.get(id.value));
    recovered_elsewhere(model, cluster).is_some()
        || primary.is_some_and(|primary| primary.region != cluster.region)
}

/// CSI drivers whose volumes and snapshots lie on disks of the cluster itself, by the ends of their
/// names: Rook puts its own namespace before them.
const IN_CLUSTER: [&str; 8] = [
    "cephfs.csi.ceph.com",
    "driver.longhorn.io",
    "linstor.csi.linbit.com",
    "local.csi.openebs.io",
    "rbd.csi.ceph.com",
    "topolvm.io",
    "topolvm.cybozu.com",
    "zfs.csi.openebs.io",
];

/// Whether the snapshots of a namespace must be moved to the store: they do not leave their region,
/// some not even their cluster, and a promise for such a loss asks for a copy that does.
pub fn must_be_moved(model: &Model, member: &Member) -> bool {
    let mut promises = member.when().iter();
    let region = promises.any(|when| when.scope.value == Scope::Region && when.rpo.is_some());
    let mut drivers = model
        .snapshots
        .values()
        .map(|snapshots| &snapshots.driver.value);
    must_leave_region(model, &member.cluster)
        || region
        || drivers.any(|driver| IN_CLUSTER.iter().any(|end| driver.ends_with(end)))
}

/// The copy of a store that is read after a loss.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Survivor<'a> {
    /// The bucket itself.
    Main,
    /// Its replica, which is behind.
    Replica(&'a Replica),
}

/// The bucket that a cluster writes: one that took over writes the one that it read, which nothing copies.
pub fn written<'a>(store: &'a Store, cluster: &Cluster) -> &'a Bucket {
    match &store.replica {
        Some(replica) if cluster.recovers.is_some() => &replica.bucket,
        Some(_) | None => &store.bucket,
    }
}

/// The copy that outlives a loss: one whose bucket and whose key both lie outside of it. A bucket
/// outlives everything smaller than its region.
pub fn survivor<'a>(store: &'a Store, cluster: &Cluster, scope: Scope) -> Option<Survivor<'a>> {
    if cluster.recovers.is_some() {
        let left =
            scope != Scope::Region || outlives(written(store, cluster), &cluster.region.value);
        return left.then_some(Survivor::Main);
    }
    if scope != Scope::Region || outlives(&store.bucket, &cluster.region.value) {
        return Some(Survivor::Main);
    }
    let replica = store.replica.as_ref()?;
    outlives(&replica.bucket, &cluster.region.value).then_some(Survivor::Replica(replica))
}

/// A bucket without a declared region is where the cluster is: nothing states that it is
/// elsewhere.
fn outlives(bucket: &Bucket, region: &str) -> bool {
    lies_outside(bucket, region)
        && !bucket
            .kms
            .as_ref()
            .is_some_and(|key| key_lies_in(&key.value, region))
}

fn lies_outside(bucket: &Bucket, region: &str) -> bool {
    bucket.region.as_ref().is_some_and(|r| &*r.value != region)
}

/// Whether a key lies in a region: AWS and Google write it into the address.
pub fn key_lies_in(key: &str, region: &str) -> bool {
    key.split([':', '/']).any(|part| part == region)
}

/// Whether a store has a bucket outside a region, wherever its key is.
pub fn store_outlives(store: &Store, region: &str) -> bool {
    let replica = store.replica.as_ref();
    lies_outside(&store.bucket, region)
        || replica.is_some_and(|replica| lies_outside(&replica.bucket, region))
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

/// Whether what an application or operator keeps outlives a loss; `None` for methods that Velero
/// copies. A name of the cluster's own DNS is lost with the cluster, and a standby of the same
/// region is not known to be in another zone.
pub fn own_copy_survives(recover: &Recover, cluster: &Cluster, scope: Scope) -> Option<bool> {
    let elsewhere = own_copy_outlives(recover, &cluster.region.value)?;
    // The standby was promoted: it is the database now, and nothing follows it.
    if cluster.recovers.is_some() && matches!(recover, Recover::Replication(_)) {
        return Some(false);
    }
    let address = match recover {
        Recover::Replication(replication) => Some(&replication.address.value),
        Recover::Operator(operator) => operator
            .archive
            .as_ref()
            .or(operator.address.as_ref())
            .map(|address| &address.value),
        Recover::Snapshot | Recover::FileBackup | Recover::Dump(_) | Recover::Rebuild => None,
    };
    Some(match scope {
        Scope::Region | Scope::Zone => elsewhere,
        Scope::Cluster => elsewhere || !address.is_some_and(|address| in_cluster(address)),
        Scope::Volume => true,
    })
}

/// Whether an address is a name that only the cluster itself resolves.
fn in_cluster(address: &str) -> bool {
    let host = address.split_once("://").map_or(address, |(_, rest)| rest);
    let host = host.split(['/', ':', '?']).next().unwrap_or(host);
    host.ends_with(".svc") || host.ends_with(".svc.cluster.local")
}

#[cfg(test)]
mod tests {
    use super::{in_cluster, key_lies_in};

    #[test]
    fn addresses() {
        assert!(in_cluster("http://minio.backup.svc:9000/wal"));
        assert!(in_cluster("db.data.svc.cluster.local"));
        assert!(!in_cluster("s3://archive.svc-wal/orders"));
        assert!(!in_cluster("standby.internal:5432"));
    }

    #[test]
    fn keys() {
        assert!(key_lies_in("arn:aws:kms:us-east-1:1:key/k", "us-east-1"));
        assert!(key_lies_in(
            "projects/p/locations/europe-west1/keyRings/r/cryptoKeys/k",
            "europe-west1"
        ));
        assert!(!key_lies_in("arn:aws:kms:us-west-2:1:key/k", "us-east-1"));
    }
}
