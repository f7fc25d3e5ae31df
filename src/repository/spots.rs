//! Where a person adds lines to files of the repository: below which line, and how far they are indented.
//!
//! A file that is written in another style than a line for each entry has no such place.

use crate::model::ClusterId;
use std::collections::{BTreeMap, BTreeSet};

/// A place for lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spot {
    /// The file.
    pub file: String,
    /// The line below which they are added, from 1; 0 is the top of the file.
    pub line: u32,
    /// How many blanks are before the first of them.
    pub(super) indent: usize,
    /// Keys that come above what is added, each inside of the one before.
    pub(super) within: Vec<&'static str>,
}

impl Spot {
    /// The lines as they are added.
    pub fn lines(&self, items: &[String]) -> Vec<String> {
        let mut indent = self.indent;
        let mut lines = Vec::new();
        for key in &self.within {
            lines.push(format!("{}{key}:", " ".repeat(indent)));
            indent += 2;
        }
        let items = items.iter();
        lines.extend(items.map(|item| format!("{}{item}", " ".repeat(indent))));
        lines
    }
}

/// The places that the wiring of a plan needs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Spots {
    /// In the list of the kustomization.yaml at the path of a cluster.
    pub listed: BTreeMap<ClusterId, Spot>,
    /// In the kustomization.yaml of Flux itself: its Components.
    pub flux_system: BTreeMap<ClusterId, Spot>,
    /// In a Flux Kustomization, by its file and the line of its `spec.path`: its Components.
    pub(super) components: BTreeMap<(String, u32), Spot>,
    /// In what installs Velero, by its file: the arguments of node-agent.
    pub node_agent: BTreeMap<String, Spot>,
    /// At the end of a list of patterns, by its file.
    pub patterns: BTreeMap<String, Spot>,
    /// Clusters of which a kustomization.yaml of Flux itself is there.
    pub bootstrapped: BTreeSet<ClusterId>,
}

impl Spots {
    /// In a Flux Kustomization, by its file and the line of its `spec.path`.
    pub fn components(&self, file: &str, line: u32) -> Option<&Spot> {
        self.components.get(&(file.to_owned(), line))
    }
}
