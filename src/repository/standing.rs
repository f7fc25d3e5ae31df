//! The stages and Schedules of the plan that the repository has already: Flux runs them, and deletes what a stage has
//! applied where it is left out.

use super::carried::Deletion;
use super::files::Files;
use super::tree::{inside, join};
use super::yaml::Node;
use crate::model::{ClusterId, Model};
use std::collections::BTreeSet;

/// A stage over a path of the author's, as it was built last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StandingStage {
    /// The cluster.
    pub cluster: ClusterId,
    /// The file.
    pub file: String,
    /// The name of the Kustomization.
    pub name: String,
    /// The path that it applies.
    pub path: String,
    /// Whether Flux leaves what it has applied if it is deleted.
    pub kept: bool,
}

/// The stages in the stage files of a plan. `ours` begins the paths that drplan writes itself.
pub(super) fn read(files: &Files<'_>, model: &Model, ours: &str) -> Vec<StandingStage> {
    let mut found = Vec::new();
    let stages = format!("drplan-{}.yaml", model.plan.name.value);
    for cluster in model.clusters.values().filter(|cluster| cluster.leads()) {
        let file = inside(&cluster.path(), &stages);
        for document in files.documents(&file).unwrap_or_default().iter() {
            let path = join("", document.text_at(&["spec", "path"]));
            let path = path.filter(|path| !format!("{path}/").starts_with(ours));
            let spec = |key: &str| document.text_at(&["spec", key]);
            let kept = match Deletion::of(spec("deletionPolicy")) {
                Some(Deletion::Orphan) => true,
                Some(Deletion::Delete | Deletion::WaitForTermination) => false,
                Some(Deletion::MirrorPrune) | None => spec("prune") != "true",
            };
            found.extend(path.map(|path| StandingStage {
                cluster: cluster.id,
                file: file.clone(),
                name: document.text_at(&["metadata", "name"]).to_owned(),
                path,
                kept: kept || spec("suspend") == "true",
            }));
        }
    }
    found
}

/// A Schedule of the plan, as it was built last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StandingSchedule {
    /// The cluster.
    pub cluster: ClusterId,
    /// The file.
    pub file: String,
    /// Its name.
    pub name: String,
    /// The namespaces that it backs up.
    pub namespaces: BTreeSet<String>,
}

/// The Schedules that a plan has written for each cluster. `ours` begins the paths that drplan writes itself.
pub(super) fn schedules(files: &Files<'_>, model: &Model, ours: &str) -> Vec<StandingSchedule> {
    let mut found = Vec::new();
    for cluster in model.clusters.values() {
        let folder = format!("{ours}{}/backup", cluster.name.value);
        files.each_yaml(&folder, 0, &mut |path, _| {
            for document in files.documents(path).unwrap_or_default().iter() {
                if document.text_at(&["kind"]) != "Schedule" {
                    continue;
                }
                let named = document.at(&["spec", "template", "includedNamespaces"]);
                let named = named.map(Node::items).unwrap_or_default().iter();
                found.push(StandingSchedule {
                    cluster: cluster.id,
                    file: path.to_owned(),
                    name: document.text_at(&["metadata", "name"]).to_owned(),
                    namespaces: named
                        .filter_map(|one| one.text().map(str::to_owned))
                        .collect(),
                });
            }
        });
    }
    found
}
