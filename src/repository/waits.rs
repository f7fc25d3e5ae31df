//! Flux Kustomizations that wait: each holds a worker of Flux until what it applies is ready.

use super::yaml::Node;

/// Whether a Kustomization waits until what it applies is ready.
pub(super) fn waits(spec: &Node) -> bool {
    let checks = ["healthChecks", "healthCheckExprs"].map(|key| spec.get(key));
    let waits = spec.text_at(&["wait"]) == "true" || checks.iter().any(Option::is_some);
    waits && spec.text_at(&["suspend"]) != "true"
}
