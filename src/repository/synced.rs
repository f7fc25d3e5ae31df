//! The folders that Flux applies to clusters, wherever they are: what a cluster whose own path shows
//! nothing may have been meant to be.

use super::cluster;
use super::files::Files;
use super::flux;
use super::kustomize::Builder;
use super::tree::{Tree, inside, is_within, is_yaml, join};
use super::yaml::Node;
use crate::model::{ClusterId, Mode, Model};
use std::collections::{BTreeMap, VecDeque};

/// How deep below the root they are looked for.
const MAX_DEPTH: usize = 6;
/// How many folders are listed.
const MAX_FOLDERS: usize = 2_000;
/// How many files of clusters without a file of `flux bootstrap` are read.
const MAX_FILES: usize = 200;
/// What `flux bootstrap` writes.
const SYNC: &str = "gotk-sync.yaml";
/// The controllers, which it writes beside that.
pub(super) const COMPONENTS: &str = "gotk-components.yaml";

/// Folders that Flux applies, each with a file that shows it.
pub type Synced = BTreeMap<String, String>;

/// For each primary at whose path nothing of Flux is, the folders that Flux applies and no cluster of the
/// plan has. A repository without any file of Flux is new, and shows nothing.
pub(super) fn read(
    tree: &dyn Tree,
    model: &Model,
    shown: &BTreeMap<ClusterId, flux::FluxManifests>,
    ours: &str,
) -> BTreeMap<ClusterId, Synced> {
    // What is read for a guess alone is not a file of the plan: that it is broken is not reported.
    let files = &Files::new(tree);
    let builder = &Builder::new(files, ours);
    let fenced = |mode: &Mode| matches!(mode, Mode::Fenced { .. });
    let clusters = model.clusters.values().filter(|cluster| {
        let lost = cluster
            .mode
            .as_ref()
            .is_some_and(|mode| fenced(&mode.value));
        cluster.recovers.is_none() && !lost && !shown.contains_key(&cluster.id)
    });
    let mut all: Option<Synced> = None;
    let mut found = BTreeMap::new();
    for cluster in clusters {
        let all = all.get_or_insert_with(|| everywhere(files, ours));
        let path = cluster.path();
        // Flux applies the folders below its path too, and what a Kustomization there names.
        let applied = all.keys().any(|other| {
            is_within(&path, other)
                || flux::read(
                    files,
                    &cluster::walk(files, builder, other, &[]),
                    other,
                    &[],
                )
                .is_some_and(|flux| flux.applies(&path))
        });
        let taken = |folder: &str| {
            let mut others = model.clusters.values().map(|other| other.path());
            others.any(|other| !other.is_empty() && is_within(folder, &other))
        };
        let free = all.iter().filter(|(folder, _)| !taken(folder));
        let free: Synced = free.map(|(a, b)| (a.clone(), b.clone())).collect();
        if !applied && !free.is_empty() {
            found.insert(cluster.id, free);
        }
    }
    found
}

fn everywhere(files: &Files<'_>, ours: &str) -> Synced {
    let (mut synced, wired) = look(files, ours);
    for (folder, file) in wired {
        synced.entry(folder).or_insert(file);
    }
    // A folder below another one is a part of it.
    let all: Vec<String> = synced.keys().cloned().collect();
    synced.retain(|folder, _| {
        let mut others = all.iter().filter(|other| *other != folder);
        files.list(folder).is_some() && !others.any(|other| is_within(folder, other))
    });
    synced
}

/// The folders at which Flux begins on clusters.
pub(super) fn entries(files: &Files<'_>, ours: &str) -> Synced {
    look(files, ours).0
}

/// Where Flux begins, and the folders that are those of clusters by their names and what is in them.
fn look(files: &Files<'_>, ours: &str) -> (Synced, Synced) {
    let (mut synced, mut wired) = (Synced::new(), Synced::new());
    let mut folders = VecDeque::from([(String::new(), 0)]);
    let (mut listed, mut read) = (0, 0);
    while let Some((folder, depth)) = folders.pop_front() {
        listed += 1;
        if listed > MAX_FOLDERS {
            break;
        }
        for (name, is_directory) in files.list(&folder).unwrap_or_default() {
            let path = inside(&folder, &name);
            let hidden = name.starts_with('.') || name == "node_modules";
            if is_directory {
                if depth < MAX_DEPTH && !hidden && !format!("{path}/").starts_with(ours) {
                    folders.push_back((path, depth + 1));
                }
            } else if name == SYNC {
                let said = in_documents(files, &path, &|node| node.at(&["spec", "path"]));
                let above = folder.rsplit_once('/').map_or("", |(above, _)| above);
                synced.insert(said.unwrap_or_else(|| above.to_owned()), path);
            } else if name == COMPONENTS {
                let above = folder.rsplit_once('/').map_or("", |(above, _)| above);
                synced.entry(above.to_owned()).or_insert(path);
            } else if is_yaml(&name) && path.contains("flux-instance") {
                let said = in_documents(files, &path, &|node| sync_path(node, 0));
                if let Some(said) = said {
                    synced.entry(said).or_insert(path);
                }
            } else if is_yaml(&name) && read < MAX_FILES && !name.starts_with("drplan-") {
                let Some(cluster) = cluster_of(&folder) else {
                    continue;
                };
                read += 1;
                if files.text(&path).is_some_and(|text| is_wiring(&text)) {
                    wired.entry(cluster.to_owned()).or_insert(path);
                }
            }
        }
    }
    (synced, wired)
}

/// Whether a text declares what Flux applies.
fn is_wiring(text: &str) -> bool {
    text.contains("kustomize.toolkit.fluxcd.io/") && text.contains("kind: Kustomization")
}

/// The folder of a cluster, by the names that people give: `clusters/NAME`, `flux`, `cluster`.
fn cluster_of(folder: &str) -> Option<&str> {
    let mut end = 0;
    let mut below = false;
    for part in folder.split('/') {
        end += part.len();
        if below || part == "cluster" {
            return folder.get(..end);
        }
        below = part == "clusters";
        end += 1;
    }
    folder.ends_with("/flux").then_some(folder)
}

/// The path that a document of a file says.
fn in_documents(
    files: &Files<'_>,
    file: &str,
    find: &dyn Fn(&Node) -> Option<&Node>,
) -> Option<String> {
    let documents = files.documents(file)?;
    let mut said = documents.iter().filter_map(|one| find(one)?.text());
    said.find_map(|path| join("", path).filter(|_| !path.contains("${")))
}

/// The path of `sync` of a FluxInstance, or of the values of its chart.
fn sync_path(node: &Node, depth: usize) -> Option<&Node> {
    if depth > 6 {
        return None;
    }
    let path = node.at(&["sync", "path"]);
    let mut inner = node.entries().iter();
    path.or_else(|| inner.find_map(|(_, value)| sync_path(value, depth + 1)))
}
