//! What the repository shows, from what the CLI has read of it.
//!
//! Everything here is evidence for findings: what cannot be read, or comes from elsewhere,
//! shows nothing, and a path that was not read raises no finding.

mod built;
pub mod certificates;
pub mod cluster;
pub mod contents;
mod files;
pub mod flux;
mod helm;
pub mod kustomize;
pub mod modifiers;
mod observed;
pub mod other_plans;
pub mod reach;
mod references;
pub mod schedules;
mod snapshot_classes;
pub mod spelling;
mod synced;
pub mod tree;
mod unread;
mod waits;
mod words;
mod workers;
pub mod workloads;
pub mod yaml;

use crate::model::value::RepoPath;
use crate::model::{ClusterId, Model, WorkloadRef};
use crate::source::Spanned;
use built::Built;
use contents::Contents;
use files::Files;
pub use files::{NamedFile, NotRead, Reason};
use flux::FluxManifests;
use kustomize::Builder;
pub use observed::{Observation, Observed, Place, PlaceId};
use other_plans::{CatchAll, ForeignNamespace};
use reach::Reaches;
use schedules::Schedules;
pub use snapshot_classes::SnapshotClass;
use spelling::Spelling;
use std::collections::{BTreeMap, BTreeSet};
pub use synced::Synced;
use tree::Tree;
pub use unread::{Reading, Unread};
use yaml::Position;

/// What was read.
#[derive(Debug, Clone, Default)]
pub struct Inventory {
    /// Paths below the repository root, and whether they are there.
    pub paths: BTreeMap<String, bool>,
    /// By cluster, what Flux applies there; a cluster of which nothing was found is not there.
    pub flux: BTreeMap<ClusterId, FluxManifests>,
    /// For a primary at whose path nothing of Flux is, the folders that Flux applies elsewhere.
    pub synced: BTreeMap<ClusterId, Synced>,
    /// Snapshot classes that others declare, by name.
    pub classes: BTreeMap<String, SnapshotClass>,
    /// Names that something of a platform must name (Secrets that open buckets, what node-agent is
    /// started with), each with whether it does; empty where no platform shows a file.
    pub references: BTreeMap<String, bool>,
    /// Namespaces that other plans back up on clusters of this one.
    pub other_plans: Vec<ForeignNamespace>,
    /// Their Schedules that take every namespace which they do not leave out.
    pub catch_alls: Vec<CatchAll>,
    /// Schedules of others on clusters of this plan.
    pub schedules: Schedules,
    /// What paths of platforms and applications show.
    pub contents: BTreeMap<String, Contents>,
    /// Files that statements of the plan name, by path.
    pub files: BTreeMap<String, NamedFile>,
    /// Files that were there and were not read, by path.
    pub not_read: Vec<NotRead>,
    /// Names that are there, for those that the plan spells otherwise.
    pub spelling: Spelling,
    /// How annotations reach the pods of each workload.
    pub reaches: Reaches,
    /// What of its applications and platforms was read, and what was not.
    pub reading: Reading,
    /// Files and folders that are there and cannot be read, each with why.
    pub unreadable: BTreeMap<String, String>,
}

impl Inventory {
    /// Whether a path was looked for and not found.
    pub fn lacks(&self, path: &str) -> bool {
        self.paths.get(path) == Some(&false)
    }

    /// Whether the platforms show files and none of them names something that they must.
    pub fn never_named(&self, name: &str) -> bool {
        self.references.get(name) == Some(&false)
    }
}

/// Reads what a plan names; `named` are the paths that must exist, and `texts` the files that are read as
/// they are.
pub fn read(
    tree: &dyn Tree,
    model: &Model,
    named: &[&Spanned<RepoPath>],
    texts: &[Spanned<&RepoPath>],
) -> Inventory {
    let files = &Files::new(tree);
    let mut inventory = Inventory::default();
    for file in texts {
        let path = file.value.as_str();
        let found = files.named(path);
        inventory.files.insert(path.to_owned(), found);
    }
    for path in named {
        let path = path.value.as_str();
        let there = files.exists(path);
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
    let builder = &Builder::new(files, &ours);
    for cluster in model.clusters.values() {
        let reader = (files, builder);
        if let Some(found) = flux::read(reader, &cluster.path(), &apps, &ours) {
            inventory.flux.insert(cluster.id, found);
        }
    }
    tree.quietly(&mut || {
        inventory.synced = synced::read(tree, model, &inventory.flux, &ours);
    });
    if !model.snapshots.is_empty() {
        inventory.classes = snapshot_classes::read(files, model);
    }
    (inventory.other_plans, inventory.catch_alls) = other_plans::read(files, model);
    let mut built: BTreeMap<&str, Built> = BTreeMap::new();
    for path in content_paths(model) {
        if inventory.paths.get(path) == Some(&true) {
            built.insert(path, built::read(files, builder, path));
        }
    }
    inventory.references = references::read(files, model, &built);
    let missing = inventory.paths.iter().filter(|(_, there)| !**there);
    let missing: Vec<&str> = missing.map(|(path, _)| path.as_str()).collect();
    inventory.spelling = spelling::read(files, model, &missing, &built);
    inventory.contents = built
        .iter()
        .map(|(path, built)| ((*path).to_owned(), contents::read(files, built)))
        .collect();
    tree.quietly(&mut || {
        let shown = (&inventory.flux, &built);
        inventory.schedules = schedules::read((files, builder), model, shown, &ours);
    });
    tree.quietly(&mut || {
        inventory.reaches = reach::read(files, model, &inventory.paths, &ours);
    });
    let platforms = model.platforms.values().map(|platform| &platform.path);
    let platforms = platforms.map(|path| path.value.as_str()).collect();
    inventory.reading = unread::gather(files, &built, &platforms);
    let faults = built.values().flat_map(|built| built.faults.clone());
    inventory.unreadable.extend(faults);
    inventory.not_read = files.not_read();
    inventory
}

/// The paths of which rules want to know what they bring: whatever is applied to a recovery cluster,
/// and overlays of workloads that the plan names.
fn content_paths(model: &Model) -> BTreeSet<&str> {
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

impl Inventory {
    /// What it shows of a plan.
    pub fn observed(&self, model: &Model) -> Observed {
        let mut observed = Observed::default();
        let texts = self.files.iter().filter_map(|(path, file)| {
            let text = file.text()?;
            Some((path.clone(), text.clone()))
        });
        observed.files = texts.collect();
        observed.schedules = self.schedules.every();
        observed.reaches = self.reaches.clone();
        observed.recoveries = self.schedules.recoveries.clone();
        let sources = self.flux.iter().filter_map(|(cluster, flux)| {
            let source = flux.source.clone()?;
            Some((*cluster, source))
        });
        observed.sources = sources.collect();
        let ours = workers::of_plan(model);
        observed.waiting = self
            .flux
            .iter()
            .map(|(cluster, flux)| (*cluster, workers::count(flux, &ours)))
            .collect();
        for other in self
            .other_plans
            .iter()
            .filter(|other| other.namespace != "*")
        {
            let names = observed.other_plans.entry(other.cluster).or_default();
            names.insert(other.namespace.clone());
        }
        for block in &model.namespaces {
            let path = block.apps.as_ref().map(|apps| apps.path.value.as_str());
            let contents = path.and_then(|path| self.contents.get(path));
            let Some(overlay) = contents.and_then(|contents| contents.overlay.as_ref()) else {
                continue;
            };
            for workload in &block.workloads {
                let WorkloadRef { kind, name } = &workload.name.value;
                let names: Vec<&str> = block.names.iter().map(|one| one.value.as_str()).collect();
                let Some(declared) = overlay.find(*kind, name, &names) else {
                    continue;
                };
                let place = |at: Position| Place {
                    file: overlay.file(at).to_owned(),
                    line: at.line,
                    bytes: (at.start, at.end),
                };
                if let Some((replicas, at)) = declared.replicas {
                    let seen = observed.note(replicas, place(at));
                    observed.replicas.insert(workload.id, seen);
                }
                for volume in &workload.volumes {
                    if let Some((size, at)) = declared.sizes.get(volume.name.value.as_str()) {
                        let seen = observed.note(*size, place(*at));
                        observed.sizes.insert(volume.id, seen);
                    }
                }
            }
        }
        observed
    }
}
