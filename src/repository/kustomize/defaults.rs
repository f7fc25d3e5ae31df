//! The fields that kustomize changes by itself (`builtinpluginconsts` of kustomize 5.8).

use super::fields::{FieldSpec, Kind, specs_at as at};

const ANY: Kind = ("", "", "");

/// The name itself.
pub(super) fn affix() -> Vec<FieldSpec> {
    vec![FieldSpec::new(ANY, "metadata/name", false)]
}

/// Namespaces beside `metadata.namespace`.
pub(super) fn namespace() -> Vec<FieldSpec> {
    vec![
        FieldSpec::new(("", "", "Namespace"), "metadata/name", true),
        FieldSpec::new(
            ("apiregistration.k8s.io", "", "APIService"),
            "spec/service/namespace",
            true,
        ),
        FieldSpec::new(
            ("apiextensions.k8s.io", "", "CustomResourceDefinition"),
            "spec/conversion/webhook/clientConfig/service/namespace",
            false,
        ),
    ]
}

/// Labels of objects and of the pods that they make.
pub(super) fn template_labels() -> Vec<FieldSpec> {
    let pods = "spec/template/metadata/labels";
    [
        (ANY, "metadata/labels"),
        (("", "v1", "ReplicationController"), pods),
        (("", "", "Deployment"), pods),
        (("", "", "ReplicaSet"), pods),
        (("", "", "DaemonSet"), pods),
        (("apps", "", "StatefulSet"), pods),
        (
            ("apps", "", "StatefulSet"),
            "spec/volumeClaimTemplates[]/metadata/labels",
        ),
        (("batch", "", "Job"), pods),
        (("batch", "", "CronJob"), "spec/jobTemplate/metadata/labels"),
        (
            ("batch", "", "CronJob"),
            "spec/jobTemplate/spec/template/metadata/labels",
        ),
    ]
    .into_iter()
    .map(|(kind, path)| FieldSpec::new(kind, path, true))
    .collect()
}

/// Labels, and the selectors of pods.
pub(super) fn labels() -> Vec<FieldSpec> {
    let mut specs = Vec::new();
    let own = "spec/selector/matchLabels";
    for (kind, path) in [
        (("", "v1", "Service"), "spec/selector"),
        (("", "v1", "ReplicationController"), "spec/selector"),
        (("", "", "Deployment"), own),
        (("", "", "ReplicaSet"), own),
        (("", "", "DaemonSet"), own),
        (("apps", "", "StatefulSet"), own),
    ] {
        specs.push(FieldSpec::new(kind, path, true));
    }
    for kind in ["Deployment", "StatefulSet"] {
        for affinity in ["podAffinity", "podAntiAffinity"] {
            let pods = format!("spec/template/spec/affinity/{affinity}");
            for path in [
                "preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm/labelSelector/matchLabels",
                "requiredDuringSchedulingIgnoredDuringExecution/labelSelector/matchLabels",
            ] {
                specs.push(FieldSpec::new(
                    ("apps", "", kind),
                    &format!("{pods}/{path}"),
                    false,
                ));
            }
        }
        let spread = "spec/template/spec/topologySpreadConstraints/labelSelector/matchLabels";
        specs.push(FieldSpec::new(("apps", "", kind), spread, false));
    }
    specs.extend(at(&[
        ("batch", "Job", own),
        (
            "batch",
            "CronJob",
            "spec/jobTemplate/spec/selector/matchLabels",
        ),
        ("policy", "PodDisruptionBudget", own),
        (
            "networking.k8s.io",
            "NetworkPolicy",
            "spec/podSelector/matchLabels",
        ),
        (
            "networking.k8s.io",
            "NetworkPolicy",
            "spec/ingress/from/podSelector/matchLabels",
        ),
        (
            "networking.k8s.io",
            "NetworkPolicy",
            "spec/egress/to/podSelector/matchLabels",
        ),
    ]));
    specs.extend(template_labels());
    specs
}

/// Annotations of objects and of the pods that they make.
pub(super) fn annotations() -> Vec<FieldSpec> {
    let pods = "spec/template/metadata/annotations";
    [
        (ANY, "metadata/annotations"),
        (("", "v1", "ReplicationController"), pods),
        (("", "", "Deployment"), pods),
        (("", "", "ReplicaSet"), pods),
        (("", "", "DaemonSet"), pods),
        (("", "", "StatefulSet"), pods),
        (("batch", "", "Job"), pods),
        (
            ("batch", "", "CronJob"),
            "spec/jobTemplate/metadata/annotations",
        ),
        (
            ("batch", "", "CronJob"),
            "spec/jobTemplate/spec/template/metadata/annotations",
        ),
    ]
    .into_iter()
    .map(|(kind, path)| FieldSpec::new(kind, path, true))
    .collect()
}

/// Images; those in `containers` and `initContainers` are found anywhere, and here once more, which
/// a `tagSuffix` shows.
pub(super) fn images() -> Vec<FieldSpec> {
    let mut specs = Vec::new();
    for root in ["spec", "spec/template/spec"] {
        for field in [
            "containers[]/image",
            "initContainers[]/image",
            "volumes[]/image/reference",
        ] {
            specs.push(FieldSpec::new(ANY, &format!("{root}/{field}"), false));
        }
    }
    specs
}

/// Numbers of pods.
pub(super) fn replicas() -> Vec<FieldSpec> {
    [
        "Deployment",
        "ReplicationController",
        "ReplicaSet",
        "StatefulSet",
    ]
    .into_iter()
    .map(|kind| FieldSpec::new(("", "", kind), "spec/replicas", true))
    .collect()
}
