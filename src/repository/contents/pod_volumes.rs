//! Volumes of pods, and what each of them is.

use super::Holder;
use super::claims::{ClaimSpec, claim_spec};
use crate::repository::yaml::Node;

/// A volume of a pod.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PodVolume {
    /// Its name in the pod.
    pub name: String,
    /// What it is.
    pub source: VolumeSource,
    /// Whether no container can write to it, whatever it mounts.
    pub read_only: bool,
    /// The files of a Secret or a ConfigMap; empty where the volume is anything else.
    pub files: Vec<HeldFiles>,
}

/// Files of a Secret or a ConfigMap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldFiles {
    /// Which of the two.
    pub holder: Holder,
    /// Its name; empty where that is not shown.
    pub name: String,
    /// The key and the path of each file, where not every key is one.
    pub items: Option<Vec<(String, String)>>,
}

/// What a volume of a pod is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VolumeSource {
    /// A claim by its name.
    Claim(String),
    /// A claim of each pod of a StatefulSet.
    Template(Box<ClaimSpec>),
    /// A claim that is made with each pod and deleted with it.
    Ephemeral(Box<ClaimSpec>),
    /// A directory of the node that is empty at first.
    Empty,
    /// What the node itself has: a directory of its system, a device or a socket.
    HostPath,
    /// Another directory of the node, where pods may keep data.
    HostData,
    /// What the cluster itself knows: ConfigMaps, Secrets, tokens, the pod's own fields.
    Configuration,
    /// Not stated: the API server makes an emptyDir of it, and a webhook may make anything.
    Unstated,
    /// Anything else, by the field that names it.
    Other(String),
}

impl VolumeSource {
    /// The claim that it names.
    pub fn claim(&self) -> Option<&str> {
        let VolumeSource::Claim(name) = self else {
            return None;
        };
        Some(name)
    }

    /// Whether a pod has it for itself, and what replaces the pod begins with an empty one.
    pub fn is_lost_with_pod(&self) -> bool {
        matches!(self, Self::Empty | Self::Ephemeral(_) | Self::Unstated)
    }

    /// What its claim template asks for.
    pub fn template(&self) -> Option<&ClaimSpec> {
        let VolumeSource::Template(claim) = self else {
            return None;
        };
        Some(claim)
    }
}

/// Fields of a pod's volume whose content is an object of the cluster, or an image.
const CONFIGURATION: [&str; 5] = ["configMap", "downwardAPI", "image", "projected", "secret"];

/// Drivers that mount what others than the pod keep. Most drivers of volumes without a claim write secrets, certificates or
/// images.
const SHARES: [&str; 9] = [
    "blob.csi.azure.com",
    "cephfs.csi.ceph.com",
    "csi.juicefs.com",
    "efs.csi.aws.com",
    "file.csi.azure.com",
    "gcsfuse.csi.storage.gke.io",
    "nfs.csi.k8s.io",
    "rook-ceph.cephfs.csi.ceph.com",
    "smb.csi.k8s.io",
];

pub(super) fn volume(item: &Node) -> PodVolume {
    let fields = || item.entries().iter().filter_map(|(key, _)| key.text());
    let field = fields().find(|key| *key != "name");
    let read_only = |field: &str| item.text_at(&[field, "readOnly"]) == "true";
    PodVolume {
        name: item.text_at(&["name"]).to_owned(),
        read_only: field.is_some_and(read_only),
        files: files(item),
        source: match field {
            Some("persistentVolumeClaim") => {
                let claim = item.text_at(&["persistentVolumeClaim", "claimName"]);
                VolumeSource::Claim(claim.to_owned())
            }
            Some("ephemeral") => {
                let claim = item.at(&["ephemeral", "volumeClaimTemplate"]);
                VolumeSource::Ephemeral(Box::new(claim.map(claim_spec).unwrap_or_default()))
            }
            Some("emptyDir") => VolumeSource::Empty,
            None => VolumeSource::Unstated,
            Some("hostPath") => match is_of_node(
                item.text_at(&["hostPath", "path"]),
                item.text_at(&["hostPath", "type"]),
            ) {
                true => VolumeSource::HostPath,
                false => VolumeSource::HostData,
            },
            Some("csi") => match item.text_at(&["csi", "driver"]) {
                driver if SHARES.contains(&driver) => VolumeSource::Other(format!("csi {driver}")),
                _ => VolumeSource::Other("csi".to_owned()),
            },
            Some(known) if CONFIGURATION.contains(&known) => VolumeSource::Configuration,
            Some(other) => VolumeSource::Other(other.to_owned()),
        },
    }
}

/// The files of a volume, also of one that is put together from several.
fn files(item: &Node) -> Vec<HeldFiles> {
    let projected = item.at(&["projected", "sources"]).map(Node::items);
    let sources = projected.unwrap_or_default().iter();
    std::iter::once(item)
        .chain(sources)
        .flat_map(of_source)
        .collect()
}

fn of_source(source: &Node) -> Vec<HeldFiles> {
    let one = |holder, field: &str| {
        let of = source.get(field)?;
        let name = match of.text_at(&["secretName"]) {
            "" => of.text_at(&["name"]),
            name => name,
        };
        let items = of.get("items").map(|items| {
            let file = |item: &Node| {
                let text = |key: &str| item.text_at(&[key]).to_owned();
                (text("key"), text("path"))
            };
            items.items().iter().map(file).collect()
        });
        Some(HeldFiles {
            holder,
            name: name.to_owned(),
            items,
        })
    };
    let both = [
        one(Holder::Secret, "secret"),
        one(Holder::ConfigMap, "configMap"),
    ];
    both.into_iter().flatten().collect()
}

/// Directories that belong to the system of a node, or to what runs its pods.
const OF_NODE: [&str; 22] = [
    "/boot",
    "/dev",
    "/etc",
    "/lib",
    "/lib64",
    "/opt/cni",
    "/proc",
    "/run",
    "/sys",
    "/tmp",
    "/usr",
    "/var/cache",
    "/var/lib/calico",
    "/var/lib/cni",
    "/var/lib/containerd",
    "/var/lib/containers",
    "/var/lib/docker",
    "/var/lib/kubelet",
    "/var/lib/rancher",
    "/var/log",
    "/var/run",
    "/var/tmp",
];

/// Whether a directory of a node is its own, or what is mounted is no directory.
pub(super) fn is_of_node(path: &str, kind: &str) -> bool {
    let path = path.trim_end_matches('/');
    let device = matches!(kind, "BlockDevice" | "CharDevice" | "Socket");
    let system = OF_NODE.iter().any(|own| {
        let rest = path.strip_prefix(own);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    });
    device || system || path.is_empty()
}
