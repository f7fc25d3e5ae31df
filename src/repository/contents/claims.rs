//! Claims, and the storage classes that they ask for.

use crate::model::value::Size;
use crate::repository::built::{Built, Object};
use crate::repository::files::Files;
use crate::repository::observed::Place;
use crate::repository::yaml::Node;
use std::collections::{BTreeMap, BTreeSet};

/// A PersistentVolumeClaim in Git.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// The file.
    pub file: String,
    /// Its namespace; empty where none is stated.
    pub namespace: String,
    /// Its name.
    pub name: String,
    /// What Flux does with it where it exists already.
    pub applied: Applied,
    /// What it asks for.
    pub spec: ClaimSpec,
    /// Where its size is written.
    pub size_at: Option<Place>,
}

/// What Flux does with a claim that exists already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Applied {
    /// It changes the claim, and nothing of its Kustomization is applied where the API server refuses that.
    Changes,
    /// It deletes a claim that cannot be changed, and makes it again.
    Replaces,
    /// It leaves the claim as it is.
    Leaves,
}

/// What a claim or a claim template asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ClaimSpec {
    /// Its class; `None` where the cluster's own is meant.
    pub class: Option<String>,
    /// How much, where that can be read.
    pub size: Option<Size>,
    /// How it is mounted; empty where that is not stated.
    pub access: BTreeSet<String>,
    /// Whether it is a device, not files.
    pub block: bool,
    /// The volume that it is bound to by name; empty where any will do.
    pub volume: String,
    /// What fills it when it is made, as the field, kind and name; `None` where nothing does.
    pub source: Option<(&'static str, String)>,
    /// Whether a variable stays in its fields whose value is not known.
    pub open: bool,
    /// Its labels.
    pub labels: BTreeMap<String, String>,
    /// Its annotations.
    pub annotations: BTreeMap<String, String>,
}

/// The label that keeps what carries it out of every backup, where it is `true` (pkg/apis/velero/v1/labels_annotations.go).
pub const EXCLUDE: &str = "velero.io/exclude-from-backup";

/// The annotation of a pod with the volumes that a file backup leaves out (pkg/util/podvolume/pod_volume.go).
pub const VOLUMES_BUT: &str = "backup.velero.io/backup-volumes-excludes";
/// The annotation of a pod with the volumes that are copied as files, and therefore not by snapshot (the same file).
pub const VOLUMES_ONLY: &str = "backup.velero.io/backup-volumes";

impl ClaimSpec {
    /// Whether its label keeps it out of every backup.
    pub fn is_excluded(&self) -> bool {
        self.labels.get(EXCLUDE).is_some_and(|text| text == "true")
    }
}

/// A PersistentVolume in Git.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Volume {
    /// The file.
    pub file: String,
    /// Its name.
    pub name: String,
    /// The claim that it is for; empty where any may have it.
    pub claim: (String, String),
    /// Its class; empty where it has none.
    pub class: String,
    /// What holds its bytes: `csi`, `nfs`, `hostPath`, `local` and others.
    pub source: String,
    /// Its CSI driver; empty for another source.
    pub driver: String,
    /// Its labels.
    pub labels: BTreeMap<String, String>,
}

const SIZE: [&str; 4] = ["spec", "resources", "requests", "storage"];
const KIND: &str = "PersistentVolumeClaim";

pub(super) fn find_claims(files: &Files<'_>, built: &Built) -> Vec<Claim> {
    // One whose name is not known is told as not read.
    let claims = built.of_kind(KIND).filter(|claim| !claim.is_unnamed());
    claims
        .map(|object| Claim {
            file: object.file.clone(),
            namespace: object.namespace().to_owned(),
            name: object.name().to_owned(),
            applied: applied(built, object),
            spec: claim_spec(&object.node),
            size_at: object.node.at(&SIZE).map(|size| Place {
                file: files.name(size.at).to_string(),
                line: size.at.line,
                bytes: (size.at.start, size.at.end),
            }),
        })
        .collect()
}

/// What a claim or a template asks for.
pub(super) fn claim_spec(claim: &Node) -> ClaimSpec {
    let said = |path: &[&str]| claim.text_at(path);
    let access = claim.at(&["spec", "accessModes"]);
    let access = access.map(Node::items).unwrap_or_default().iter();
    ClaimSpec {
        class: class(claim).map(str::to_owned),
        size: said(&SIZE).parse().ok(),
        access: access
            .filter_map(|mode| Some(mode.text()?.to_owned()))
            .collect(),
        block: said(&["spec", "volumeMode"]) == "Block",
        volume: said(&["spec", "volumeName"]).to_owned(),
        source: source(claim),
        open: claim.at(&["spec"]).is_some_and(|spec| spec.holds("${")),
        labels: texts(claim, "labels"),
        annotations: texts(claim, "annotations"),
    }
}

fn source(claim: &Node) -> Option<(&'static str, String)> {
    let mut fields = ["dataSourceRef", "dataSource"].into_iter();
    fields.find_map(|field| {
        let source = claim.at(&["spec", field])?;
        let kind = source.text_at(&["kind"]);
        (!kind.is_empty()).then(|| (field, format!("{kind}/{}", source.text_at(&["name"]))))
    })
}

/// The group of the marks by which an author tells kustomize-controller what to do with one object.
const FLUX: &str = "kustomize.toolkit.fluxcd.io";

/// Read in fluxcd/pkg, `ssa/manager_apply.go`: case is of no account, and labels count as annotations do.
fn applied(built: &Built, object: &Object) -> Applied {
    let marked = |mark: &str, value: &str| {
        let key = format!("{FLUX}/{mark}");
        let mut maps = ["annotations", "labels"].iter();
        maps.any(|map| {
            let text = object.node.text_at(&["metadata", map, &key]);
            text.eq_ignore_ascii_case(value)
        })
    };
    if marked("ssa", "IfNotPresent") || marked("ssa", "Ignore") || marked("reconcile", "disabled") {
        return Applied::Leaves;
    }
    match built.forced.contains(&object.by) || marked("force", "enabled") {
        true => Applied::Replaces,
        false => Applied::Changes,
    }
}

/// Fields of a PersistentVolume that are no source.
const NO_SOURCE: [&str; 9] = [
    "accessModes",
    "capacity",
    "claimRef",
    "mountOptions",
    "nodeAffinity",
    "persistentVolumeReclaimPolicy",
    "storageClassName",
    "volumeAttributesClassName",
    "volumeMode",
];

pub(super) fn find_volumes(built: &Built) -> Vec<Volume> {
    let volumes = built.of_kind("PersistentVolume");
    let volumes = volumes.filter_map(|object| {
        let spec = object.node.get("spec")?;
        let fields = || spec.entries().iter().filter_map(|(key, _)| key.text());
        let source = fields().find(|key| !NO_SOURCE.contains(key))?;
        let claim = |key: &str| spec.text_at(&["claimRef", key]).to_owned();
        Some(Volume {
            file: object.file.clone(),
            name: object.name().to_owned(),
            claim: (claim("namespace"), claim("name")),
            class: spec.text_at(&["storageClassName"]).to_owned(),
            source: source.to_owned(),
            driver: spec.text_at(&["csi", "driver"]).to_owned(),
            labels: texts(&object.node, "labels"),
        })
    });
    volumes.collect()
}

/// The classes of a path's claims and claim templates, each with a file. No class is needed for a claim that names
/// its volume, for one of the class `""`, and for a class that a volume in Git has too: it only pairs the two.
pub(super) fn asked_classes(built: &Built) -> BTreeMap<String, String> {
    let mut asked = BTreeMap::new();
    let volumes = built.of_kind("PersistentVolume");
    let paired: BTreeSet<&str> = volumes
        .map(|volume| volume.node.text_at(&["spec", "storageClassName"]))
        .chain([""])
        .collect();
    let mut take = |object: &Object, claim: &Node| {
        let class = class(claim).filter(|class| !class.contains("${") && !paired.contains(class));
        let named = !claim.text_at(&["spec", "volumeName"]).is_empty();
        if let Some(class) = class.filter(|_| !named) {
            let file = || object.file.clone();
            asked.entry(class.to_owned()).or_insert_with(file);
        }
    };
    for object in built.of_kind(KIND) {
        take(object, &object.node);
    }
    for object in built.of_kind("StatefulSet") {
        let templates = object.node.at(&["spec", "volumeClaimTemplates"]);
        for template in templates.map(Node::items).unwrap_or_default() {
            take(object, template);
        }
    }
    asked
}

/// The annotation that named a class before there was a field.
const OLD_CLASS: &str = "volume.beta.kubernetes.io/storage-class";

fn class(claim: &Node) -> Option<&str> {
    let field = claim.at(&["spec", "storageClassName"]);
    let old = || claim.at(&["metadata", "annotations", OLD_CLASS]);
    field.or_else(old)?.text()
}

/// The labels or annotations of an object or a template.
pub(super) fn texts(of: &Node, key: &str) -> BTreeMap<String, String> {
    let map = of.at(&["metadata", key]);
    let entries = map.map(Node::entries).unwrap_or_default().iter();
    let texts = entries.filter_map(|(key, value)| Some((key.text()?, value.text()?)));
    texts
        .map(|(key, value)| (key.to_owned(), value.to_owned()))
        .collect()
}
