//! Who objects of Flux act as, and whose health they wait for.

use crate::repository::built::{Built, Object};
use crate::repository::yaml::Node;
use std::collections::BTreeSet;

/// An object: its kind, its namespace, which is empty where none is stated, and its name.
pub type ObjectId = (String, String, String);

/// An object that one of Flux names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedBy {
    /// The object of Flux: `KIND/NAME`.
    pub by: String,
    /// Its file.
    pub file: String,
    /// What it names.
    pub object: ObjectId,
}

/// Every object of a path.
pub(super) fn find_objects(built: &Built) -> BTreeSet<ObjectId> {
    let id = |object: &Object| {
        let text = [object.kind(), object.namespace(), object.name()];
        let [kind, namespace, name] = text.map(str::to_owned);
        (kind, namespace, name)
    };
    built.objects.iter().map(id).collect()
}

fn is_flux(object: &Object) -> bool {
    let kinds = [
        ("Kustomization", "kustomize.toolkit.fluxcd.io"),
        ("HelmRelease", "helm.toolkit.fluxcd.io"),
    ];
    kinds.contains(&(object.kind(), object.group()))
}

fn named(object: &Object, (kind, namespace, name): (&str, &str, &str)) -> Option<NamedBy> {
    let namespace = match namespace {
        "" => object.namespace(),
        namespace => namespace,
    };
    let parts = [kind, namespace, name];
    let open = parts
        .iter()
        .any(|part| part.is_empty() || part.contains("${"));
    (!open).then(|| NamedBy {
        by: format!("{}/{}", object.kind(), object.name()),
        file: object.file.clone(),
        object: (kind.to_owned(), namespace.to_owned(), name.to_owned()),
    })
}

/// ServiceAccounts that Kustomizations and releases act as.
pub(super) fn find_accounts(built: &Built) -> Vec<NamedBy> {
    let flux = built.objects.iter().filter(|object| is_flux(object));
    let accounts = flux.filter_map(|object| {
        let name = object.node.text_at(&["spec", "serviceAccountName"]);
        named(object, ("ServiceAccount", "", name))
    });
    accounts.collect()
}

/// Objects that Kustomizations wait for by their health.
pub(super) fn find_watched(built: &Built) -> Vec<NamedBy> {
    let flux = built.objects.iter().filter(|object| is_flux(object));
    let watched = flux.flat_map(|object| {
        let checks = object.node.at(&["spec", "healthChecks"]).map(Node::items);
        let checks = checks.unwrap_or_default().iter();
        checks.filter_map(move |check| {
            let text = |key: &str| check.text_at(&[key]);
            named(object, (text("kind"), text("namespace"), text("name")))
        })
    });
    watched.collect()
}
