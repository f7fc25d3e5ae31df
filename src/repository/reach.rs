//! How annotations reach the pods of a workload: which object of the repository a patch must change,
//! by which name, and which Kustomization of Flux applies it.
//!
//! One question, [`Reaches::get`], is all that other layers ask.

mod charts;
mod deleted;
mod fill;
mod find;
mod named;
mod operators;
mod renderers;
mod scope;
mod shown;
mod stripped;

use super::brought::Walks;
use super::files::Files;
use super::kustomize::Builder;
use super::tree::join;
use crate::model::{Cluster, ClusterId, Model, Namespace, NamespaceId, WorkloadId};
use find::{Wanted, reach};
use scope::Lists;
use shown::Scope;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

pub use crate::repository::operators::pods::MountedClaim;
pub use find::{Carrier, Mounting};
pub use named::ObjectName;
pub use operators::{Edit, Field};

/// Of which workload of which namespace on which cluster.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ReachKey {
    /// The cluster.
    pub cluster: ClusterId,
    /// The path that a stage of a recovery applies; `None` where the author's own Kustomizations do.
    pub stage: Option<String>,
    /// The namespace.
    pub namespace: NamespaceId,
    /// The workload.
    pub workload: WorkloadId,
}

/// How annotations reach the pods of a workload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reach {
    /// By a patch of an object.
    By(Box<Found>),
    /// By none, or none that is known.
    Not(Lacking),
}

/// An object to patch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// What is patched.
    pub carrier: Carrier,
    /// The file of the object.
    pub file: String,
    /// The ordinal of the first pod, where the object is a StatefulSet.
    pub first: u64,
    /// What applies it.
    pub applier: Applier,
    /// What the workload is called on the cluster, where the plan calls it otherwise.
    pub renamed: Option<String>,
}

/// A Kustomization of Flux that applies an object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applier {
    /// The path that it applies.
    pub path: String,
    /// The Flux Kustomization; `None` where it is a stage, or the repository does not show it.
    pub object: Option<FluxObject>,
    /// Whether it applies a part of what the plan names alone.
    pub inner: bool,
    /// How many Kustomizations bring it, from the one of the path on.
    pub depth: usize,
    /// The Components that it applies, seen from the root of the repository.
    pub wired: BTreeSet<String>,
    /// Those of them that a kustomization.yaml of its path lists.
    pub listed: BTreeSet<String>,
}

/// A Flux Kustomization as its file shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FluxObject {
    /// As a patch calls it.
    pub name: ObjectName,
    /// Whether it has a list of Components already.
    pub has_components: bool,
    /// The file.
    pub file: String,
    /// The line of `spec.path`, from 1.
    pub line: u32,
}

/// Why no patch reaches the pods.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lacking {
    /// No object that was read makes them.
    NoObject {
        /// HelmReleases whose chart may make them, by name.
        releases: Vec<String>,
        /// What was not read, each with why.
        not_read: Vec<String>,
    },
    /// The release that the plan names is not there.
    NoRelease(Vec<String>),
    /// It is the resource of an operator in this file, which hands no field that is known to its pods.
    NoField(String),
    /// It is the resource of an operator, and the repository shows none of its path.
    NotShown,
    /// Every name of the object is also one of an object in this file.
    Namesake(String),
    /// A patch in this file sets the post-renderers of the HelmRelease after every Component.
    Replaced(String),
    /// A patch in this file takes the annotations of the pods away after every Component.
    Stripped(String),
}

/// How annotations reach each workload.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reaches(BTreeMap<ReachKey, Reach>);

impl Reaches {
    /// How annotations reach a workload; `None` where the repository does not show its path.
    pub fn get(&self, key: &ReachKey) -> Option<&Reach> {
        self.0.get(key)
    }

    /// How annotations reach all workloads.
    pub(super) fn all(&self) -> impl Iterator<Item = &Reach> {
        self.0.values()
    }
}

/// Reads how annotations reach the workloads of a plan; `there` are the paths that exist.
pub(super) fn read(
    (files, builder): (&Files<'_>, &Builder<'_>),
    walks: &Walks,
    model: &Model,
    there: &BTreeMap<String, bool>,
    ours: &str,
) -> Reaches {
    let mut scopes = Scopes {
        files,
        builder,
        walks,
        ours,
        known: BTreeMap::new(),
        lists: Lists::default(),
    };
    let mut all = Reaches::default();
    let blocks = model.namespaces.iter();
    for block in blocks.filter(|block| !block.workloads.is_empty()) {
        for cluster in model.clusters.values() {
            let primary = cluster.recovers.map_or(cluster.id, |id| id.value);
            let elsewhere = |named: ClusterId| named != primary;
            if block
                .cluster
                .as_ref()
                .is_some_and(|named| elsewhere(named.value))
            {
                continue;
            }
            for (path, stage) in places(block, cluster) {
                if there.get(path) == Some(&true) {
                    scopes.read(block, cluster, (path, stage), &mut all);
                }
            }
        }
    }
    all
}

/// The paths from which a cluster gets a namespace, each with whether a stage applies it there.
fn places<'m>(block: &'m Namespace, cluster: &Cluster) -> Vec<(&'m str, bool)> {
    let Some(apps) = &block.apps else {
        return Vec::new();
    };
    let own = apps.path.value.as_str();
    let stages: BTreeSet<&str> = apps.overlays().map(|path| path.value.as_str()).collect();
    let mut places: Vec<(&str, bool)> = stages.into_iter().map(|path| (path, true)).collect();
    if cluster.recovers.is_none() {
        places.push((own, false));
    }
    places
}

/// What was read of some paths.
struct Scopes<'a> {
    files: &'a Files<'a>,
    builder: &'a Builder<'a>,
    walks: &'a Walks,
    ours: &'a str,
    known: BTreeMap<String, Rc<Scope>>,
    lists: Lists,
}

impl Scopes<'_> {
    fn get(&mut self, path: &str) -> Rc<Scope> {
        let read = || Rc::new(scope::read(self.files, &self.lists, path, self.ours));
        self.known
            .entry(path.to_owned())
            .or_insert_with(read)
            .clone()
    }

    /// The workloads of a block that come from a path.
    fn read(
        &mut self,
        block: &Namespace,
        cluster: &Cluster,
        (path, stage): (&str, bool),
        all: &mut Reaches,
    ) {
        // What the author's Kustomizations make of it is seen from where they begin.
        let entry = join("", &cluster.path()).filter(|_| !stage);
        let shown = entry.map(|entry| self.get(&entry));
        let shown = shown.filter(|scope| scope.applies(path));
        for (namespace, name) in block.members() {
            let mut namespaces = vec![name.value.as_str().to_owned()];
            let mapped = cluster
                .maps
                .iter()
                .filter(|(old, _)| *old.value == *name.value.as_str());
            namespaces.extend(mapped.map(|(_, new)| new.to_string()));
            for workload in &block.workloads {
                let renderers =
                    |scope: &Scope| renderers::read((self.files, self.builder), self.walks, scope);
                let stripped =
                    |scope: &Scope| stripped::read((self.files, self.ours), self.walks, scope);
                let wanted = Wanted {
                    renderers: &renderers,
                    stripped: &stripped,
                    kind: workload.name.value.kind,
                    name: &workload.name.value.name,
                    release: workload.release.as_ref().map(|release| &release.value),
                    namespaces: &namespaces,
                    path,
                };
                let found = match shown.as_ref().map(|scope| reach(scope, wanted)) {
                    Some(found @ Reach::By(_)) => found,
                    Some(Reach::Not(_)) | None => reach(&self.get(path), wanted),
                };
                let key = ReachKey {
                    cluster: cluster.id,
                    stage: stage.then(|| path.to_owned()),
                    namespace,
                    workload: workload.id,
                };
                all.0.insert(key, found);
            }
        }
    }
}
