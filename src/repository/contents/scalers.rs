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

/// The defaults are those of the controllers: one pod, and none with KEDA, which also pauses by an annotation.
fn scaler(object: &Object) -> Option<Scaler> {
    let spec = object.node.get("spec")?;
    let mut scaler = match (object.group(), object.kind()) {
        ("autoscaling", "HorizontalPodAutoscaler") => of(object, &["minReplicas"], 1)?,
        ("keda.sh", "ScaledObject") => {
            let own = of(object, &["minReplicaCount"], 0)?;
            // What nothing triggers is scaled to this before it is scaled to the minimum.
            let idle = spec.text_at(&["idleReplicaCount"]).parse().ok();
            Scaler {
                least: idle.or(own.least),
                ..own
            }
        }
        ("http.keda.sh", "HTTPScaledObject") => {
            let mut own = of(object, &["replicas", "min"], 0)?;
            // Its first versions named a Deployment alone.
            if own.of_name.is_empty() {
                own.of_name = spec.text_at(&["scaleTargetRef", "deployment"]).to_owned();
            }
            return Some(own);
        }
        _ => return None,
    };
    let annotation = |key: &str| object.node.text_at(&["metadata", "annotations", key]);
    if let Ok(paused) = annotation("autoscaling.keda.sh/paused-replicas").parse() {
        scaler.least = Some(paused);
    }
    Some(scaler)
}

/// One whose fewest pods stand at a path of its `spec`.
fn of(object: &Object, least: &[&str], silent: u64) -> Option<Scaler> {
    let spec = object.node.get("spec")?;
    let target = spec.get("scaleTargetRef")?;
    let written = spec.at(least);
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
        least: match written.map(Node::text) {
            None => Some(silent),
            Some(text) => text.and_then(|text| text.parse().ok()),
        },
        text: written.and_then(Node::text).unwrap_or_default().to_owned(),
        at: written.unwrap_or(spec).at,
    })
}
