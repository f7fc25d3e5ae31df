//! What the platforms of the repository must name, and whether they do.

use super::built::Built;
use super::{Tree, each_yaml, mentions};
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
    let mut found: BTreeMap<String, bool> = names.map(|name| (name, false)).collect();
    let mut files = 0;
    let mut take = |text: &str| {
        files += 1;
        // Encrypted, sealed or fetched by an operator: all of them name the Secret.
        for (wanted, there) in &mut found {
            *there |= mentions(text, wanted);
        }
    };
    for platform in model.platforms.values() {
        let path = platform.path.value.as_str();
        each_yaml(tree, path, MAX_DEPTH, &mut |_, text| take(text));
        let Some(built) = built.get(path) else {
            continue;
        };
        if !built.whole {
            return BTreeMap::new();
        }
        // Files of a base, which lie outside of it.
        let outside = |file: &&String| !file.strip_prefix(path).is_some_and(|f| f.starts_with('/'));
        for file in built.files.iter().filter(outside) {
            if let Some(text) = tree.read(file) {
                take(&text);
            }
        }
    }
    if files == 0 {
        found.clear();
    }
    found
}
