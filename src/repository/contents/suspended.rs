//! What stands in Git and is not applied to a new cluster.

use crate::repository::built::{Built, Object};
use crate::repository::operators::row;

/// An object that Flux does not apply, or whose controller does nothing with it. A cluster that has it from before keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suspended {
    /// The file.
    pub file: String,
    /// Its kind.
    pub kind: String,
    /// Its namespace; empty where none is stated.
    pub namespace: String,
    /// Its name.
    pub name: String,
    /// The path that it would apply, where it is a Kustomization.
    pub path: String,
    /// Whether a new cluster does not get it either.
    pub on_new: bool,
    /// Whether a plan writes to what it is: hooks on its pods, or flags of a release.
    pub written_to: bool,
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

/// With this an object is made once, and never changed.
const ONCE: &str = "kustomize.toolkit.fluxcd.io/ssa: IfNotPresent";

/// Labels and annotations for which kustomize-controller never applies an object, also where it does not exist
/// (fluxcd/pkg, ssa/manager_apply.go, shouldSkipApply).
const LEFT_OUT: [(&str, &str, &str); 3] = [
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
    ("kustomize.toolkit.fluxcd.io/ssa", "IfNotPresent", ONCE),
];

pub(super) fn find_suspended(built: &Built) -> Vec<Suspended> {
    let nested = built.suspended.iter().map(|one| Suspended {
        file: one.file.clone(),
        kind: "Kustomization".to_owned(),
        namespace: one.namespace.clone(),
        name: one.name.clone(),
        path: one.path.clone(),
        on_new: true,
        written_to: true,
        by: "suspend: true",
    });
    let objects = built.objects.iter().filter_map(|object| {
        let by = held(object)?;
        Some(Suspended {
            file: object.file.clone(),
            kind: object.kind().to_owned(),
            namespace: object.namespace().to_owned(),
            name: object.name().to_owned(),
            path: String::new(),
            on_new: by != ONCE,
            written_to: is_written_to(object),
            by,
        })
    });
    nested.chain(objects).collect()
}

/// Whether hooks are patched into an object, or into what it makes.
fn is_written_to(object: &Object) -> bool {
    let pods = object.node.at(&["spec", "template", "spec", "containers"]);
    let operated = row(object.group(), object.kind()).is_some_and(|row| !row.pods.is_empty());
    pods.is_some() || operated || object.group().ends_with(".toolkit.fluxcd.io")
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
