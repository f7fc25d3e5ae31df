//! Namespaces that `*` does not take.

use crate::analyze::Analysis;
use crate::model::ClusterId;

/// Namespaces of Kubernetes itself: restored, they would refer to lost nodes.
pub const OF_KUBERNETES: [&str; 3] = ["kube-node-lease", "kube-public", "kube-system"];

/// Namespaces that no plan of a cluster takes with `*`: those of Kubernetes, of Velero, of Flux, and
/// those of another plan: two Restores would restore one claim, and the gate of the second one would
/// fail.
pub fn unclaimed_namespaces(analysis: &Analysis, primary: ClusterId) -> Vec<String> {
    let plan = &analysis.model().plan;
    let mut names = OF_KUBERNETES.map(str::to_owned).to_vec();
    names.push(plan.velero_namespace().to_owned());
    names.push(plan.gitops.flux.namespace().to_owned());
    let others = analysis.observed().other_plans.get(&primary);
    names.extend(others.into_iter().flatten().cloned());
    names
}
