//! The name by which a patch meets an object and no other, and what applies the object.

use super::shown::{Id, Item, Scope};
use super::{Applier, FluxObject, Lacking};
use crate::repository::tree::is_within;

/// An object as a patch without a target calls it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ObjectName {
    /// `apiVersion`, as its file writes it.
    pub api_version: String,
    /// Its kind.
    pub kind: String,
    /// Its namespace, where the patch names one.
    pub namespace: Option<String>,
    /// Its name.
    pub name: String,
    /// The namespace that a `target` must name, since others have the same name.
    pub apart: Option<String>,
}

/// The name that an object has and no other of its kind: the one of its file, else the newest.
pub(super) fn name_of(scope: &Scope, at: usize) -> Result<ObjectName, Lacking> {
    let unknown = || Lacking::Namesake(String::new());
    let item = scope.item(at).ok_or_else(unknown)?;
    let version = item.node.text_at(&["apiVersion"]);
    let others = |name: &str| {
        let named = scope.named(name).iter().filter(|other| **other != at);
        let items = named.filter_map(|other| scope.item(*other));
        let alike = items.filter(|other| {
            other.applier == item.applier
                && other.kind() == item.kind()
                && other.node.text_at(&["apiVersion"]) == version
        });
        alike.collect::<Vec<&Item>>()
    };
    let mut ids: Vec<&Id> = item.ids.iter().take(1).collect();
    ids.extend(item.ids.iter().skip(1).rev());
    let mut namesake = String::new();
    for id in ids {
        let beside = others(&id.name);
        let same = beside
            .iter()
            .find(|other| other.ids.iter().any(|own| same(own, id)));
        if let Some(other) = same {
            namesake.clone_from(&other.file);
            continue;
        }
        let namespace = (!id.namespace.is_empty()).then(|| id.namespace.clone());
        return Ok(ObjectName {
            api_version: version.to_owned(),
            kind: item.kind().to_owned(),
            apart: (!beside.is_empty()).then(|| effective(&id.namespace).to_owned()),
            namespace,
            name: id.name.clone(),
        });
    }
    Err(Lacking::Namesake(namesake))
}

/// kustomize takes no namespace for `default`.
fn effective(namespace: &str) -> &str {
    if namespace.is_empty() {
        "default"
    } else {
        namespace
    }
}

fn same(one: &Id, other: &Id) -> bool {
    one.name == other.name && effective(&one.namespace) == effective(&other.namespace)
}

/// What applies an object, seen from a path of the plan.
pub(super) fn applier(scope: &Scope, at: usize, path: &str) -> Option<Applier> {
    let one = scope.appliers.get(at)?;
    let (mut depth, mut above) = (0, at);
    while above != 0 {
        depth += 1;
        above = scope.appliers.get(above)?.parent;
    }
    let object = one.object.and_then(|at| {
        let item = scope.item(at)?;
        Some(FluxObject {
            name: name_of(scope, at).ok()?,
            has_components: item.node.at(&["spec", "components"]).is_some(),
            file: item.file.clone(),
            line: item
                .node
                .at(&["spec", "path"])
                .map_or(1, |node| node.at.line),
        })
    });
    Some(Applier {
        path: one.path.clone(),
        object,
        inner: !is_within(path, &one.path),
        depth,
        wired: one.applied.union(&one.listed).cloned().collect(),
        listed: one.listed.clone(),
    })
}
