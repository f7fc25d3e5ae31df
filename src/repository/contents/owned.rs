//! Objects of the kinds that drplan writes, with what wrote them.

use crate::repository::built::{Built, Object};

/// An object that is not of this plan's making, as far as its labels say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owned {
    /// The file.
    pub file: String,
    /// Its kind.
    pub kind: &'static str,
    /// Its namespace; empty where none is stated.
    pub namespace: String,
    /// Its name.
    pub name: String,
    /// The plan that wrote it, if another one did.
    pub plan: String,
    /// Whether the path itself has it, and no Flux Kustomization that the path brings.
    pub direct: bool,
}

/// Kinds that drplan writes under names of its own, each with its group.
const KINDS: [(&str, &str); 5] = [
    ("BackupStorageLocation", "velero.io"),
    ("ConfigMap", ""),
    ("Kustomization", "kustomize.toolkit.fluxcd.io"),
    ("Restore", "velero.io"),
    ("Schedule", "velero.io"),
];

pub(super) fn find_owned(built: &Built) -> Vec<Owned> {
    let all = built.objects.iter();
    let named = all.filter(|object| !object.is_unnamed());
    named.filter_map(owned).collect()
}

fn owned(object: &Object) -> Option<Owned> {
    let of = (object.kind(), object.group());
    let (kind, _) = KINDS.iter().find(|row| **row == of)?;
    let plan = object
        .node
        .text_at(&["metadata", "labels", "drplan.dev/plan"]);
    Some(Owned {
        file: object.file.clone(),
        kind,
        namespace: object.namespace().to_owned(),
        name: object.name().to_owned(),
        plan: plan.to_owned(),
        direct: object.by == 0,
    })
}
