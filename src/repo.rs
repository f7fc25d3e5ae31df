//! What the repository shows, from what the door has read of it.

use std::collections::BTreeMap;

/// What was looked at. A path that was not looked at is not accused of anything.
#[derive(Debug, Clone, Default)]
pub struct Inventory {
    /// Paths below the repository root, and whether they are there.
    pub paths: BTreeMap<String, bool>,
}

impl Inventory {
    /// Whether a path was looked for and not found.
    pub fn lacks(&self, path: &str) -> bool {
        self.paths.get(path) == Some(&false)
    }
}
