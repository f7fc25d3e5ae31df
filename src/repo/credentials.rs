//! Which Secrets that open buckets the repository brings to a recovery cluster.

use super::{Tree, inside, is_yaml, mentions};
use crate::model::Model;
use std::collections::BTreeMap;

/// How deep below the path of a platform they are looked for.
const MAX_DEPTH: usize = 4;

/// The Secrets of stores, each with whether a file of a platform names it; empty where no platform
/// shows a file.
pub(super) fn look(tree: &dyn Tree, model: &Model) -> BTreeMap<String, bool> {
    let secrets = model.stores.values().filter_map(|store| {
        let (name, _) = &store.credential.as_ref()?.value;
        Some((name.to_string(), false))
    });
    let mut found: BTreeMap<String, bool> = secrets.collect();
    if found.is_empty() {
        return found;
    }
    let mut files = 0;
    for platform in model.platforms.values() {
        let path = platform.path.value.as_str();
        below(tree, path, MAX_DEPTH, &mut found, &mut files);
    }
    if files == 0 {
        found.clear();
    }
    found
}

fn below(
    tree: &dyn Tree,
    directory: &str,
    depth: usize,
    found: &mut BTreeMap<String, bool>,
    files: &mut usize,
) {
    for (name, is_directory) in tree.list(directory).unwrap_or_default() {
        let path = inside(directory, &name);
        if is_directory {
            if depth > 0 {
                below(tree, &path, depth - 1, found, files);
            }
            continue;
        }
        let Some(text) = tree.read(&path).filter(|_| is_yaml(&name)) else {
            continue;
        };
        *files += 1;
        // Encrypted, sealed or fetched by an operator: all of them name the Secret.
        for (secret, there) in found.iter_mut() {
            *there |= mentions(&text, secret);
        }
    }
}
