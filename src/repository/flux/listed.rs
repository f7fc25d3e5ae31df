//! What a kustomization.yaml of a cluster lists.

use crate::repository::yaml::Node;

/// The paths of its resources.
pub(super) fn resources(document: &Node) -> Vec<String> {
    let lists = ["resources", "bases"].map(|key| document.get(key));
    let items = lists.into_iter().flatten().flat_map(Node::items);
    items.filter_map(Node::text).map(str::to_owned).collect()
}

/// Whether a kustomization.yaml only lists files and folders beside it.
pub(super) fn lists_the_obvious(document: &Node) -> bool {
    let mut keys = document.entries().iter().map(|(key, _)| key.text());
    let known = |key: &str| ["apiVersion", "kind", "metadata", "resources"].contains(&key);
    let elsewhere = |path: &String| path.contains("..") || path.contains(['@', '?', ':']);
    keys.all(|key| key.is_some_and(known)) && !resources(document).iter().any(elsewhere)
}
