//! The workloads that a path declares, as they are applied.
//!
//! What is built elsewhere (a remote base, a chart, a generator, an operator's own kind) may bring
//! any workload beside them: that one is missing is known only where there is no such thing.

mod operated;

use super::built::{Built, Object};
use super::charted::{charted, fills};
use super::files::Files;
use super::operators::{is_known_group, row};
use super::yaml::{Node, Position};
use crate::model::WorkloadKind;
use crate::model::value::Size;
use operated::operated;
use std::collections::{BTreeMap, BTreeSet};

pub use super::charted::Charted;

/// Everything that an overlay declares of workloads.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Overlay {
    /// Its workloads.
    pub workloads: Vec<Declared>,
    /// Whether there can be no others.
    pub whole: bool,
    /// Whether there can be no others beside what known charts make.
    pub whole_with_charts: bool,
    /// What known charts make.
    pub charted: Vec<Charted>,
    /// The namespaces that releases fill.
    filled: BTreeSet<String>,
    /// The namespaces of releases that may make any workload.
    open: BTreeSet<String>,
    /// Whether anything else may make workloads in any namespace.
    open_anywhere: bool,
    /// Whether there can be no other resource of an operator.
    pub operated_whole: bool,
    /// The files of positions.
    files: BTreeMap<u32, String>,
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
    /// What its manifest says of them, where that is no number until Flux fills it in.
    pub open_replicas: Option<String>,
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
    /// Claims of a volume, by its name, where an operator makes another number than there are pods.
    pub copies: BTreeMap<String, u64>,
    /// Whether each of its pods keeps a part of the data.
    pub parts: bool,
}

impl Overlay {
    /// The declaration of a workload: the one in these namespaces where there are several.
    pub fn find(&self, kind: WorkloadKind, name: &str, namespaces: &[&str]) -> Option<&Declared> {
        let such = |declared: &&Declared| declared.kind == kind && declared.name == name;
        let within = |declared: &&Declared| namespaces.contains(&declared.namespace.as_str());
        let mut all = self.workloads.iter().filter(such);
        let first = all.clone().next();
        all.find(within).or(first)
    }

    /// Whether it is known that a workload is not there.
    pub fn lacks(&self, kind: WorkloadKind, name: &str) -> bool {
        let whole = match kind {
            WorkloadKind::Operated(_) => self.operated_whole,
            WorkloadKind::StatefulSet | WorkloadKind::Deployment | WorkloadKind::DaemonSet => {
                self.whole_with_charts
            }
        };
        whole && !self.is_charted(kind, name) && self.find(kind, name, &[]).is_none()
    }

    /// Whether anything but what is listed may make a workload in a namespace. A release fills its own namespace, unless
    /// its templates name another one, which those of well-known charts do only where their values ask for it.
    pub fn may_get_more(&self, namespace: &str) -> bool {
        self.open_anywhere || self.open.contains(namespace)
    }

    /// Whether anything but what is listed may make objects of any kind in a namespace, as `may_get_more`.
    pub fn may_get_objects(&self, namespace: &str) -> bool {
        self.open_anywhere || self.filled.contains(namespace)
    }

    /// Counts what may make any workload, or any but those of a chart that is known.
    fn opens(&mut self, object: &Object, known: bool) {
        let namespace = fills(object);
        let named = !namespace.is_empty() && !namespace.contains("${");
        if object.kind() != "HelmRelease" || !named {
            self.open_anywhere = true;
            return;
        }
        self.filled.insert(namespace.to_owned());
        if !known {
            self.open.insert(namespace.to_owned());
        }
    }

    /// Whether a chart that is known makes a workload.
    pub fn is_charted(&self, kind: WorkloadKind, name: &str) -> bool {
        self.charted.iter().any(|one| one.is(kind, name))
    }

    /// Whether a chart is known to make other workloads in place of this one: one of its name and of another kind, or
    /// those of the release that is named, which may be the name of the workload.
    pub fn charts_another(
        &self,
        (kind, name): (WorkloadKind, &str),
        release: Option<&str>,
        namespace: &str,
    ) -> bool {
        let here = |one: &&Charted| one.namespace.is_empty() || one.namespace == namespace;
        let mut own = self.charted.iter().filter(here);
        let made = own.clone().any(|one| one.is(kind, name));
        let shown = made || kind.operator().is_some() || self.find(kind, name, &[]).is_some();
        let release = release.unwrap_or(name);
        !shown && own.any(|one| one.release == release || one.names.iter().any(|own| own == name))
    }

    /// The file of a position.
    pub fn file(&self, at: Position) -> &str {
        self.files.get(&at.file).map_or("", String::as_str)
    }
}

/// What a path declares of workloads.
pub(super) fn read_overlay(files: &Files<'_>, built: &Built) -> Overlay {
    let mut overlay = Overlay {
        workloads: Vec::new(),
        whole: built.whole,
        whole_with_charts: built.whole,
        charted: Vec::new(),
        filled: BTreeSet::new(),
        open: BTreeSet::new(),
        open_anywhere: !built.whole,
        operated_whole: built.whole,
        files: BTreeMap::new(),
    };
    for object in &built.objects {
        match declared(object) {
            Some(found) => overlay.workloads.extend(found),
            None => {
                overlay.whole = false;
                let found = charted(built, object);
                overlay.opens(object, found.is_some());
                match found {
                    Some(found) => overlay.charted.extend(found),
                    None => overlay.whole_with_charts = false,
                }
                overlay.operated_whole &= is_known_group(object.group());
            }
        }
        overlay.workloads.extend(operated(built, object));
        // What Flux fills in may be any name.
        let operated = row(object.group(), object.kind()).is_some();
        overlay.operated_whole &= !operated || !object.is_unnamed();
    }
    for found in &overlay.workloads {
        let sizes = found.sizes.values().map(|(_, at)| *at);
        let places = found.replicas.map(|(_, at)| at).into_iter().chain(sizes);
        for at in places {
            overlay.files.insert(at.file, files.name(at).to_string());
        }
    }
    overlay
}

/// The workload that an object is; `None` where it may bring any.
fn declared(object: &Object) -> Option<Option<Declared>> {
    let group = object.group();
    let built_in =
        !group.contains('.') || (group.ends_with(".k8s.io") && !group.ends_with(".x-k8s.io"));
    if !built_in && !super::operators::inert::is_inert(object) {
        return None;
    }
    let Some(kind) = WorkloadKind::from_kind(object.kind()) else {
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
        open_replicas: object
            .node
            .at(&["spec", "replicas"])
            .and_then(Node::text)
            .filter(|text| text.contains("${"))
            .map(str::to_owned),
        sizes,
        namespace: object.namespace().to_owned(),
        claims: claimed,
        labels: entries("labels")
            .map(|(key, value)| (key.to_owned(), value.to_owned()))
            .collect(),
        hooked: entries("annotations").any(|(key, _)| key.contains("hook.backup.velero.io/")),
        copies: BTreeMap::new(),
        parts: false,
    }))
}
