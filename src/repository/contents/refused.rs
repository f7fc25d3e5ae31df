//! What in a namespace refuses pods, or keeps them from the network.

use crate::repository::built::{Built, Object};
use crate::repository::yaml::Node;

/// An object that keeps the pods of a namespace from their work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// The file.
    pub file: String,
    /// The namespace.
    pub namespace: String,
    /// The object, by kind and name.
    pub object: String,
    /// What it does.
    pub by: Refusal,
}

/// What an object does to pods.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// No pod opens a connection; `inside` where those to pods of the cluster are allowed.
    Egress {
        /// Whether pods of the cluster are reached.
        inside: bool,
    },
    /// A quota of this counts only pods that state it, and refuses the others.
    Stated(String),
    /// There may be so few pods.
    Pods(u64),
}

/// Quotas of what containers state (Kubernetes 1.34, pkg/quota/v1/evaluator/core/pods.go, Constraints).
const STATED: [&str; 8] = [
    "cpu",
    "ephemeral-storage",
    "limits.cpu",
    "limits.memory",
    "memory",
    "requests.cpu",
    "requests.ephemeral-storage",
    "requests.memory",
];

pub(super) fn find_refused(built: &Built) -> Vec<Refused> {
    let mut found = Vec::new();
    for object in &built.objects {
        let by = match object.kind() {
            "NetworkPolicy" => egress(built, object),
            "ResourceQuota" => quota(built, object),
            _ => None,
        };
        if let Some(by) = by.filter(|_| !object.namespace().is_empty()) {
            found.push(Refused {
                file: object.file.clone(),
                namespace: object.namespace().to_owned(),
                object: format!("{} `{}`", object.kind(), object.name()),
                by,
            });
        }
    }
    found
}

/// Policies add up: one that allows a connection is enough. Those of another tool are not read.
fn egress(built: &Built, object: &Object) -> Option<Refusal> {
    let selector = object.node.at(&["spec", "podSelector"])?;
    if !all_pods(selector) || !is_of_egress(object) {
        return None;
    }
    let beside = built.objects.iter().filter(|other| {
        other.kind().ends_with("NetworkPolicy") && other.namespace() == object.namespace()
    });
    let mut inside = false;
    for other in beside {
        if other.kind() != "NetworkPolicy" {
            return None;
        }
        for rule in other
            .node
            .at(&["spec", "egress"])
            .map(Node::items)
            .unwrap_or_default()
        {
            let to = rule.get("to").map(Node::items).unwrap_or_default();
            let ports = rule.get("ports").map(Node::items).unwrap_or_default();
            let names = ["53", "dns", "dns-tcp"];
            let only_names = !ports.is_empty()
                && ports
                    .iter()
                    .all(|one| names.contains(&one.text_at(&["port"])));
            if only_names {
                continue;
            }
            if to.is_empty() || to.iter().any(|one| one.get("ipBlock").is_some()) {
                return None;
            }
            inside = true;
        }
    }
    Some(Refusal::Egress { inside })
}

fn all_pods(selector: &Node) -> bool {
    let labels = selector.get("matchLabels").map(Node::entries);
    let rules = selector.get("matchExpressions").map(Node::items);
    labels.unwrap_or_default().is_empty() && rules.unwrap_or_default().is_empty()
}

fn is_of_egress(object: &Object) -> bool {
    let types = object.node.at(&["spec", "policyTypes"]).map(Node::items);
    match types {
        Some(types) => types.iter().any(|one| one.text() == Some("Egress")),
        None => object.node.at(&["spec", "egress"]).is_some(),
    }
}

fn quota(built: &Built, object: &Object) -> Option<Refusal> {
    let spec = object.node.get("spec")?;
    if spec.get("scopes").is_some() || spec.get("scopeSelector").is_some() {
        return None;
    }
    let hard = spec.get("hard").map(Node::entries).unwrap_or_default();
    let mut hard = hard
        .iter()
        .filter_map(|(key, value)| Some((key.text()?, value.text()?)));
    // A LimitRange fills in what pods do not state.
    let mut ranges = built.of_kind("LimitRange");
    let filled = ranges.any(|range| range.namespace() == object.namespace());
    hard.find_map(|(key, value)| match key {
        "pods" | "count/pods" => {
            let most = value.parse().ok()?;
            (most < FEWEST).then_some(Refusal::Pods(most))
        }
        _ => (!filled && STATED.contains(&key)).then(|| Refusal::Stated(key.to_owned())),
    })
}

/// The server, one node-agent, and one pod that moves data.
const FEWEST: u64 = 3;
