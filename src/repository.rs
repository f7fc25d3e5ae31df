//! What the repository shows, from what the CLI has read of it.
//!
//! Everything here is evidence for findings: what cannot be read, or comes from elsewhere,
//! shows nothing, and a path that was not read raises no finding.

pub mod alike;
mod app_template;
pub mod bootstrap;
pub mod bootstrapped;
mod brought;
mod built;
pub mod carried;
pub mod certificates;
mod charted;
pub mod cluster;
mod completed;
pub mod contents;
mod files;
pub mod flux;
mod helm;
pub mod ignored;
mod inventory;
pub mod kustomize;
pub mod modifiers;
mod observed;
pub mod operators;
pub mod other_plans;
pub mod reach;
mod references;
mod replicas;
pub mod schedules;
mod snapshot_classes;
pub mod spelling;
mod spots;
mod spotted;
pub mod standing;
mod synced;
pub mod tree;
mod unread;
mod velero_stage;
mod waits;
mod words;
mod workers;
pub mod workloads;
pub mod yaml;

use crate::model::value::RepoPath;
use crate::model::{ClusterId, Model, WorkloadRef};
use crate::source::Spanned;
use brought::{Brought, Walks};
pub use built::Broken;
use contents::Contents;
use files::Files;
pub use files::{NamedFile, NotRead, Reason};
use flux::changed::changes;
pub use inventory::Inventory;
use kustomize::Builder;
pub use observed::{ClaimName, Observation, Observed, OpenReplicas, Place, PlaceId};
pub use snapshot_classes::SnapshotClass;
pub use spots::{Spot, Spots};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
pub use synced::Synced;
use tree::Tree;
pub use unread::{Reading, Unread};
use yaml::Position;

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
    let mut walks = Walks::new();
    for cluster in model.clusters.values() {
        let walked = cluster::walk(files, builder, &cluster.path(), &[]);
        if let Some(mut found) = flux::read(files, &walked, &cluster.path(), &apps) {
            let root = walked.kustomizations.first();
            let place = (cluster.path(), root);
            found.changed = changes((files, builder), model, (&place.0, place.1));
            inventory.flux.insert(cluster.id, found);
            walks.insert(cluster.id, walked);
        }
    }
    tree.quietly(&mut || {
        inventory.synced = synced::read(tree, model, &inventory.flux, &ours);
        // A cluster whose path brings the controllers of Flux was bootstrapped with it.
        let shown = |cluster| {
            let flux = inventory.flux.get(&cluster);
            flux.is_some_and(|flux| flux.version.is_none())
        };
        inventory.bootstrapped = bootstrapped::read(tree, model, &shown, &ours);
    });
    if !model.snapshots.is_empty() {
        inventory.classes = snapshot_classes::read(files, model);
    }
    (inventory.other_plans, inventory.catch_alls) = other_plans::read(files, model);
    inventory.other_locations = other_plans::locations(files, model);
    inventory.other_stages = other_plans::stages(files, model);
    inventory.other_configs = other_plans::configs(files, &inventory.other_stages);
    let reader = (files, builder);
    let brought = brought::read(reader, model, &walks, &inventory.paths, &ours);
    let built = &brought;
    (inventory.ignored, inventory.lists) =
        ignored::of_clusters(reader, model, (&walks, built), (named, &ours));
    inventory.references = references::read(files, model, built);
    let missing = inventory.paths.iter().filter(|(_, there)| !**there);
    let missing: Vec<&str> = missing.map(|(path, _)| path.as_str()).collect();
    inventory.spelling = spelling::read(files, model, &missing, built);
    inventory.contents = read_contents(files, built);
    inventory.alike = alike::read(model, built);
    let paths: Vec<_> = model.clusters.values().map(|one| one.path()).collect();
    tree.quietly(&mut || {
        inventory.standing = standing::read(files, model, &ours);
        inventory.written = standing::written(files, model, &ours);
    });
    tree.quietly(&mut || {
        inventory.bootstrap = bootstrap::read(files, paths.iter().map(|path| &**path));
    });
    tree.quietly(&mut || {
        let shown = (&inventory.flux, built);
        inventory.schedules = schedules::read((files, builder), model, shown, &ours);
    });
    tree.quietly(&mut || {
        inventory.reaches = reach::read((files, builder), &walks, model, &inventory.paths, &ours);
    });
    let platforms = model.platforms.values().map(|platform| &platform.path);
    let platforms: BTreeSet<&str> = platforms.map(|path| path.value.as_str()).collect();
    inventory.reading = unread::gather(files, built, &platforms);
    let faults = built.once().flat_map(|(_, built)| built.faults.clone());
    inventory.unreadable.extend(faults);
    for (cluster, walked) in walks {
        let all = walked.kustomizations.clone();
        let own = built::of_walk(files, walked, "");
        inventory.find_velero(model, cluster, (&all, &own));
        let shown = contents::read(files, &own);
        let primary = model.clusters.get(cluster);
        if primary.is_some_and(|cluster| cluster.recovers.is_none()) {
            let kept = shown.kept.iter().map(|one| one.release.as_str());
            let asking = shown.asking.iter().map(|one| one.name.as_str());
            let names = kept.chain(asking).collect();
            let beside = unread::beside(files, &own, &names, &platforms);
            inventory.reading.add(beside);
            let declared = primary.is_some_and(|cluster| cluster.brings_velero);
            if !declared && shown.velero.is_none() {
                inventory
                    .reading
                    .may_install(shown.may_install_velero.as_ref());
            }
        }
        inventory.own.insert(cluster, shown);
    }
    inventory.complete_bootstrap();
    inventory.carried = brought.carried;
    inventory.moved = brought.moved;
    tree.quietly(&mut || inventory.spots = spotted::read(files, &inventory));
    inventory.not_read = files.not_read();
    inventory
}

/// What each path brings to each cluster; what is built once is read once.
fn read_contents(
    files: &Files<'_>,
    brought: &Brought,
) -> BTreeMap<(ClusterId, String), Rc<Contents>> {
    let mut known = BTreeMap::new();
    let all = brought.all().map(|(cluster, path, built)| {
        let read = || Rc::new(contents::read(files, built));
        let contents = known.entry(Rc::as_ptr(built)).or_insert_with(read);
        ((cluster, path.to_owned()), Rc::clone(contents))
    });
    all.collect()
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
        observed.unread.clone_from(&self.reading.by_path);
        let config = ("ConfigMap".to_owned(), model.plan.node_agent());
        let there = self.flux.iter();
        let there = there.filter(|(_, flux)| flux.keys.contains_key(&config));
        observed.node_agents = there.map(|(cluster, _)| *cluster).collect();
        observed.schedules = self.schedules.every();
        observed.reaches = self.reaches.clone();
        observed.carried = self.carried.clone();
        observed.moved = self.moved.clone();
        (observed.awaited, observed.closed) = (self.awaited(), self.closed(model));
        observed.velero_stages = self.velero_stages.clone();
        observed.recoveries = self.schedules.recoveries.clone();
        observed.links = self.schedules.links.clone();
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
            let Some(contents) = self.of_block(block) else {
                continue;
            };
            let is_of = |namespace: &str| block.may_hold(namespace);
            let copiers = contents.copiers_of(is_of);
            observed.copiers.insert(block.id, copiers);
            let needed = contents.needed_by_pods(is_of);
            observed.beside_pods.insert(block.id, needed);
            let Some(overlay) = contents.overlay.as_ref() else {
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
                self.observe_replicas(model, (contents, block), workload, &mut observed);
                if declared.parts {
                    observed.parts.insert(workload.id);
                }
                for volume in &workload.volumes {
                    let name = volume.name.value.as_str();
                    if let Some(copies) = declared.copies.get(name) {
                        observed.copies.insert(volume.id, *copies);
                    }
                    if declared.claims.iter().any(|claim| claim == name) {
                        observed.claims.insert(volume.id);
                    }
                    if let Some((size, at)) = declared.sizes.get(name) {
                        let seen = observed.note(*size, place(*at));
                        observed.sizes.insert(volume.id, seen);
                    }
                }
                let Some(pods) = completed::pods(contents, block, workload) else {
                    continue;
                };
                for volume in &workload.volumes {
                    let name = volume.name.value.as_str();
                    if let Some(claim) = completed::claim_name(pods, name) {
                        observed.claim_names.insert(volume.id, claim);
                    }
                    if let Some((size, place)) = completed::size(contents, pods, name) {
                        let seen = observed.note(size, place.clone());
                        observed.sizes.entry(volume.id).or_insert(seen);
                    }
                }
            }
        }
        observed
    }
}
