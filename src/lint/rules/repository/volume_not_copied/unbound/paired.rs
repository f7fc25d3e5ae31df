//! Classes that exist as a word alone: it pairs claims with PersistentVolumes of Git, and nothing provisions it.
//!
//! A StorageClass may be made by a chart or by a cloud provider, which no file of Git shows. What is reported here could not
//! be one of these.

use crate::analyze::effective::Member;
use crate::analyze::recovery::RecoverySide;
use crate::lint::LintCx;
use crate::repository::contents::{Claim, Contents, Volume};
use std::collections::BTreeSet;

/// First words of the classes that charts and cloud providers make without a line in Git.
const MADE: [&str; 34] = [
    "alicloud",
    "azure",
    "azureblob",
    "azurefile",
    "block",
    "ceph",
    "cephfs",
    "cinder",
    "civo",
    "csi",
    "default",
    "do",
    "ebs",
    "efs",
    "exoscale",
    "gp2",
    "gp3",
    "hcloud",
    "hostpath",
    "jiva",
    "linode",
    "linstor",
    "local",
    "longhorn",
    "managed",
    "mayastor",
    "nfs",
    "oci",
    "openebs",
    "piraeus",
    "premium",
    "rook",
    "scw",
    "standard",
];

/// A PersistentVolume of a class that certainly pairs alone; `None` where a provisioner may serve the class.
pub(super) fn paired_by<'a>(
    cx: &LintCx<'a>,
    (side, member): (&RecoverySide, &Member),
    class: &str,
) -> Option<&'a Volume> {
    let primary = || cx.inventory.contents_on(side.primary.id);
    let all = primary().chain(cx.inventory.contents_on(side.cluster.id));
    let is_known = |one: &Contents| {
        let mut declared = one.storage.iter();
        one.classes.contains(class)
            || one.charted_classes.contains(class)
            || declared.any(|one| one.name == class)
    };
    let mapped = side.cluster.storage_classes.iter();
    let is_target = mapped.into_iter().any(|(_, to)| **to == *class);
    let first = class.split('-').next().unwrap_or_default();
    if class.contains("${") || is_target || MADE.contains(&first) || all.into_iter().any(is_known) {
        return None;
    }
    let volumes: Vec<&Volume> = primary()
        .flat_map(|one| &one.volumes)
        .filter(|one| one.class == class)
        .collect();
    // What a driver of CSI serves may have a class of the driver's own: one that has the name of its volume has none.
    let by_hand = |one: &&Volume| one.source != "csi" || is_named_after(class, one);
    let names: BTreeSet<&str> = volumes.iter().map(|one| one.name.as_str()).collect();
    let asking = primary().flat_map(|one| &one.claims);
    let asking = asking.filter(|claim| claim.spec.class.as_deref() == Some(class));
    let asking: BTreeSet<(&str, &str)> = asking.map(id).collect();
    let templates = primary()
        .flat_map(|one| &one.pods)
        .flat_map(|one| &one.volumes);
    let mut templates = templates.filter_map(|one| one.source.template());
    let each = templates.any(|one| one.class.as_deref() == Some(class));
    // More claims than volumes would be made by something.
    let enough = asking.len() <= names.len() && !each;
    let found = volumes.iter().copied().find(|volume| {
        let (namespace, _) = &volume.claim;
        namespace.is_empty() || *namespace == *member.name.value.as_str()
    });
    (enough && volumes.iter().all(by_hand)).then_some(found)?
}

/// Whether a class has the first word of its name from a volume, as `plex-class` of `plex-pv`.
pub(super) fn is_named_after(class: &str, volume: &Volume) -> bool {
    let first = class.split('-').next().unwrap_or_default();
    volume.name.split('-').any(|word| word == first)
}

fn id(claim: &Claim) -> (&str, &str) {
    (&claim.namespace, &claim.name)
}
