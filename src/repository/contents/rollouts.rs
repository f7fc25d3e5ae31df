//! Whether a change of a pod template reaches the pods that run.

use crate::repository::built::Object;
use crate::repository::yaml::Node;

/// Why a change of a pod template does not reach all running pods.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeldBack {
    /// The pods are replaced when somebody deletes them.
    OnDelete,
    /// Pods with a number below this one keep the old template.
    Below(u64),
    /// The Deployment is paused.
    Paused,
}

pub(super) fn held_back(object: &Object, spec: &Node) -> Option<HeldBack> {
    let strategy = |path: &[&str]| {
        let path: Vec<&str> = ["updateStrategy"].iter().chain(path).copied().collect();
        spec.text_at(&path).to_owned()
    };
    match (object.group(), object.kind()) {
        ("apps", "Deployment") if spec.text_at(&["paused"]) == "true" => Some(HeldBack::Paused),
        ("apps", "DaemonSet" | "StatefulSet") if strategy(&["type"]) == "OnDelete" => {
            Some(HeldBack::OnDelete)
        }
        ("apps", "StatefulSet") => {
            let partition: u64 = strategy(&["rollingUpdate", "partition"]).parse().ok()?;
            let first: u64 = spec.text_at(&["ordinals", "start"]).parse().unwrap_or(0);
            (partition > first).then_some(HeldBack::Below(partition))
        }
        _ => None,
    }
}
