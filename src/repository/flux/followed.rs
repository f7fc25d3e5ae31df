//! Flux Kustomizations of a cluster, as they are applied.

use super::{FluxManifests, Kustomization};
use crate::repository::cluster::Applied;
use crate::repository::tree::join;
use crate::repository::waits::waits;
use crate::repository::yaml::Node;

impl FluxManifests {
    /// Takes a Flux Kustomization over, as it is applied.
    pub(super) fn follow(&mut self, one: &Applied, ours: &str) {
        let (spec, path) = (&one.spec, &one.path);
        self.patch(spec.get("patches"));
        let components = spec.get("components").map(Node::items).unwrap_or_default();
        let foreign = components.iter().any(|item| {
            let target = item.text().and_then(|text| join(path, text));
            target.is_none_or(|target| !target.starts_with(ours))
        });
        let renames = ["namePrefix", "nameSuffix"].map(|key| spec.get(key));
        if foreign || renames.iter().any(Option::is_some) {
            self.changed.push(path.clone());
        }
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
            path: path.clone(),
        });
        self.applied.push(path.clone());
    }
}
