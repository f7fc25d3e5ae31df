//! Flux Kustomizations of a cluster, as they are applied.

use super::{FluxManifests, Kustomization};
use crate::repository::cluster::Applied;
use crate::repository::waits::waits;

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
            cut: spec.text_at(&["sourceRef", "kind"]) == "ExternalArtifact",
            path: path.clone(),
        });
        self.applied.push(path.clone());
    }
}
