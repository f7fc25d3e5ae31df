//! What the pods of Jobs are on the network of a namespace: no part of its service mesh, and free to open connections.

use crate::analyze::Ready;
use crate::analyze::recovery::RecoverySide;
use crate::analyze::stable_hash::shortened;
use crate::emit::crd::core;
use crate::emit::names;
use crate::model::Model;
use k8s_openapi::api::networking::v1::{NetworkPolicy, NetworkPolicyEgressRule, NetworkPolicySpec};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{LabelSelector, ObjectMeta};

/// What the pods of Jobs are known by, and no sidecar of a service mesh: a Job with one does not end with its own container
/// (Istio: pkg/kube/inject; Linkerd: pkg/inject).
pub(super) fn isolated(model: &Model) -> ObjectMeta {
    let mut labels = names::labels(model);
    labels.insert("sidecar.istio.io/inject".to_owned(), "false".to_owned());
    let linkerd = ("linkerd.io/inject".to_owned(), "disabled".to_owned());
    ObjectMeta {
        labels: Some(labels),
        annotations: Some([linkerd].into()),
        ..ObjectMeta::default()
    }
}

/// What lets the pods of the Jobs of a folder out of a namespace whose policies keep every pod in: policies add up, and those
/// of the author do not know these pods.
pub(super) fn policy(
    (ready, side): (Ready<'_>, &RecoverySide),
    folder: &str,
    namespace: &str,
) -> Option<(String, NetworkPolicy)> {
    let closed = &ready.analysis().observed().closed;
    if !closed.contains(&(side.cluster.id, namespace.to_owned())) {
        return None;
    }
    let model = ready.model();
    let name = format!("{}-{}", model.plan.name.value, folder.replace('/', "-"));
    let name = shortened(&name, 63);
    let label = format!("NetworkPolicy/{namespace}/{name}");
    let policy = NetworkPolicy {
        metadata: core::meta(name, namespace, names::labels(model)),
        spec: Some(NetworkPolicySpec {
            egress: Some(vec![NetworkPolicyEgressRule::default()]),
            pod_selector: Some(LabelSelector {
                match_labels: Some(names::labels(model)),
                ..LabelSelector::default()
            }),
            policy_types: Some(vec!["Egress".to_owned()]),
            ..NetworkPolicySpec::default()
        }),
    };
    Some((label, policy))
}
