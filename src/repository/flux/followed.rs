//! Flux Kustomizations of a cluster, as they are applied.

use super::{Fetches, FluxManifests, revision};
use crate::repository::cluster::{Applied, Cluster};
use crate::repository::tree::join;
use crate::repository::waits::waits;
use crate::repository::yaml::Node;
use std::collections::BTreeSet;

/// A Flux Kustomization of the author's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kustomization {
    /// The path that it applies.
    pub path: String,
    /// The file that it stands in.
    pub file: String,
    /// The line of `spec.path` there, from 1.
    pub line: u32,
    /// The Components that it adds, seen from the root of the repository; one outside of it is none.
    pub components: BTreeSet<String>,
    /// Whether it waits until what it applies is ready, and holds a worker of Flux for so long.
    pub waits: bool,
    /// Whether it applies an artifact that is cut out of the repository, and finds nothing else of it.
    pub cut: bool,
    /// Its name.
    pub name: String,
    /// The namespace that it puts objects into; empty where it states none.
    pub target: String,
    /// What its source fetches, where that is shown.
    pub fetches: Option<Fetches>,
}

impl FluxManifests {
    /// Takes a Flux Kustomization over, as it is applied.
    pub(super) fn follow(&mut self, cluster: &Cluster, one: &Applied) {
        let (spec, path) = (&one.spec, &one.path);
        self.patch(spec.get("patches"));
        if spec.get("targetNamespace").is_some() {
            self.moved.push(path.clone());
        }
        if spec.get("postBuild").is_some() {
            self.fills.insert(path.clone(), one.file.clone());
        }
        self.flux.push(Kustomization {
            line: one.at.line,
            file: one.file.clone(),
            waits: waits(spec),
            components: {
                let all = spec.get("components").map(Node::items).unwrap_or_default();
                let all = all.iter().filter_map(Node::text);
                all.filter_map(|one| join(path, one)).collect()
            },
            cut: spec.text_at(&["sourceRef", "kind"]) == "ExternalArtifact",
            path: path.clone(),
            name: one.name.clone(),
            target: spec.text_at(&["targetNamespace"]).to_owned(),
            fetches: revision::of(cluster, one),
        });
        self.applied.push(path.clone());
    }

    /// Whether a Flux Kustomization of the author's adds a Component to a path; `None` where none that applies exactly
    /// this path is shown.
    pub fn adds(&self, path: &str, component: &str) -> Option<bool> {
        let mut own = self.flux.iter().filter(|one| one.path == path).peekable();
        own.peek()?;
        Some(own.any(|one| one.components.contains(component)))
    }

    /// Whether a file that was not read as YAML names a path, or a file was not read at all.
    pub fn may_name(&self, place: &str) -> bool {
        self.open || self.broken.iter().any(|text| text.contains(place))
    }
}
