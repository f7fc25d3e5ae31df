//! What the platforms of the repository must name, and whether they do.

use super::built::Built;
use super::{Tree, inside, is_yaml, mentions};
use crate::model::Model;
use std::collections::BTreeMap;

/// How deep below the path of a platform files are looked at.
const MAX_DEPTH: usize = 4;

/// The names, each with whether a file of a platform says it; empty where no platform shows a file,
/// or one of them brings what is not shown.
pub(super) fn look(
    tree: &dyn Tree,
    model: &Model,
    built: &BTreeMap<&str, Built>,
) -> BTreeMap<String, bool> {
    let secrets = model.stores.values().filter_map(|store| {
        let (name, _) = &store.credential.as_ref()?.value;
        Some(name.to_string())
    });
    let names = secrets.chain([model.plan.node_agent()]);
    let mut search = Search {
        tree,
        found: names.map(|name| (name, false)).collect(),
        files: 0,
    };
    for platform in model.platforms.values() {
        let path = platform.path.value.as_str();
        search.below(path, MAX_DEPTH);
        let Some(built) = built.get(path) else {
            continue;
        };
        if !built.whole {
            return BTreeMap::new();
        }
        // Files of a base, which lie outside of it.
        let outside = |file: &&String| !file.strip_prefix(path).is_some_and(|f| f.starts_with('/'));
        for file in built.files.iter().filter(outside) {
            search.file(file);
        }
    }
    if search.files == 0 {
        search.found.clear();
    }
    search.found
}

struct Search<'a> {
    tree: &'a dyn Tree,
    found: BTreeMap<String, bool>,
    files: usize,
}

impl Search<'_> {
    fn below(&mut self, directory: &str, depth: usize) {
        for (name, is_directory) in self.tree.list(directory).unwrap_or_default() {
            let path = inside(directory, &name);
            if is_directory && depth > 0 {
                self.below(&path, depth - 1);
            } else if !is_directory && is_yaml(&name) {
                self.file(&path);
            }
        }
    }

    fn file(&mut self, path: &str) {
        let Some(text) = self.tree.read(path) else {
            return;
        };
        self.files += 1;
        // Encrypted, sealed or fetched by an operator: all of them name the Secret.
        for (wanted, there) in &mut self.found {
            *there |= mentions(&text, wanted);
        }
    }
}
