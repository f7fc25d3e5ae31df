//! Names that the repository has, for those that a plan spells otherwise.

use super::brought::Brought;
use super::built::Object;
use super::files::Files;
use super::tree::inside;
use super::yaml::Node;
use crate::diag::near::{nearest, slip};
use crate::model::{ClusterId, Model};
use std::collections::{BTreeMap, BTreeSet};

/// How many folders above a written path are tried.
const MOST_PARTS: usize = 12;

/// What the repository has, by the kind of the name.
#[derive(Debug, Clone, Default)]
pub struct Spelling {
    /// For a path that is not there, the one that is meant.
    pub paths: BTreeMap<String, String>,
    /// For a cluster whose path is not there, a folder that is there and differs by a slip.
    pub clusters: BTreeMap<ClusterId, String>,
    /// Buckets, each with a file that names it.
    pub buckets: BTreeMap<String, String>,
    /// CSI drivers, each with a file that names it.
    pub drivers: BTreeMap<String, String>,
    /// Secrets, by whatever brings them.
    pub secrets: BTreeSet<String>,
    /// Storage classes.
    pub classes: BTreeSet<String>,
}

/// Reads the names; `missing` are the paths that are not there.
pub(super) fn read(
    files: &Files<'_>,
    model: &Model,
    missing: &[&str],
    built: &Brought,
) -> Spelling {
    let mut spelling = Spelling::default();
    for path in missing {
        if let Some(near) = meant(files, path) {
            spelling.paths.insert((*path).to_owned(), near);
        }
    }
    let taken: BTreeSet<String> = model.clusters.values().map(|c| c.path()).collect();
    for cluster in model.clusters.values() {
        let path = cluster.path();
        if !path.is_empty()
            && !files.exists(&path)
            && let Some(near) = beside(files, &path).filter(|near| !taken.contains(near))
        {
            spelling.clusters.insert(cluster.id, near);
        }
    }
    for (_, built) in built.once() {
        for object in &built.objects {
            spelling.take(object);
        }
    }
    spelling
}

impl Spelling {
    fn take(&mut self, object: &Object) {
        let file = || object.file.clone();
        let note = |names: &mut BTreeMap<String, String>, name: &str| {
            if !name.is_empty() && !name.contains("${") {
                names.entry(name.to_owned()).or_insert_with(file);
            }
        };
        match object.kind() {
            "StorageClass" => {
                note(&mut self.drivers, object.node.text_at(&["provisioner"]));
                self.classes.insert(object.name().to_owned());
            }
            "VolumeSnapshotClass" => note(&mut self.drivers, object.node.text_at(&["driver"])),
            "CSIDriver" => note(&mut self.drivers, object.name()),
            "Secret" | "SealedSecret" => {
                self.secrets.insert(object.name().to_owned());
            }
            "ExternalSecret" => {
                let target = object.node.text_at(&["spec", "target", "name"]);
                let name = if target.is_empty() {
                    object.name()
                } else {
                    target
                };
                self.secrets.insert(name.to_owned());
            }
            "BackupStorageLocation" | "HelmRelease" => {
                let mut found = Vec::new();
                buckets(&object.node, &mut found);
                for bucket in found {
                    note(&mut self.buckets, bucket);
                }
            }
            _ => {}
        }
    }
}

/// Whatever stands under the key `bucket`.
fn buckets<'a>(node: &'a Node, found: &mut Vec<&'a str>) {
    for (key, value) in node.entries() {
        match value.text() {
            Some(text) if key.text() == Some("bucket") => found.push(text),
            _ => buckets(value, found),
        }
    }
    for item in node.items() {
        buckets(item, found);
    }
}

/// The folder beside a path that differs from it by a slip, in any of its parts. The last of them
/// need not be there where one above it is misspelt: `build` makes it.
fn beside(files: &Files<'_>, path: &str) -> Option<String> {
    let near = |word: &str, names: &mut dyn Iterator<Item = &str>| {
        let near = slip(word, names);
        near.map(str::to_owned)
    };
    walk(files, path, near).or_else(|| {
        let (above, last) = path.rsplit_once('/')?;
        let above = walk(files, above, near).filter(|other| other != above)?;
        Some(inside(&above, last))
    })
}

/// The path that is meant by one that is not there: spelt alike, or seen from another folder.
fn meant(files: &Files<'_>, path: &str) -> Option<String> {
    let spelt = walk(files, path, |word, names| {
        nearest(word, names).map(str::to_owned)
    });
    let below = || {
        let starts = path.match_indices('/').take(MOST_PARTS);
        let mut rests = starts.filter_map(|(at, _)| path.get(at + 1..));
        rests.find(|rest| !rest.is_empty() && files.exists(rest))
    };
    let above = || {
        let names = files.list("").unwrap_or_default();
        let folders = names.into_iter().filter(|(_, directory)| *directory);
        folders
            .map(|(name, _)| inside(&name, path))
            .find(|path| files.exists(path))
    };
    spelt.or_else(|| below().map(str::to_owned)).or_else(above)
}

/// Follows a path from the root; where a part of it is not there, the one that is chosen among
/// those that are.
fn walk(
    files: &Files<'_>,
    path: &str,
    mut choose: impl FnMut(&str, &mut dyn Iterator<Item = &str>) -> Option<String>,
) -> Option<String> {
    let mut at = String::new();
    for part in path.split('/').take(MOST_PARTS) {
        let names = files.list(&at)?;
        let there = names.iter().any(|(name, _)| name == part);
        let name = match there {
            true => part.to_owned(),
            false => {
                let mut folders = names
                    .iter()
                    .filter(|(_, directory)| *directory)
                    .map(|(name, _)| name.as_str());
                choose(part, &mut folders)?
            }
        };
        at = inside(&at, &name);
    }
    Some(at)
}
