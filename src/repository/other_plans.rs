//! What other plans of the repository back up: their locks say it, one line a workload.

mod clusters;
mod plugins;

use super::contents::Location;
use super::files::Files;
use super::tree::{inside, join};
use super::yaml::Node;
use crate::model::{Cluster, ClusterId, Model};
pub use clusters::{ForeignCluster, clusters_of, declared};
pub(super) use plugins::configs;
pub use plugins::{ForeignConfig, configs_of};
use std::collections::BTreeSet;

/// A namespace that another plan backs up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForeignNamespace {
    /// The plan.
    pub plan: String,
    /// The primary.
    pub cluster: ClusterId,
    /// The namespace; `*` for every one that the other plan does not name.
    pub namespace: String,
}

/// A Schedule of another plan that takes every namespace but some.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CatchAll {
    /// The plan.
    pub plan: String,
    /// The cluster that it runs on.
    pub cluster: ClusterId,
    /// The namespaces that it leaves out.
    pub without: BTreeSet<String>,
}

/// A bucket that another plan writes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForeignLocation {
    /// The plan.
    pub plan: String,
    /// Where it writes.
    pub location: Location,
}

/// The locations that plans beside this one wrote for primaries.
pub(super) fn locations(files: &Files<'_>, model: &Model) -> Vec<ForeignLocation> {
    let mut found = Vec::new();
    for plan in plan_folders(files, model) {
        let folder = inside(model.plan.output(), &plan);
        for (cluster, is_directory) in files.list(&folder).unwrap_or_default() {
            let backup = format!("{folder}/{cluster}/backup");
            if !is_directory {
                continue;
            }
            files.each_yaml(&backup, 0, &mut |path, _| {
                for document in files.documents(path).unwrap_or_default().iter() {
                    let location = Location::of_a_plan(path, document);
                    found.extend(location.map(|location| ForeignLocation {
                        plan: plan.clone(),
                        location,
                    }));
                }
            });
        }
    }
    found
}

/// A path that a stage of another plan applies to a cluster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForeignStage {
    /// The plan.
    pub plan: String,
    /// The path of the cluster.
    pub cluster: String,
    /// The path that is applied.
    pub path: String,
}

/// The stages that other plans wrote for clusters of this one.
pub(super) fn stages(files: &Files<'_>, model: &Model) -> Vec<ForeignStage> {
    let mut found = Vec::new();
    for cluster in model.clusters.values() {
        let folder = cluster.path();
        for (name, _) in files.list(&folder).unwrap_or_default() {
            let file = inside(&folder, &name);
            let plan = name.strip_prefix("drplan-");
            let plan = plan.and_then(|name| name.strip_suffix(".yaml"));
            let Some(plan) = plan.filter(|plan| **plan != *model.plan.name.value) else {
                continue;
            };
            for document in files.documents(&file).unwrap_or_default().iter() {
                found.extend(join("", document.text_at(&["spec", "path"])).map(|path| {
                    ForeignStage {
                        plan: plan.to_owned(),
                        cluster: folder.clone(),
                        path,
                    }
                }));
            }
        }
    }
    found
}

/// The platforms that a plan which was not built applies to its recovery clusters.
pub fn stages_of(model: &Model) -> Vec<ForeignStage> {
    let recoveries = model.clusters.values();
    let recoveries = recoveries.filter(|cluster| cluster.recovers.is_some());
    let stage = |cluster: &Cluster, path: &str| ForeignStage {
        plan: model.plan.name.value.to_string(),
        cluster: cluster.path(),
        path: path.to_owned(),
    };
    recoveries
        .flat_map(|cluster| {
            let platforms = model.platforms.values();
            platforms.map(|platform| stage(cluster, platform.path.value.as_str()))
        })
        .collect()
}

/// Where a plan that was not built writes.
pub fn locations_of(model: &Model) -> Vec<ForeignLocation> {
    let stores = model.stores.values().map(|store| ForeignLocation {
        plan: model.plan.name.value.to_string(),
        location: Location::of_store(store),
    });
    stores.collect()
}

/// Reads the folders of other plans beside that of this one.
pub(super) fn read(files: &Files<'_>, model: &Model) -> (Vec<ForeignNamespace>, Vec<CatchAll>) {
    let (mut namespaces, mut catch_alls) = (Vec::new(), Vec::new());
    for plan in plan_folders(files, model) {
        let folder = inside(model.plan.output(), &plan);
        let Some(lock) = files.text(&inside(&folder, "guarantees.lock")) else {
            continue;
        };
        for cluster in model.primaries() {
            let clusters: Vec<&Cluster> = std::iter::once(cluster)
                .chain(model.recoveries(cluster.id))
                .map(|cluster| &**cluster)
                .collect();
            namespaces.extend(locked(&lock, &plan, &clusters));
            let backup = format!("{folder}/{}/backup", cluster.name.value);
            files.each_yaml(&backup, 0, &mut |path, _| {
                let documents = files.documents(path).unwrap_or_default();
                catch_alls.extend(rest(&documents, &plan, cluster.id));
            });
        }
    }
    (namespaces, catch_alls)
}

/// The names of what may be folders of other plans, beside that of this one.
pub(super) fn plan_folders(files: &Files<'_>, model: &Model) -> Vec<String> {
    let names = files.list(model.plan.output()).unwrap_or_default();
    let names = names.into_iter().filter(|(_, is_directory)| *is_directory);
    names
        .map(|(name, _)| name)
        .filter(|name| *name != *model.plan.name.value)
        .collect()
}

/// The namespaces of a primary in a lock: `CLUSTER NAMESPACE[/KIND/NAME] …`. They stand with the cluster that
/// took over, where one did.
fn locked(lock: &str, plan: &str, clusters: &[&Cluster]) -> Vec<ForeignNamespace> {
    let Some(primary) = clusters.first() else {
        return Vec::new();
    };
    let mut seen = BTreeSet::new();
    let lines = lock.lines().filter(|line| !line.starts_with('#'));
    let names = lines.filter_map(|line| {
        let mut words = line.split(' ');
        let (cluster, label) = (words.next()?, words.next()?);
        let mut clusters = clusters.iter();
        let here = clusters.any(|one| one.stated_name().as_str() == cluster);
        // A namespace of several blocks stands with the labels of each.
        here.then(|| label.split(['/', '[']).next().unwrap_or(label))
    });
    names
        .filter(|name| seen.insert(*name))
        .map(|name| ForeignNamespace {
            plan: plan.to_owned(),
            cluster: primary.id,
            namespace: name.to_owned(),
        })
        .collect()
}

fn rest(documents: &[Node], plan: &str, cluster: ClusterId) -> Option<CatchAll> {
    let schedule = documents
        .iter()
        .find(|object| object.text_at(&["kind"]) == "Schedule")?;
    let list = |key: &str| {
        let items = schedule.at(&["spec", "template", key]);
        items.map(Node::items).unwrap_or_default().iter()
    };
    let takes_all = list("includedNamespaces").any(|item| item.text() == Some("*"));
    takes_all.then(|| CatchAll {
        plan: plan.to_owned(),
        cluster,
        without: list("excludedNamespaces")
            .filter_map(|item| item.text().map(str::to_owned))
            .collect(),
    })
}
