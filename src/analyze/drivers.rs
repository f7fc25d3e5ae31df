//! CSI drivers, and where each keeps its snapshots.

use crate::analyze::origin::{Origin, Sourced};
use crate::analyze::quantities::Seconds;
use crate::model::{Model, Scope, Snapshots};

/// A driver whose snapshots are known to be somewhere.
#[derive(Debug, Clone, Copy)]
pub struct Driver {
    /// Its name; Rook and its distributions put their own namespace before one of Ceph.
    pub name: &'static str,
    /// The smallest loss that takes its snapshots with it.
    pub lives: Scope,
    /// The keys of its snapshot classes, where the driver refuses any other.
    pub keys: &'static [&'static str],
}

const fn driver(name: &'static str, lives: Scope, keys: &'static [&'static str]) -> Driver {
    Driver { name, lives, keys }
}

const CEPH: &[&str] = &[
    "clusterID",
    "csi.storage.k8s.io/snapshotter-list-secret-name",
    "csi.storage.k8s.io/snapshotter-list-secret-namespace",
    "csi.storage.k8s.io/snapshotter-secret-name",
    "csi.storage.k8s.io/snapshotter-secret-namespace",
    "pool",
    "snapshotNamePrefix",
];

/// The drivers, by name.
pub static DRIVERS: [Driver; 21] = [
    driver("cephfs.csi.ceph.com", Scope::Cluster, CEPH),
    driver("cstor.csi.openebs.io", Scope::Cluster, &[]),
    driver("device.csi.openebs.io", Scope::Cluster, &[]),
    // It keeps them in the resource group of the nodes, which is deleted together with the cluster, unless the class
    // names another one: `kept`.
    driver("disk.csi.azure.com", Scope::Cluster, &[]),
    driver("dobs.csi.digitalocean.com", Scope::Region, &[]),
    driver("driver.longhorn.io", Scope::Cluster, &[]),
    driver("ebs.csi.aws.com", Scope::Region, &[]),
    driver("ebs.csi.eks.amazonaws.com", Scope::Region, &[]),
    driver("hostpath.csi.k8s.io", Scope::Cluster, &[]),
    driver("io.openebs.csi-mayastor", Scope::Cluster, &[]),
    driver("jiva.csi.openebs.io", Scope::Cluster, &[]),
    driver("linstor.csi.linbit.com", Scope::Cluster, &[]),
    driver("local.csi.openebs.io", Scope::Cluster, &[]),
    driver("lvm.csi.metal-stack.io", Scope::Cluster, &[]),
    driver("nfs.csi.ceph.com", Scope::Cluster, CEPH),
    driver("pd.csi.storage.gke.io", Scope::Region, &[]),
    driver("pxd.portworx.com", Scope::Cluster, &[]),
    driver("rbd.csi.ceph.com", Scope::Cluster, CEPH),
    driver("topolvm.cybozu.com", Scope::Cluster, &[]),
    driver("topolvm.io", Scope::Cluster, &[]),
    driver("zfs.csi.openebs.io", Scope::Cluster, &[]),
];

/// What is known of a driver.
pub fn known(name: &str) -> Option<&'static Driver> {
    DRIVERS.iter().find(|known| {
        let before = name.strip_suffix(known.name);
        // Another driver may have a name that ends like a known one.
        let prefixed = known.name.ends_with(".csi.ceph.com");
        before.is_some_and(|before| before.is_empty() || prefixed && before.ends_with('.'))
    })
}

/// Drivers, and provisioners that are none, which take no snapshot: they refuse CreateSnapshot, or have no such call.
pub static WITHOUT_SNAPSHOTS: [&str; 12] = [
    "blob.csi.azure.com",
    "csi.hetzner.cloud",
    "efs.csi.aws.com",
    "fsx.csi.aws.com",
    "gcsfuse.csi.storage.gke.io",
    "k8s-sigs.io/nfs-subdir-external-provisioner",
    "microk8s.io/hostpath",
    "openebs.io/local",
    "rancher.io/local-path",
    "s3.csi.aws.com",
    "secrets-store.csi.k8s.io",
    "smb.csi.k8s.io",
];

/// Drivers whose volumes can be used by nodes of one zone alone, by the documentation of their clouds.
const ZONAL: [&str; 10] = [
    "blockvolume.csi.oraclecloud.com",
    "cinder.csi.openstack.org",
    "com.tencent.cloud.csi.cbs",
    "disk.csi.azure.com",
    "diskplugin.csi.alibabacloud.com",
    "ebs.csi.aws.com",
    "ebs.csi.eks.amazonaws.com",
    "evs.csi.huaweicloud.com",
    "pd.csi.storage.gke.io",
    "vpc.block.csi.ibm.io",
];

/// Drivers whose snapshots are on the disks of the nodes, by their documentation: no statement makes them outlive these.
const ON_NODES: [&str; 7] = [
    "device.csi.openebs.io",
    "hostpath.csi.k8s.io",
    "local.csi.openebs.io",
    "lvm.csi.metal-stack.io",
    "topolvm.cybozu.com",
    "topolvm.io",
    "zfs.csi.openebs.io",
];

/// Whether a provider copies a snapshot to another store before it can be read, by its documentation: EBS copies all
/// blocks of a first snapshot to S3 ("can take several hours for large initial snapshots").
pub fn copies_first(name: &str) -> bool {
    matches!(name, "ebs.csi.aws.com" | "ebs.csi.eks.amazonaws.com")
}

/// Whether the snapshots of a driver are on the disks of the nodes.
pub fn is_on_nodes(name: &str) -> bool {
    ON_NODES.contains(&name)
}

/// Whether volumes of a driver are known to be in one zone.
pub fn is_zonal(name: &str) -> bool {
    ZONAL.contains(&name)
}

/// Whether a driver is known to take no snapshot.
pub fn takes_none(name: &str) -> bool {
    // What came with Kubernetes itself has no such call: CSI has another name for the same disks.
    WITHOUT_SNAPSHOTS.contains(&name) || name.starts_with("kubernetes.io/")
}

/// How many volumes a node is assumed to attach for data movers, where its driver is not known.
pub const ATTACHED: u64 = 16;

/// Drivers with a limit of volumes for each node, those of its pods among them. Where it depends on the size of the node,
/// it is that of common ones: EBS on instances that share 28 attachments with network interfaces, Azure where the driver
/// does not know the size, Google without the smallest machines (Kubernetes, "Node-specific Volume Limits", and the
/// drivers' own tables).
static ATTACH: [(&str, u64); 7] = [
    ("cinder.csi.openstack.org", 256),
    ("disk.csi.azure.com", 16),
    ("dobs.csi.digitalocean.com", 7),
    ("ebs.csi.aws.com", 25),
    ("ebs.csi.eks.amazonaws.com", 25),
    ("linodebs.csi.linode.com", 8),
    ("pd.csi.storage.gke.io", 127),
];

/// A driver with its limit, where it is known.
pub fn attached(name: &str) -> Option<(&'static str, u64)> {
    ATTACH.into_iter().find(|(driver, _)| *driver == name)
}

/// Whether nodes attach any number of volumes of a driver, because it keeps them in the cluster: over the network of its
/// nodes, or on their disks.
pub fn attaches_any(name: &str) -> bool {
    let own = known(name).is_some_and(|known| known.lives == Scope::Cluster);
    own && attached(name).is_none()
}

/// The smallest loss that takes the snapshots of a plan with it: what a `snapshots` block declares, unless they are on
/// the disks of nodes, else where its driver keeps them, else the loss of the cluster, as an assumption. Which block a
/// volume uses is not stated, so that of several the worst counts.
pub(super) fn lives(model: &Model) -> Sourced<Scope> {
    let all = model.snapshots.values().map(|snapshots| {
        if let Some(stated) = snapshots.lives
            && !is_on_nodes(&snapshots.driver.value)
        {
            return Sourced::from(stated);
        }
        kept(snapshots).map_or(Sourced::assumed(Scope::Cluster), |value| Sourced {
            value,
            origin: Origin::Computed,
        })
    });
    all.min_by_key(|lives| lives.value)
        .unwrap_or(Sourced::assumed(Scope::Cluster))
}

/// The smallest loss that takes snapshots with it, where their driver is known.
pub fn kept(snapshots: &Snapshots) -> Option<Scope> {
    if has_own_group(snapshots) {
        return Some(Scope::Region);
    }
    Some(known(&snapshots.driver.value)?.lives)
}

/// Whether a class of Azure keeps its snapshots in a resource group beside that of the cluster
/// (azuredisk-csi-driver, `docs/snapshot.md`).
fn has_own_group(snapshots: &Snapshots) -> bool {
    &*snapshots.driver.value == "disk.csi.azure.com"
        && snapshots
            .parameters
            .iter()
            .any(|parameter| parameter.value.0.eq_ignore_ascii_case("resourceGroup"))
}

/// How often a provider takes a snapshot of one disk, and how many of one it keeps.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// The driver.
    pub driver: &'static str,
    /// The shortest time between two snapshots of a disk.
    pub between: Option<Seconds>,
    /// The most snapshots of a disk.
    pub most: Option<u64>,
    /// Where it stands.
    pub source: &'static str,
}

/// Limits of clouds for the snapshots of one disk.
pub static LIMITS: [Limits; 6] = [
    Limits {
        driver: "csi.vsphere.vmware.com",
        between: None,
        most: Some(3),
        source: "vSphere CSI, `global-max-snapshots-per-block-volume` is 3 where it is not set",
    },
    Limits {
        driver: "disk.csi.azure.com",
        between: None,
        most: Some(500),
        source: "Azure, restrictions of incremental snapshots",
    },
    Limits {
        driver: "dobs.csi.digitalocean.com",
        between: Some(Seconds::minutes(10)),
        most: Some(25),
        source: "DigitalOcean, limits of snapshots: one in 10 minutes, and 25 of a volume",
    },
    Limits {
        driver: "driver.longhorn.io",
        between: None,
        most: Some(250),
        source: "Longhorn, `snapshot-max-count` is at most 250",
    },
    Limits {
        driver: "pd.csi.storage.gke.io",
        between: Some(Seconds::minutes(10)),
        most: None,
        source: "Compute Engine, snapshot frequency limits",
    },
    Limits {
        driver: "pxd.portworx.com",
        between: None,
        most: Some(64),
        source: "Portworx, 64 snapshots of one volume",
    },
];

#[cfg(test)]
mod tests {
    use super::{DRIVERS, WITHOUT_SNAPSHOTS, known};
    use crate::model::Scope;

    #[test]
    fn names() {
        assert!(DRIVERS.is_sorted_by_key(|driver| driver.name));
        let lives = |name| known(name).map(|driver| driver.lives);
        assert_eq!(lives("rook-ceph.rbd.csi.ceph.com"), Some(Scope::Cluster));
        assert_eq!(lives("ebs.csi.aws.com"), Some(Scope::Region));
        assert_eq!(
            lives("openshift-storage.rbd.csi.ceph.com"),
            Some(Scope::Cluster)
        );
        assert_eq!(lives("webs.csi.aws.com"), None);
        assert_eq!(lives("fake.ebs.csi.aws.com"), None);
        assert_eq!(lives("cinder.csi.openstack.org"), None);
        assert!(WITHOUT_SNAPSHOTS.is_sorted());
        assert!(WITHOUT_SNAPSHOTS.iter().all(|name| known(name).is_none()));
    }
}
