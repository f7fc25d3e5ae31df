//! What the repository shows, from what the door has read of it.
//!
//! Everything here is evidence for rules that accuse: what cannot be read, or comes from elsewhere,
//! shows nothing, and a path that was not looked at is not accused of anything.

mod classes;
mod credentials;
pub mod overlay;
pub mod wiring;
pub mod yaml;

use crate::model::Model;
use crate::model::value::RepoPath;
use crate::source::Spanned;
use overlay::Overlay;
use std::collections::BTreeMap;
use wiring::Wiring;

/// A directory as the door shows it; paths are below its root, with `/` between their parts.
pub trait Tree {
    /// Whether something is there.
    fn exists(&self, path: &str) -> bool;
    /// The text of a file; `None` where it is none of the repository's own, or no text.
    fn read(&self, path: &str) -> Option<String>;
    /// Names of a directory, sorted, each with whether it is a directory; `None` where it is none.
    fn list(&self, path: &str) -> Option<Vec<(String, bool)>>;
}

/// What was looked at.
#[derive(Debug, Clone, Default)]
pub struct Inventory {
    /// Paths below the repository root, and whether they are there.
    pub paths: BTreeMap<String, bool>,
    /// By cluster, what Flux applies there; a cluster of which nothing was found is not there.
    pub wiring: BTreeMap<String, Wiring>,
    /// Snapshot classes that others declare: names and files.
    pub classes: BTreeMap<String, String>,
    /// Secrets that open buckets, each with whether a platform names it; those of which nothing was
    /// looked at are not there.
    pub credentials: BTreeMap<String, bool>,
    /// By path, the overlays of namespaces that name workloads, where they can be read in whole.
    pub overlays: BTreeMap<String, Overlay>,
}

impl Inventory {
    /// Whether a path was looked for and not found.
    pub fn lacks(&self, path: &str) -> bool {
        self.paths.get(path) == Some(&false)
    }
}

/// Looks at what a plan names; `named` are the paths that must be there.
pub fn look(tree: &dyn Tree, model: &Model, named: &[&Spanned<RepoPath>]) -> Inventory {
    let mut inventory = Inventory::default();
    for path in named {
        let path = path.value.as_str();
        let there = tree.exists(path);
        inventory.paths.insert(path.to_owned(), there);
    }
    let apps: Vec<_> = model
        .namespaces
        .iter()
        .filter(|block| !block.workloads.is_empty())
        .filter_map(|block| block.apps.as_ref())
        .map(|apps| apps.path.value.as_str())
        .filter(|path| inventory.paths.get(*path) == Some(&true))
        .collect();
    let ours = match model.plan.output() {
        "" => format!("{}/", model.plan.name.value),
        output => format!("{output}/{}/", model.plan.name.value),
    };
    for cluster in model.clusters.values() {
        if let Some(found) = wiring::look(tree, &cluster.path(), &apps, &ours) {
            inventory
                .wiring
                .insert(cluster.name.value.to_string(), found);
        }
    }
    if !model.snapshots.is_empty() {
        inventory.classes = classes::look(tree, model);
    }
    inventory.credentials = credentials::look(tree, model);
    for path in apps {
        if let Some(found) = overlay::read(tree, path, &ours) {
            inventory.overlays.insert(path.to_owned(), found);
        }
    }
    inventory
}

/// Takes over what the repository shows of workloads and the plan does not say: pods and claims.
pub fn tell(model: &mut Model, inventory: &Inventory) {
    for block in &mut model.namespaces {
        let path = block.apps.as_ref().map(|apps| apps.path.value.as_str());
        let Some(overlay) = path.and_then(|path| inventory.overlays.get(path)) else {
            continue;
        };
        for workload in &mut block.workloads {
            let (kind, name) = &workload.name.value;
            let Some(declared) = overlay.find(*kind, name).filter(|_| !overlay.changes(name))
            else {
                continue;
            };
            workload.shown_replicas = declared.replicas;
            for volume in &mut workload.volumes {
                volume.shown_size = declared.sizes.get(volume.name.value.as_str()).copied();
            }
        }
    }
}

/// A path seen from a directory, without `.` and `..`; `None` where it leaves the root.
pub(crate) fn join(directory: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = directory
        .split('/')
        .filter(|part| !part.is_empty())
        .collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// A name in a directory.
pub(crate) fn inside(directory: &str, name: &str) -> String {
    if directory.is_empty() {
        name.to_owned()
    } else {
        format!("{directory}/{name}")
    }
}

/// Whether a text holds a name as a word of its own.
pub(crate) fn mentions(text: &str, name: &str) -> bool {
    let part = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    text.match_indices(name).any(|(at, _)| {
        let before = text.get(..at).and_then(|head| head.chars().next_back());
        let after = text
            .get(at + name.len()..)
            .and_then(|tail| tail.chars().next());
        !before.is_some_and(part) && !after.is_some_and(part)
    })
}

/// The names that kustomize reads a directory by.
pub(crate) const KUSTOMIZATION: [&str; 3] =
    ["kustomization.yaml", "kustomization.yml", "Kustomization"];

/// Whether kustomize and Flux take a file for YAML.
pub(crate) fn is_yaml(name: &str) -> bool {
    name.ends_with(".yaml") || name.ends_with(".yml")
}
