//! What the repository shows, from what the door has read of it.

use std::collections::BTreeMap;

/// What was looked at. A path that was not looked at is not accused of anything.
#[derive(Debug, Clone, Default)]
pub struct Inventory {
    /// Paths below the repository root, and whether they are there.
    pub paths: BTreeMap<String, bool>,
    /// By cluster, the author's own YAML below its path and of the overlays that it applies; a
    /// cluster of which nothing was found is not there.
    pub wiring: BTreeMap<String, Vec<String>>,
}

impl Inventory {
    /// Whether the YAML of a cluster names a path; `None` where none was found.
    pub fn names(&self, cluster: &str, path: &str) -> Option<bool> {
        self.wiring
            .get(cluster)
            .map(|texts| texts.iter().any(|text| text.contains(path)))
    }

    /// Whether a path was looked for and not found.
    pub fn lacks(&self, path: &str) -> bool {
        self.paths.get(path) == Some(&false)
    }
}
