//! Groups of kinds whose objects make nothing else.

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

/// Whether objects of a group make nothing else.
pub(super) fn is_plain(group: &str) -> bool {
    PLAIN.contains(&group)
}
