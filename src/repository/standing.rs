//! The stages and Schedules of the plan that the repository has already: Flux runs them, and deletes what a stage has
//! applied where it is left out.

use super::carried::Deletion;
use super::contents::Location;
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
    /// The cluster; `None` of a folder that belongs to none of today.
    pub cluster: Option<ClusterId>,
    /// The folder of the cluster.
    pub folder: String,
    /// The file.
    pub file: String,
    /// Its name.
    pub name: String,
    /// The namespaces that it backs up.
    pub namespaces: BTreeSet<String>,
    /// The name of its location.
    pub location: String,
}

/// A location of the plan, as it was built last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StandingLocation {
    /// The folder of the cluster.
    pub folder: String,
    /// What it says.
    pub location: Location,
    /// The bucket that copied it.
    pub replica: Option<String>,
}

/// What a plan has written for each cluster, as it was built last.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Standing {
    /// Its Schedules.
    pub schedules: Vec<StandingSchedule>,
    /// Its locations.
    pub locations: Vec<StandingLocation>,
}

/// The annotation that drplan writes to a location of which there is a copy.
const REPLICA: [&str; 3] = ["metadata", "annotations", "drplan.dev/replica"];

/// What a plan has written for each cluster. `ours` begins the paths that drplan writes itself.
pub(super) fn written(files: &Files<'_>, model: &Model, ours: &str) -> Standing {
    let mut found = Standing::default();
    let folders = files.list(ours.trim_end_matches('/')).unwrap_or_default();
    for (folder, _) in folders.iter().filter(|(_, is_directory)| *is_directory) {
        let mut clusters = model.clusters.values();
        let cluster = clusters.find(|one| one.name.value.as_str() == folder);
        let cluster = cluster.map(|one| one.id);
        for stage in ["backup", "storage"] {
            files.each_yaml(&format!("{ours}{folder}/{stage}"), 0, &mut |path, _| {
                for document in files.documents(path).unwrap_or_default().iter() {
                    match document.text_at(&["kind"]) {
                        "Schedule" => {
                            found
                                .schedules
                                .push(schedule(document, cluster, (folder, path)))
                        }
                        _ => found.locations.extend(location(document, (folder, path))),
                    }
                }
            });
        }
    }
    found
}

fn schedule(
    document: &Node,
    cluster: Option<ClusterId>,
    (folder, file): (&str, &str),
) -> StandingSchedule {
    let template = |key: &str| document.at(&["spec", "template", key]);
    let named = template("includedNamespaces");
    let named = named.map(Node::items).unwrap_or_default().iter();
    let location = template("storageLocation").and_then(Node::text);
    StandingSchedule {
        cluster,
        folder: folder.to_owned(),
        file: file.to_owned(),
        name: document.text_at(&["metadata", "name"]).to_owned(),
        namespaces: named
            .filter_map(|one| one.text().map(str::to_owned))
            .collect(),
        location: location.unwrap_or_default().to_owned(),
    }
}

fn location(document: &Node, (folder, file): (&str, &str)) -> Option<StandingLocation> {
    let location = Location::of_a_plan(file, document)?;
    let replica = document.at(&REPLICA).and_then(Node::text);
    Some(StandingLocation {
        folder: folder.to_owned(),
        location,
        replica: replica.map(str::to_owned),
    })
}
