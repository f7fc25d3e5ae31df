//! Objects of files, and the list that Flux makes of a folder without one.

use super::layer::Layer;
use super::resource::{Id, Resource};
use crate::repository::files::Files;
use crate::repository::tree::{KUSTOMIZATION, inside, is_yaml};
use crate::repository::yaml::{Node, Position};

/// Files and folders that Flux leaves out of what it fetches (fluxcd/pkg, `sourceignore`).
const IGNORED: [&str; 14] = [
    ".circleci",
    ".drone.yml",
    ".flux.yaml",
    ".git",
    ".github",
    ".gitlab-ci.yml",
    ".goreleaser.brew.yml",
    ".goreleaser.yml",
    ".sops.yaml",
    ".travis.yml",
    "appveyor.yml",
    "cloudbuild.yaml",
    "codeship-services.yml",
    "codeship-steps.yml",
];

/// The objects of a file; `None` where it cannot be read, which is noted.
pub(super) fn objects(
    files: &Files<'_>,
    layer: &mut Layer,
    path: &str,
    (list, at): (&str, Position),
) {
    let Some(documents) = files.documents(path) else {
        if files.is_broken(path) {
            let why = "it is not valid YAML, and kustomize refuses the whole path with it";
            layer.lost(path, at, why);
        } else {
            told(layer, (list, at), path);
        }
        return;
    };
    layer.files.insert(path.to_owned());
    let mut resources = Vec::new();
    for document in documents.iter() {
        take(layer, path, document.clone().expanded(), &mut resources);
    }
    layer.append(resources, (path, at));
}

/// Notes what was not read.
pub(super) fn unseen(layer: &mut Layer, (list, at): (&str, Position), what: &str, why: &str) {
    layer.unseen.insert(super::result::Unseen {
        path: list.to_owned(),
        at,
        what: what.to_owned(),
        why: why.to_owned(),
        told: false,
    });
}

/// Notes a file that is among those that are not read.
pub(super) fn told(layer: &mut Layer, (list, at): (&str, Position), what: &str) {
    layer.unseen.insert(super::result::Unseen {
        path: list.to_owned(),
        at,
        what: what.to_owned(),
        why: "it cannot be read".to_owned(),
        told: true,
    });
}

fn take(layer: &mut Layer, path: &str, node: Node, into: &mut Vec<Resource>) {
    let id = Id::of(&node);
    if id.kind.ends_with("List")
        && let Some(items) = node.get("items")
    {
        for item in items.items() {
            take(layer, path, item.clone(), into);
        }
        return;
    }
    if id.kind.is_empty() || id.name.is_empty() {
        let why = "it contains a document that is not an object with a kind and a name";
        return layer.fault(path, node.at, why);
    }
    into.push(Resource::new(node));
}

/// The file that makes a folder a kustomization; an error where there are several.
pub(super) fn own_list(names: &[(String, bool)]) -> Result<Option<&str>, ()> {
    let mut own = names
        .iter()
        .filter(|(name, folder)| !folder && KUSTOMIZATION.contains(&name.as_str()))
        .map(|(name, _)| name.as_str());
    match (own.next(), own.next()) {
        (first, None) => Ok(first),
        (_, Some(_)) => Err(()),
    }
}

/// What Flux lists of a folder without a kustomization.yaml, seen from it.
pub(super) fn scan(files: &Files<'_>, directory: &str, below: &str, depth: usize) -> Vec<String> {
    let folder = match below {
        "" => directory.to_owned(),
        below => inside(directory, below),
    };
    let names = files.list(&folder).unwrap_or_default();
    let mut found = Vec::new();
    for (name, is_folder) in &names {
        if IGNORED.contains(&name.as_str()) {
            continue;
        }
        let path = inside(below, name);
        if !is_folder {
            if is_yaml(name) && !KUSTOMIZATION.contains(&name.as_str()) {
                found.push(path);
            }
        } else if depth > 0 {
            let inner = files.list(&inside(&folder, name)).unwrap_or_default();
            match own_list(&inner) {
                Ok(None) => found.extend(scan(files, directory, &path, depth - 1)),
                Ok(Some(_)) | Err(()) => found.push(path),
            }
        }
    }
    found
}
