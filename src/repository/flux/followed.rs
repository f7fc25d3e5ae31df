//! Flux Kustomizations of a cluster, as they are applied.

use super::{FluxManifests, Kustomization};
use crate::repository::cluster::Applied;
use crate::repository::tree::join;
use crate::repository::waits::waits;
use crate::repository::yaml::Node;

impl FluxManifests {
    /// Takes a Flux Kustomization over, as it is applied.
    pub(super) fn follow(&mut self, one: &Applied) {
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
