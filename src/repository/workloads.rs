//! The workloads that an overlay declares, where all of it can be read.
//!
//! What is built elsewhere (a remote base, a chart, a generator, an operator's own kind) may bring
//! any workload: such an overlay shows nothing, and raises no finding.

use super::walk::{Built, Object};
use super::words::contains_word;
use super::yaml::{Node, Position};
use crate::model::WorkloadKind;
use crate::model::value::Size;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// Kinds of operators that make no pods.
const INERT: [&str; 12] = [
    "Alert",
    "Certificate",
    "ClusterSecretStore",
    "ExternalSecret",
    "HTTPRoute",
    "ImagePolicy",
    "ImageRepository",
    "PodMonitor",
    "PrometheusRule",
    "SealedSecret",
    "SecretStore",
    "ServiceMonitor",
];

/// Everything that an overlay declares of workloads.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Overlay {
    /// Its workloads.
    pub workloads: Vec<Declared>,
    patches: BTreeSet<Rc<str>>,
    scaled: Vec<String>,
    /// Whether pods may have more labels than their files say.
    pub labelled: bool,
}

/// A workload as the repository declares it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declared {
    /// Its kind.
    pub kind: WorkloadKind,
    /// Its name.
    pub name: String,
    /// The file.
    pub file: String,
    /// Containers of its pods.
    pub containers: Vec<String>,
    /// Volumes of its pods, those of claim templates among them.
    pub volumes: Vec<String>,
    /// Containers that run before them, or beside them as sidecars.
    pub init_containers: Vec<String>,
    /// Pods, and where that is written.
    pub replicas: Option<(u64, Position)>,
    /// What claim templates ask for, by their names, and where that is written.
    pub sizes: BTreeMap<String, (Size, Position)>,
    /// Its namespace, where its file or a kustomization.yaml says one.
    pub namespace: String,
    /// Volumes that are claims, by their names in the pod.
    pub claims: Vec<String>,
    /// Labels of its pods.
    pub labels: BTreeMap<String, String>,
    /// Whether its pods carry a hook of the author's.
    pub hooked: bool,
}

impl Overlay {
    /// The declaration of a workload.
    pub fn find(&self, kind: WorkloadKind, name: &str) -> Option<&Declared> {
        self.workloads
            .iter()
            .find(|declared| declared.kind == kind && declared.name == name)
    }

    /// Whether its number of pods or its claims may be other than a workload's own file says.
    pub fn changes(&self, name: &str) -> bool {
        self.patches_name(name) || self.scaled.iter().any(|text| text == name)
    }

    /// Whether a patch names it, and so may add it.
    pub fn patches_name(&self, name: &str) -> bool {
        self.patches.iter().any(|text| contains_word(text, name))
    }
}

/// What a path declares of workloads; `None` where a part of it is not shown.
pub(super) fn read_overlay(built: &Built) -> Option<Overlay> {
    if !built.whole {
        return None;
    }
    let mut overlay = Overlay {
        workloads: Vec::new(),
        patches: built.patches.clone(),
        scaled: built.scaled.clone(),
        labelled: built.labels,
    };
    for object in &built.objects {
        overlay.workloads.extend(declared(object)?);
    }
    Some(overlay)
}

/// The workload that an object is; `None` where it may bring any.
fn declared(object: &Object) -> Option<Option<Declared>> {
    let group = object.group();
    let built_in =
        !group.contains('.') || (group.ends_with(".k8s.io") && !group.ends_with(".x-k8s.io"));
    if !built_in && !INERT.contains(&object.kind()) {
        return None;
    }
    let Some(kind) = WorkloadKind::from_word(&object.kind().to_ascii_lowercase()) else {
        return Some(None);
    };
    let name = object.name();
    let spec = object.node.get("spec");
    let pod = spec.and_then(|spec| spec.at(&["template", "spec"]));
    let names = |key: &str| -> Option<Vec<String>> {
        let list = pod.and_then(|pod| pod.get(key));
        let items = list.map(Node::items).unwrap_or_default();
        items
            .iter()
            .map(|item| Some(item.get("name")?.text()?.to_owned()))
            .collect()
    };
    let (containers, init_containers) = (names("containers")?, names("initContainers")?);
    let mut volumes = names("volumes")?;
    let listed = pod.and_then(|pod| pod.get("volumes"));
    let listed = listed.map(Node::items).unwrap_or_default().iter();
    let claimed = listed.filter(|item| item.get("persistentVolumeClaim").is_some());
    let mut claimed: Vec<String> = claimed
        .filter_map(|item| Some(item.get("name")?.text()?.to_owned()))
        .collect();
    let claims = spec.and_then(|spec| spec.get("volumeClaimTemplates"));
    let mut sizes = BTreeMap::new();
    for claim in claims.map(Node::items).unwrap_or_default() {
        let name = claim.text_at(&["metadata", "name"]).to_owned();
        if let Some(asked) = claim.at(&["spec", "resources", "requests", "storage"])
            && let Some(Ok(size)) = asked.text().map(str::parse)
        {
            sizes.insert(name.clone(), (size, asked.at));
        }
        claimed.push(name.clone());
        volumes.push(name);
    }
    let meta = spec.and_then(|spec| spec.at(&["template", "metadata"]));
    let entries = |key: &str| {
        let map = meta.and_then(|meta| meta.get(key));
        let entries = map.map(Node::entries).unwrap_or_default().iter();
        entries.filter_map(|(key, value)| Some((key.text()?, value.text()?)))
    };
    // Flux fills in `${…}`: what is meant is not shown.
    let open = [name]
        .into_iter()
        .chain(containers.iter().chain(&volumes).map(String::as_str))
        .any(|text| text.contains("${"));
    if open || name.is_empty() {
        return None;
    }
    Some(Some(Declared {
        kind,
        name: name.to_owned(),
        file: object.file.clone(),
        containers,
        volumes,
        init_containers,
        replicas: object
            .node
            .at(&["spec", "replicas"])
            .and_then(|node| Some((node.text()?.parse().ok()?, node.at))),
        sizes,
        namespace: object.namespace().to_owned(),
        claims: claimed,
        labels: entries("labels")
            .map(|(key, value)| (key.to_owned(), value.to_owned()))
            .collect(),
        hooked: entries("annotations").any(|(key, _)| key.contains("hook.backup.velero.io/")),
    }))
}
