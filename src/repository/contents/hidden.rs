//! Whether a path may bring objects that it does not show.

use super::charts;
use super::releases::sources;
use crate::repository::built::{Built, Object};

/// Groups whose objects make nothing but what they say, or nothing that is looked for by its content.
const PLAIN: [&str; 25] = [
    "",
    "admissionregistration.k8s.io",
    "apiextensions.k8s.io",
    "apiregistration.k8s.io",
    "apps",
    "autoscaling",
    "bitnami.com",
    "cert-manager.io",
    "cilium.io",
    "external-secrets.io",
    // A ResourceSet is filled in, or not read.
    "fluxcd.controlplane.io",
    "gateway.networking.k8s.io",
    "image.toolkit.fluxcd.io",
    "kustomize.toolkit.fluxcd.io",
    "metallb.io",
    "monitoring.coreos.com",
    "networking.k8s.io",
    "notification.toolkit.fluxcd.io",
    "policy",
    "rbac.authorization.k8s.io",
    "scheduling.k8s.io",
    "snapshot.storage.k8s.io",
    "source.toolkit.fluxcd.io",
    "storage.k8s.io",
    "velero.io",
];

/// Whether something of a path may make objects that are not shown: a chart that the table does not have, a Job, a resource
/// of an operator.
pub(super) fn hides_objects(built: &Built) -> bool {
    let sources = sources(built);
    let makes = |object: &Object| match object.kind() {
        "HelmRelease" => !charts::is_known(&sources, object),
        "Pod" => true,
        _ => !PLAIN.contains(&object.group()),
    };
    !built.whole || built.objects.iter().any(makes)
}
