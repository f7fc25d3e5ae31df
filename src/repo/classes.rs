//! Snapshot classes that platforms and other plans of the repository declare.

use super::{Tree, inside, is_yaml, yaml};
use crate::model::Model;
use std::collections::BTreeMap;

/// How deep below the path of a platform classes are looked for.
const MAX_DEPTH: usize = 3;

pub(super) fn look(tree: &dyn Tree, model: &Model) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for platform in model.platforms.values() {
        below(tree, platform.path.value.as_str(), MAX_DEPTH, &mut found);
    }
    let output = model.plan.output();
    for (other, is_directory) in tree.list(output).unwrap_or_default() {
        if !is_directory || other == *model.plan.name.value {
            continue;
        }
        // Clusters of another name have classes of their own.
        for cluster in model.primaries() {
            let place = format!("{other}/{}/backup", cluster.name.value);
            below(tree, &inside(output, &place), 0, &mut found);
        }
    }
    found
}

fn below(tree: &dyn Tree, directory: &str, depth: usize, found: &mut BTreeMap<String, String>) {
    for (name, is_directory) in tree.list(directory).unwrap_or_default() {
        let path = inside(directory, &name);
        if is_directory {
            if depth > 0 {
                below(tree, &path, depth - 1, found);
            }
            continue;
        }
        let text = tree.read(&path).filter(|_| is_yaml(&name));
        // Most files hold no class: they are not read as YAML.
        let Some(text) = text.filter(|text| text.contains("VolumeSnapshotClass")) else {
            continue;
        };
        for object in yaml::read(&text).unwrap_or_default() {
            if object.text_at(&["kind"]) == "VolumeSnapshotClass" {
                let class = object.text_at(&["metadata", "name"]).to_owned();
                found.entry(class).or_insert_with(|| path.clone());
            }
        }
    }
}
