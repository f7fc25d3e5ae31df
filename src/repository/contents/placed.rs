//! On which nodes pods run, as far as they state it.

use crate::repository::built::Built;
use crate::repository::yaml::Node;
use std::collections::BTreeMap;

/// What pods ask of their nodes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Placement {
    /// Labels that a node must have.
    pub selector: BTreeMap<String, String>,
    /// Whether a rule of affinity must hold too.
    pub required: bool,
    /// Taints that they tolerate.
    pub tolerations: Vec<Toleration>,
}

/// A taint that pods tolerate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Toleration {
    /// Its key; empty for every one.
    pub key: String,
    /// Its value; `None` for any.
    pub value: Option<String>,
    /// Its effect; empty for every one.
    pub effect: String,
}

/// A workload with what its pods ask of nodes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    /// Its kind.
    pub kind: String,
    /// Its namespace; empty where none is stated.
    pub namespace: String,
    /// Its name.
    pub name: String,
    /// The file.
    pub file: String,
    /// What its pods ask.
    pub placement: Placement,
}

/// Every node has it, or it is of another operating system.
const EVERYWHERE: &str = "kubernetes.io/os";

impl Placement {
    /// Reads a pod, or the values of a chart with the same keys.
    pub(super) fn of(pod: &Node) -> Self {
        let selector = pod.get("nodeSelector").map(Node::entries);
        let selector = selector
            .unwrap_or_default()
            .iter()
            .filter_map(|(key, value)| Some((key.text()?.to_owned(), value.text()?.to_owned())));
        let required = [
            "affinity",
            "nodeAffinity",
            "requiredDuringSchedulingIgnoredDuringExecution",
        ];
        let tolerations = pod.get("tolerations").map(Node::items);
        let tolerations = tolerations.unwrap_or_default().iter().map(|one| {
            let text = |key: &str| one.text_at(&[key]);
            Toleration {
                key: text("key").to_owned(),
                value: (text("operator") != "Exists").then(|| text("value").to_owned()),
                effect: text("effect").to_owned(),
            }
        });
        Self {
            selector: selector.filter(|(key, _)| key != EVERYWHERE).collect(),
            required: pod.at(&required).is_some(),
            tolerations: tolerations.collect(),
        }
    }

    /// Whether they may run beside a taint that others tolerate.
    pub fn tolerates(&self, other: &Toleration) -> bool {
        self.tolerations.iter().any(|own| {
            let effect = own.effect.is_empty() || own.effect == other.effect;
            let value = own.value.is_none() || own.value == other.value;
            effect && (own.key.is_empty() && own.value.is_none() || own.key == other.key && value)
        })
    }
}

impl Toleration {
    /// Whether it tells that pods run on nodes of their own: the kubelet sets other taints by itself, and what
    /// tolerates everything tells nothing.
    pub fn is_own(&self) -> bool {
        !self.key.is_empty() && !self.key.starts_with("node.kubernetes.io/")
    }

    /// As a taint is written.
    pub fn words(&self) -> String {
        let value = self.value.as_deref().filter(|value| !value.is_empty());
        let value = value.map_or(String::new(), |value| format!("={value}"));
        let effect = match self.effect.as_str() {
            "" => String::new(),
            effect => format!(":{effect}"),
        };
        format!("{}{value}{effect}", self.key)
    }
}

pub(super) fn find_placed(built: &Built) -> Vec<Placed> {
    let kinds = ["Deployment", "StatefulSet"];
    let workloads = built.objects.iter();
    let workloads = workloads.filter(|object| kinds.contains(&object.kind()));
    let placed = workloads.filter_map(|object| {
        let pod = object.node.at(&["spec", "template", "spec"])?;
        Some(Placed {
            kind: object.kind().to_owned(),
            namespace: object.namespace().to_owned(),
            name: object.name().to_owned(),
            file: object.file.clone(),
            placement: Placement::of(pod),
        })
    });
    placed.collect()
}

/// Folders of the kubelet in distributions that have another one than most.
const ROOTS: [&str; 2] = [
    "/var/lib/k0s/kubelet",
    "/var/snap/microk8s/common/var/lib/kubelet",
];

/// The folder of the kubelet that something names, with the file; `None` for the usual one.
pub(super) fn find_kubelet(built: &Built) -> Option<(&'static str, String)> {
    built.objects.iter().find_map(|object| {
        let mut roots = ROOTS.iter();
        let root = roots.find(|root| object.node.any(&mut |text| text.starts_with(**root)))?;
        Some((*root, object.file.clone()))
    })
}

#[cfg(test)]
mod tests {
    use super::{Placement, Toleration};

    fn toleration(key: &str, value: Option<&str>, effect: &str) -> Toleration {
        Toleration {
            key: key.to_owned(),
            value: value.map(str::to_owned),
            effect: effect.to_owned(),
        }
    }

    #[test]
    fn what_is_tolerated() {
        let pods = toleration("dedicated", Some("db"), "NoSchedule");
        let with = |own: Toleration| Placement {
            tolerations: vec![own],
            ..Placement::default()
        };
        assert!(with(pods.clone()).tolerates(&pods));
        assert!(with(toleration("dedicated", None, "")).tolerates(&pods));
        assert!(with(toleration("", None, "")).tolerates(&pods));
        assert!(!with(toleration("dedicated", Some("web"), "")).tolerates(&pods));
        assert!(!with(toleration("dedicated", None, "NoExecute")).tolerates(&pods));
        assert!(!Placement::default().tolerates(&pods));
    }
}
