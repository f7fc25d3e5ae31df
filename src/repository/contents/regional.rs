//! What names a region, and does not work once it is lost.

use crate::repository::built::{Built, Object};
use crate::repository::yaml::Node;
use std::collections::BTreeSet;

/// What is bound to a place.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Regional {
    /// The file.
    pub file: String,
    /// What it is of: `KIND/NAME`.
    pub of: String,
    /// How it is bound.
    pub bound: Bound,
    /// What is written: a region, a zone, the address of a key, or of something else.
    pub text: String,
}

/// How something is bound to a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bound {
    /// Secrets are fetched from there.
    Secrets,
    /// Volumes are encrypted with a key that is there.
    VolumeKey,
    /// Nodes or volumes must be there.
    Zone,
    /// It names something that is there.
    Address,
}

/// Labels of nodes that say where they are.
const ZONES: [&str; 8] = [
    "failure-domain.beta.kubernetes.io/region",
    "failure-domain.beta.kubernetes.io/zone",
    "topology.disk.csi.azure.com/zone",
    "topology.ebs.csi.aws.com/zone",
    "topology.gke.io/zone",
    "topology.k8s.aws/zone-id",
    "topology.kubernetes.io/region",
    "topology.kubernetes.io/zone",
];

pub(super) fn find_regional(built: &Built) -> BTreeSet<Regional> {
    let mut found = BTreeSet::new();
    for object in &built.objects {
        let mut note = |bound, text: &str| {
            if !text.is_empty() && !text.contains("${") {
                found.insert(Regional {
                    file: object.file.clone(),
                    of: format!("{}/{}", object.kind(), object.name()),
                    bound,
                    text: text.to_owned(),
                });
            }
        };
        match object.kind() {
            "SecretStore" | "ClusterSecretStore" => store(object, &mut note),
            "StorageClass" => class(object, &mut note),
            "BackupStorageLocation" | "VolumeSnapshotLocation" => {}
            _ => addresses(&object.node, &mut note),
        }
        zones(&object.node, &mut note);
    }
    found
}

/// The places of a store of External Secrets (apis/externalsecrets/v1).
fn store(object: &Object, note: &mut dyn FnMut(Bound, &str)) {
    let Some(provider) = object.node.at(&["spec", "provider"]) else {
        return;
    };
    for path in [
        ["aws", "region"],
        ["gcpsm", "location"],
        ["oracle", "region"],
        ["alibaba", "regionID"],
        ["scaleway", "region"],
        ["azurekv", "vaultUrl"],
        ["vault", "server"],
        ["ibm", "serviceUrl"],
    ] {
        note(Bound::Secrets, provider.text_at(&path));
    }
}

fn class(object: &Object, note: &mut dyn FnMut(Bound, &str)) {
    let parameters = object.node.get("parameters");
    for (key, value) in parameters.map(Node::entries).unwrap_or_default() {
        let text = value.text().unwrap_or_default();
        match key.text().unwrap_or_default() {
            "zone" | "zones" | "availability" | "region" => {
                for zone in text.split(',') {
                    note(Bound::Zone, zone.trim());
                }
            }
            _ if is_key(text) => note(Bound::VolumeKey, text),
            _ => {}
        }
    }
}

/// Whether a text is the address of a key of AWS, Google or Azure.
fn is_key(text: &str) -> bool {
    let arn = text.starts_with("arn:") && text.contains(":kms:");
    arn || text.contains("/keyRings/") || text.contains(".vault.azure.net")
}

/// Names of AWS, and addresses of its servers, that hold a region. What SOPS writes is read apart.
fn addresses(node: &Node, note: &mut dyn FnMut(Bound, &str)) {
    if let Some(text) = node.text() {
        let words = text.split(|c: char| c.is_whitespace() || [',', '"', '\''].contains(&c));
        for word in words.filter(|word| word.len() < 512) {
            // A registry is a finding of its own.
            let server = word.contains(".amazonaws.com") && !word.contains(".ecr.");
            if word.starts_with("arn:aws") || server {
                note(Bound::Address, word);
            }
        }
    }
    for item in node.items() {
        addresses(item, note);
    }
    for (key, value) in node.entries() {
        if key.text() != Some("sops") {
            addresses(value, note);
        }
    }
}

/// The zones that a selector asks for. What is only preferred is left out, and so is a selector with zones elsewhere, which
/// the reader of these facts compares with the region that is lost.
fn zones(node: &Node, note: &mut dyn FnMut(Bound, &str)) {
    for item in node.items() {
        zones(item, note);
    }
    let key = node.text_at(&["key"]);
    let operator = node.text_at(&["operator"]);
    let values = node.get("values").map(Node::items).unwrap_or_default();
    if ZONES.contains(&key) && matches!(operator, "" | "In") && !values.is_empty() {
        let all: Vec<&str> = values.iter().filter_map(Node::text).collect();
        note(Bound::Zone, &all.join(" "));
    }
    for (key, value) in node.entries() {
        match key.text().unwrap_or_default() {
            "preferredDuringSchedulingIgnoredDuringExecution" => {}
            "nodeSelector" => {
                for (label, zone) in value.entries() {
                    if label.text().is_some_and(|label| ZONES.contains(&label)) {
                        note(Bound::Zone, zone.text().unwrap_or_default());
                    }
                }
                zones(value, note);
            }
            _ => zones(value, note),
        }
    }
}
