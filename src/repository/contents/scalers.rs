//! Objects that set how many pods a workload has.

use crate::repository::built::{Built, Object};
use crate::repository::yaml::{Node, Position};

/// A HorizontalPodAutoscaler, or a ScaledObject or HTTPScaledObject of KEDA.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scaler {
    /// The file.
    pub file: String,
    /// Its kind.
    pub kind: String,
    /// Its namespace; empty where none is stated.
    pub namespace: String,
    /// Its name.
    pub name: String,
    /// The kind of the workload.
    pub of_kind: String,
    /// The name of the workload.
    pub of_name: String,
    /// The fewest pods that it leaves; `None` where that is not shown.
    pub least: Option<u64>,
    /// What is written of that.
    pub text: String,
    /// Where.
    pub at: Position,
}

pub(super) fn find_scalers(built: &Built) -> Vec<Scaler> {
    built.objects.iter().filter_map(scaler).collect()
}

/// The defaults are those of the two controllers: one pod, and none with KEDA, which also pauses by an annotation.
fn scaler(object: &Object) -> Option<Scaler> {
    let (least, default) = match (object.group(), object.kind()) {
        ("autoscaling", "HorizontalPodAutoscaler") => ("minReplicas", 1),
        ("keda.sh", "ScaledObject") => ("minReplicaCount", 0),
        ("http.keda.sh", "HTTPScaledObject") => return on_request(object),
        _ => return None,
    };
    let spec = object.node.get("spec")?;
    let target = spec.get("scaleTargetRef")?;
    let written = spec.get(least);
    let least = match written.map(Node::text) {
        None => Some(default),
        Some(text) => text.and_then(|text| text.parse().ok()),
    };
    // What nothing triggers is scaled to this before it is scaled to the minimum.
    let idle = match (object.kind(), spec.text_at(&["idleReplicaCount"])) {
        ("ScaledObject", idle) => idle.parse().ok(),
        _ => None,
    };
    let least = idle.or(least);
    let annotation = |key: &str| object.node.text_at(&["metadata", "annotations", key]);
    let paused = annotation("autoscaling.keda.sh/paused-replicas");
    let of_kind = match target.text_at(&["kind"]) {
        "" => "Deployment",
        kind => kind,
    };
    Some(Scaler {
        file: object.file.clone(),
        kind: object.kind().to_owned(),
        namespace: object.namespace().to_owned(),
        name: object.name().to_owned(),
        of_kind: of_kind.to_owned(),
        of_name: target.text_at(&["name"]).to_owned(),
        least: paused.parse().ok().or(least),
        text: written.and_then(Node::text).unwrap_or_default().to_owned(),
        at: written.unwrap_or(spec).at,
    })
}

/// What the HTTP add-on of KEDA scales: to nothing, unless it states a minimum.
fn on_request(object: &Object) -> Option<Scaler> {
    let spec = object.node.get("spec")?;
    let target = spec.get("scaleTargetRef")?;
    let written = spec.at(&["replicas", "min"]);
    let least = match written.map(Node::text) {
        None => Some(0),
        Some(text) => text.and_then(|text| text.parse().ok()),
    };
    let of_kind = match target.text_at(&["kind"]) {
        "" => "Deployment",
        kind => kind,
    };
    let of_name = match target.text_at(&["name"]) {
        "" => target.text_at(&["deployment"]),
        name => name,
    };
    Some(Scaler {
        file: object.file.clone(),
        kind: object.kind().to_owned(),
        namespace: object.namespace().to_owned(),
        name: object.name().to_owned(),
        of_kind: of_kind.to_owned(),
        of_name: of_name.to_owned(),
        least,
        text: written.and_then(Node::text).unwrap_or_default().to_owned(),
        at: written.unwrap_or(spec).at,
    })
}
