//! Workloads of a path, for a stage that waits for some of them alone.

use crate::repository::built::{Built, Object};

/// A workload whose health a stage can wait for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Awaited {
    /// Its version.
    pub api_version: &'static str,
    /// Its kind.
    pub kind: &'static str,
    /// Its namespace.
    pub namespace: String,
    /// Its name.
    pub name: String,
}

/// What runs pods all the time, and what brings it.
const KINDS: [(&str, &str); 5] = [
    ("apps/v1", "DaemonSet"),
    ("apps/v1", "Deployment"),
    ("apps/v1", "StatefulSet"),
    ("helm.toolkit.fluxcd.io/v2", "HelmRelease"),
    ("helm.toolkit.fluxcd.io/v2beta2", "HelmRelease"),
];

pub(super) fn find_awaited(built: &Built) -> Vec<Awaited> {
    let all = built.objects.iter();
    let named = all.filter(|object| !object.is_unnamed() && !object.namespace().is_empty());
    named.filter_map(awaited).collect()
}

fn awaited(object: &Object) -> Option<Awaited> {
    let of = (object.node.text_at(&["apiVersion"]), object.kind());
    let (api_version, kind) = KINDS.iter().find(|row| **row == of)?;
    let suspended = object.node.text_at(&["spec", "suspend"]) == "true";
    (!suspended).then(|| Awaited {
        api_version,
        kind,
        namespace: object.namespace().to_owned(),
        name: object.name().to_owned(),
    })
}
