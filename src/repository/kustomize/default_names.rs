//! Where names of other objects stand (`namereference.go` of kustomize 5.8).

use super::fields::{FieldSpec, Kind, References, specs_at as at};
use std::rc::Rc;

/// Kinds whose pods are made of a template, with the way to its `spec`.
const PODS: [(&str, &str); 8] = [
    ("Pod", "spec"),
    ("PodTemplate", "template/spec"),
    ("Deployment", "spec/template/spec"),
    ("ReplicaSet", "spec/template/spec"),
    ("DaemonSet", "spec/template/spec"),
    ("StatefulSet", "spec/template/spec"),
    ("Job", "spec/template/spec"),
    ("CronJob", "spec/jobTemplate/spec/template/spec"),
];

/// Those whose service account, claims and priority class follow a new name.
const RUNNING: [(&str, &str); 7] = [
    ("Pod", "spec"),
    ("StatefulSet", "spec/template/spec"),
    ("Deployment", "spec/template/spec"),
    ("ReplicationController", "spec/template/spec"),
    ("CronJob", "spec/jobTemplate/spec/template/spec"),
    ("Job", "spec/template/spec"),
    ("DaemonSet", "spec/template/spec"),
];

const CONFIG_MAP: [&str; 6] = [
    "volumes/configMap/name",
    "containers/env/valueFrom/configMapKeyRef/name",
    "initContainers/env/valueFrom/configMapKeyRef/name",
    "containers/envFrom/configMapRef/name",
    "initContainers/envFrom/configMapRef/name",
    "volumes/projected/sources/configMap/name",
];

const SECRET: [&str; 7] = [
    "volumes/secret/secretName",
    "containers/env/valueFrom/secretKeyRef/name",
    "initContainers/env/valueFrom/secretKeyRef/name",
    "containers/envFrom/secretRef/name",
    "initContainers/envFrom/secretRef/name",
    "imagePullSecrets/name",
    "volumes/projected/sources/secret/name",
];

const RBAC: &str = "rbac.authorization.k8s.io";

fn below(roots: &[(&'static str, &str)], fields: &[&str]) -> Vec<FieldSpec> {
    let mut specs = Vec::new();
    for (kind, root) in roots {
        for field in fields {
            let path = format!("{root}/{field}");
            specs.push(FieldSpec::new(("", "", kind), &path, false));
        }
    }
    specs
}

fn references((group, version, kind): Kind, fields: Vec<FieldSpec>) -> References {
    References {
        group: Rc::from(group),
        version: Rc::from(version),
        kind: Rc::from(kind),
        fields,
    }
}

/// Where names of other objects stand.
pub(super) fn names() -> Vec<References> {
    let scaled = || at(&[("", "HorizontalPodAutoscaler", "spec/scaleTargetRef/name")]);
    let mut all: Vec<References> = [
        "Deployment",
        "ReplicationController",
        "ReplicaSet",
        "StatefulSet",
    ]
    .into_iter()
    .map(|kind| references(("", "", kind), scaled()))
    .collect();
    let mut maps = below(&PODS, &CONFIG_MAP);
    maps.extend(at(&[
        ("", "Node", "spec/configSource/configMap"),
        ("", "Role", "rules/resourceNames"),
        ("", "ClusterRole", "rules/resourceNames"),
        (
            "",
            "Ingress",
            "metadata/annotations/nginx.ingress.kubernetes.io\\/fastcgi-params-configmap",
        ),
    ]));
    all.push(references(("", "v1", "ConfigMap"), maps));
    let mut secrets = below(&PODS, &SECRET);
    secrets.extend(at(&[
        ("", "Ingress", "spec/tls/secretName"),
        (
            "",
            "Ingress",
            "metadata/annotations/ingress.kubernetes.io\\/auth-secret",
        ),
        (
            "",
            "Ingress",
            "metadata/annotations/nginx.ingress.kubernetes.io\\/auth-secret",
        ),
        (
            "",
            "Ingress",
            "metadata/annotations/nginx.ingress.kubernetes.io\\/auth-tls-secret",
        ),
        ("", "ServiceAccount", "imagePullSecrets/name"),
        ("", "StorageClass", "parameters/secretName"),
        ("", "StorageClass", "parameters/adminSecretName"),
        ("", "StorageClass", "parameters/userSecretName"),
        ("", "StorageClass", "parameters/secretRef"),
        ("", "Role", "rules/resourceNames"),
        ("", "ClusterRole", "rules/resourceNames"),
        (
            "serving.knative.dev",
            "Service",
            "spec/template/spec/containers/env/valueFrom/secretKeyRef/name",
        ),
        ("", "PersistentVolume", "spec/azureFile/secretName"),
    ]));
    all.push(references(("", "v1", "Secret"), secrets));
    all.push(references(
        ("", "v1", "Service"),
        at(&[
            ("apps", "StatefulSet", "spec/serviceName"),
            ("", "Ingress", "spec/rules/http/paths/backend/serviceName"),
            ("", "Ingress", "spec/backend/serviceName"),
            ("", "Ingress", "spec/rules/http/paths/backend/service/name"),
            ("", "Ingress", "spec/defaultBackend/service/name"),
            ("apiregistration.k8s.io", "APIService", "spec/service/name"),
            (
                "admissionregistration.k8s.io",
                "ValidatingWebhookConfiguration",
                "webhooks/clientConfig/service",
            ),
            (
                "admissionregistration.k8s.io",
                "MutatingWebhookConfiguration",
                "webhooks/clientConfig/service",
            ),
        ]),
    ));
    all.push(references(
        (RBAC, "", "Role"),
        at(&[(RBAC, "RoleBinding", "roleRef/name")]),
    ));
    all.push(references(
        (RBAC, "", "ClusterRole"),
        at(&[
            (RBAC, "RoleBinding", "roleRef/name"),
            (RBAC, "ClusterRoleBinding", "roleRef/name"),
        ]),
    ));
    let mut accounts = at(&[
        (RBAC, "RoleBinding", "subjects"),
        (RBAC, "ClusterRoleBinding", "subjects"),
    ]);
    accounts.extend(below(&RUNNING, &["serviceAccountName"]));
    all.push(references(("", "v1", "ServiceAccount"), accounts));
    let claims = below(&RUNNING, &["volumes/persistentVolumeClaim/claimName"]);
    all.push(references(("", "v1", "PersistentVolumeClaim"), claims));
    all.push(references(
        ("", "v1", "PersistentVolume"),
        at(&[
            ("", "PersistentVolumeClaim", "spec/volumeName"),
            ("", "ClusterRole", "rules/resourceNames"),
        ]),
    ));
    all.push(references(
        ("storage.k8s.io", "v1", "StorageClass"),
        at(&[
            ("", "PersistentVolume", "spec/storageClassName"),
            ("", "PersistentVolumeClaim", "spec/storageClassName"),
            (
                "",
                "StatefulSet",
                "spec/volumeClaimTemplates/spec/storageClassName",
            ),
        ]),
    ));
    let priorities = below(&RUNNING, &["priorityClassName"]);
    all.push(references(
        ("scheduling.k8s.io", "v1", "PriorityClass"),
        priorities,
    ));
    all
}
