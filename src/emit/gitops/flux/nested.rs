//! Components of Flux Kustomizations that a stage brings: the stage writes them into their `spec`.

use super::hooks::Folder;
use super::hooks::patch::{guarded, of_spec};
use crate::emit::crd::flux::{Operation, Patch};
use crate::emit::names;
use serde::Serialize;

#[derive(Serialize)]
struct Spec {
    components: Vec<String>,
}

/// The patches that add a Component to the Flux Kustomization which applies its workloads. Patches of
/// a Kustomization reach what it brings, and not what that brings.
pub(in crate::emit) fn patches(folder: &Folder<'_>, directory: &str) -> Vec<Patch> {
    let Some(applier) = folder.inner.filter(|one| one.depth == 1) else {
        return Vec::new();
    };
    let Some(object) = applier.object.as_ref() else {
        return Vec::new();
    };
    if applier.wired.contains(directory) {
        return Vec::new();
    }
    let component = format!("{}{directory}", names::up(&applier.path));
    if !object.has_components {
        let components = vec![component];
        return vec![of_spec(&object.name, Spec { components })];
    }
    let add = Operation {
        op: "add",
        path: "/spec/components/-".to_owned(),
        value: component,
    };
    guarded(&object.name, &[add]).into()
}
