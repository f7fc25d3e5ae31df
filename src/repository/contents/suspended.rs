//! What stands in Git and is not applied to a new cluster.

use crate::repository::built::{Built, Object};

/// An object that Flux does not apply, or whose controller does nothing with it. A cluster that has it from before keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suspended {
    /// The file.
    pub file: String,
    /// Its kind.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// What keeps it from being applied, as it is written.
    pub by: &'static str,
}

/// Kinds whose controllers do nothing with what is suspended.
const FLUX: [&str; 6] = [
    "Bucket",
    "GitRepository",
    "HelmChart",
    "HelmRelease",
    "HelmRepository",
    "OCIRepository",
];

/// Labels and annotations for which kustomize-controller never applies an object, also where it does not exist
/// (fluxcd/pkg, ssa/manager_apply.go, shouldSkipApply).
const LEFT_OUT: [(&str, &str, &str); 2] = [
    (
        "kustomize.toolkit.fluxcd.io/reconcile",
        "disabled",
        "kustomize.toolkit.fluxcd.io/reconcile: disabled",
    ),
    (
        "kustomize.toolkit.fluxcd.io/ssa",
        "Ignore",
        "kustomize.toolkit.fluxcd.io/ssa: Ignore",
    ),
];

pub(super) fn find_suspended(built: &Built) -> Vec<Suspended> {
    let nested = built.suspended.iter().map(|(name, file)| Suspended {
        file: file.clone(),
        kind: "Kustomization".to_owned(),
        name: name.clone(),
        by: "suspend: true",
    });
    let objects = built.objects.iter().filter_map(|object| {
        Some(Suspended {
            file: object.file.clone(),
            kind: object.kind().to_owned(),
            name: object.name().to_owned(),
            by: held(object)?,
        })
    });
    nested.chain(objects).collect()
}

fn held(object: &Object) -> Option<&'static str> {
    let mut rows = LEFT_OUT.iter();
    let left_out = rows.find(|(key, value, _)| {
        let mut maps = ["annotations", "labels"].iter();
        maps.any(|map| object.node.text_at(&["metadata", map, key]) == *value)
    });
    let flux = object.group().ends_with(".toolkit.fluxcd.io") && FLUX.contains(&object.kind());
    let suspended = flux && object.node.text_at(&["spec", "suspend"]) == "true";
    left_out
        .map(|(.., text)| *text)
        .or_else(|| suspended.then_some("suspend: true"))
}
