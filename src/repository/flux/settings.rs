//! Settings that a ConfigMap of the author's has.

use super::FluxManifests;
use crate::repository::yaml::Node;

const MANAGED: [&str; 3] = ["metadata", "labels", "app.kubernetes.io/managed-by"];

impl FluxManifests {
    /// The first text of a ConfigMap, where one of the author's shows it.
    pub fn config_map(&self, name: &str) -> Option<&str> {
        let mut documents = self.documents.iter().flat_map(|all| all.iter());
        let found = documents.find(|node| {
            node.text_at(&["kind"]) == "ConfigMap"
                && node.text_at(&["metadata", "name"]) == name
                && node.text_at(&MANAGED) != "drplan"
        })?;
        let entries = found.get("data").map(Node::entries).unwrap_or_default();
        entries.iter().find_map(|(_, text)| text.text())
    }
}
