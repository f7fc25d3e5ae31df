//! What objects of a path ask for by name, and what it declares: classes, issuers, stores.

use super::claims;
use crate::repository::built::{Built, Object};
use crate::repository::yaml::Node;
use std::collections::BTreeMap;

/// Something that is asked for by name: its kind and its name.
pub type Need = (&'static str, String);

/// Where something is declared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declared {
    /// The file.
    pub file: String,
    /// The path of the Kustomization that applies it.
    pub path: String,
}

/// Kinds of the whole cluster that others ask for; each object asks for its namespace.
const KINDS: [&str; 9] = [
    "ClusterIssuer",
    "ClusterSecretStore",
    "GatewayClass",
    "IngressClass",
    "Namespace",
    "PriorityClass",
    "RuntimeClass",
    "StorageClass",
    "VolumeSnapshotClass",
];

pub(super) fn find_declared(built: &Built) -> BTreeMap<Need, Declared> {
    let mut found = BTreeMap::new();
    for object in &built.objects {
        let Some(kind) = KINDS.iter().find(|kind| **kind == object.kind()) else {
            continue;
        };
        let declared = || Declared {
            file: object.file.clone(),
            path: built.path_of(object).to_owned(),
        };
        found
            .entry((*kind, object.name().to_owned()))
            .or_insert_with(declared);
    }
    found
}

/// Each with a file that asks for it.
pub(super) fn find_asked(built: &Built) -> BTreeMap<Need, String> {
    let mut asked = BTreeMap::new();
    for (class, file) in claims::asked_classes(built) {
        asked.insert(("StorageClass", class), file);
    }
    for object in &built.objects {
        let mut note = |kind: &'static str, name: &str| {
            if !name.is_empty() && !name.contains("${") {
                let file = || object.file.clone();
                asked.entry((kind, name.to_owned())).or_insert_with(file);
            }
        };
        let text = |path: &[&str]| object.node.text_at(path);
        note("Namespace", object.namespace());
        match object.kind() {
            "Ingress" => {
                note("IngressClass", text(&["spec", "ingressClassName"]));
                let issuer = ["metadata", "annotations", "cert-manager.io/cluster-issuer"];
                note("ClusterIssuer", text(&issuer));
            }
            "Certificate" if text(&["spec", "issuerRef", "kind"]) == "ClusterIssuer" => {
                note("ClusterIssuer", text(&["spec", "issuerRef", "name"]));
            }
            "ExternalSecret"
                if text(&["spec", "secretStoreRef", "kind"]) == "ClusterSecretStore" =>
            {
                note(
                    "ClusterSecretStore",
                    text(&["spec", "secretStoreRef", "name"]),
                );
            }
            "Gateway" => note("GatewayClass", text(&["spec", "gatewayClassName"])),
            _ => {}
        }
        if let Some(pod) = pod(object) {
            let class = pod.text_at(&["priorityClassName"]);
            if !class.starts_with("system-") {
                note("PriorityClass", class);
            }
            note("RuntimeClass", pod.text_at(&["runtimeClassName"]));
        }
    }
    asked
}

/// What the pods of a workload say.
fn pod(object: &Object) -> Option<&Node> {
    match object.kind() {
        "Deployment" | "StatefulSet" | "DaemonSet" | "ReplicaSet" | "Job" => {
            object.node.at(&["spec", "template", "spec"])
        }
        "CronJob" => object
            .node
            .at(&["spec", "jobTemplate", "spec", "template", "spec"]),
        "Pod" => object.node.get("spec"),
        _ => None,
    }
}
