//! What the repository shows, from what the door has read of it.
//!
//! Everything here is evidence for rules that accuse: what cannot be read, or comes from elsewhere,
//! shows nothing, and a path that was not looked at is not accused of anything.

mod built;
mod classes;
mod mentioned;
pub mod others;
pub mod overlay;
pub mod shown;
pub mod wiring;
pub mod yaml;

use crate::model::Model;
use crate::model::value::RepoPath;
use crate::source::Spanned;
use built::Built;
use others::{Other, Rest};
use shown::Shown;
use std::collections::{BTreeMap, BTreeSet};
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
    /// Names that something of a platform must name (Secrets that open buckets, what node-agent is
    /// started with), each with whether it does; empty where no platform shows a file.
    pub mentioned: BTreeMap<String, bool>,
    /// Namespaces that other plans back up on clusters of this one.
    pub others: Vec<Other>,
    /// Their Schedules that take every namespace which they do not leave out.
    pub rests: Vec<Rest>,
    /// What paths of platforms and applications show.
    pub shown: BTreeMap<String, Shown>,
}

impl Inventory {
    /// Whether a path was looked for and not found.
    pub fn lacks(&self, path: &str) -> bool {
        self.paths.get(path) == Some(&false)
    }

    /// Whether the platforms show files and none of them names something that they must.
    pub fn never_named(&self, name: &str) -> bool {
        self.mentioned.get(name) == Some(&false)
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
    (inventory.others, inventory.rests) = others::look(tree, model);
    let mut built: BTreeMap<&str, Built> = BTreeMap::new();
    for path in shown_paths(model) {
        if inventory.paths.get(path) == Some(&true) {
            built.insert(path, built::read(tree, path, &ours));
        }
    }
    inventory.mentioned = mentioned::look(tree, model, &built);
    let shown = built.iter();
    inventory.shown = shown
        .map(|(path, built)| ((*path).to_owned(), shown::of(built)))
        .collect();
    inventory
}

/// The paths of which rules want to know what they bring: whatever is applied to a recovery cluster,
/// and overlays of workloads that the plan names.
fn shown_paths(model: &Model) -> BTreeSet<&str> {
    let recovers = model.clusters.values().any(|c| c.recovers.is_some());
    let platforms = model.platforms.values().map(|platform| &platform.path);
    let mut paths: BTreeSet<&str> = platforms.map(|path| path.value.as_str()).collect();
    for block in &model.namespaces {
        let Some(apps) = &block.apps else { continue };
        if recovers || !block.workloads.is_empty() {
            paths.insert(apps.path.value.as_str());
        }
        let others = [apps.recovery.as_ref(), apps.standby.as_ref()];
        let others = others.into_iter().flatten().filter(|_| recovers);
        paths.extend(others.map(|path| path.value.as_str()));
    }
    paths
}

/// Takes over what the repository shows and the plan does not say: pods and claims of workloads, and
/// namespaces that are another plan's.
pub fn tell(model: &mut Model, inventory: &Inventory) {
    for other in inventory
        .others
        .iter()
        .filter(|other| other.namespace != "*")
    {
        let cluster = model.foreign.entry(other.cluster.clone()).or_default();
        cluster.insert(other.namespace.clone());
    }
    for block in &mut model.namespaces {
        let path = block.apps.as_ref().map(|apps| apps.path.value.as_str());
        let shown = path.and_then(|path| inventory.shown.get(path));
        let Some(overlay) = shown.and_then(|shown| shown.overlay.as_ref()) else {
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

/// Gives every YAML file below a directory, by path and text.
pub(crate) fn each_yaml(
    tree: &dyn Tree,
    directory: &str,
    depth: usize,
    give: &mut dyn FnMut(&str, &str),
) {
    for (name, is_directory) in tree.list(directory).unwrap_or_default() {
        let path = inside(directory, &name);
        if is_directory && depth > 0 {
            each_yaml(tree, &path, depth - 1, give);
        } else if !is_directory
            && is_yaml(&name)
            && let Some(text) = tree.read(&path)
        {
            give(&path, &text);
        }
    }
}

/// The names of what may be folders of other plans, beside that of this one.
pub(crate) fn other_plans(tree: &dyn Tree, model: &Model) -> Vec<String> {
    let names = tree.list(model.plan.output()).unwrap_or_default();
    let names = names.into_iter().filter(|(_, is_directory)| *is_directory);
    names
        .map(|(name, _)| name)
        .filter(|name| *name != *model.plan.name.value)
        .collect()
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
