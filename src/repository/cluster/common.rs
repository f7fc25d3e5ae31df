//! `commonMetadata` of a Kustomization.

use crate::repository::yaml::Node;

/// Labels and annotations that a Kustomization gives to all that it applies.
pub(super) fn common(node: &mut Node, metadata: &Node) {
    for map in ["labels", "annotations"] {
        let Some(entries) = metadata.get(map).filter(|map| !map.entries().is_empty()) else {
            continue;
        };
        let at = entries.at;
        let into = node
            .get_or_map("metadata", at)
            .and_then(|all| all.get_or_map(map, at));
        if let Some(into) = into {
            for (key, value) in entries.entries() {
                into.set(key.text().unwrap_or_default(), value.clone());
            }
        }
    }
}
