//! Objects of Flux that wait for each other by `dependsOn`.

use crate::repository::built::{Built, Object};
use crate::repository::yaml::Node;

/// What waits for others of its kind, or may be waited for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ordered {
    /// Its kind: one waits for others of the same.
    pub kind: OrderedKind,
    /// Its namespace; empty where none is stated.
    pub namespace: String,
    /// Its name.
    pub name: String,
    /// The file.
    pub file: String,
    /// What it waits for: a namespace, which is empty where none is stated, and a name.
    pub needs: Vec<(String, String)>,
    /// Whether its controller does nothing with it.
    pub suspended: bool,
    /// Whether a stage over the path waits until it is ready: the path itself applies it, or Kustomizations with `wait`
    /// do so from there on.
    pub awaited: bool,
}

/// A kind whose objects wait for each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum OrderedKind {
    /// A Kustomization of Flux.
    Kustomization,
    /// A HelmRelease.
    HelmRelease,
}

impl OrderedKind {
    /// As the API calls it.
    pub fn word(self) -> &'static str {
        match self {
            OrderedKind::Kustomization => "Kustomization",
            OrderedKind::HelmRelease => "HelmRelease",
        }
    }
}

impl Ordered {
    /// Whether it is what another object waits for. A namespace that is not stated may be any.
    pub fn is(&self, kind: OrderedKind, namespace: &str, name: &str) -> bool {
        let apart = !self.namespace.is_empty() && !namespace.is_empty();
        self.kind == kind && self.name == name && (!apart || self.namespace == namespace)
    }
}

pub(super) fn find_ordered(built: &Built) -> Vec<Ordered> {
    let objects = built.objects.iter();
    objects
        .filter_map(|object| ordered(built, object))
        .collect()
}

fn ordered(built: &Built, object: &Object) -> Option<Ordered> {
    let kind = match (object.kind(), object.group()) {
        ("Kustomization", "kustomize.toolkit.fluxcd.io") => OrderedKind::Kustomization,
        ("HelmRelease", "helm.toolkit.fluxcd.io") => OrderedKind::HelmRelease,
        _ => return None,
    };
    let list = object.node.at(&["spec", "dependsOn"]);
    let list = list.map(Node::items).unwrap_or_default().iter();
    let needs = list.map(|item| {
        let namespace = match item.text_at(&["namespace"]) {
            "" => object.namespace(),
            namespace => namespace,
        };
        (namespace.to_owned(), item.text_at(&["name"]).to_owned())
    });
    let shown = |(namespace, name): &(String, String)| {
        !name.is_empty() && !name.contains("${") && !namespace.contains("${")
    };
    Some(Ordered {
        kind,
        namespace: object.namespace().to_owned(),
        name: object.name().to_owned(),
        file: object.file.clone(),
        needs: needs.filter(shown).collect(),
        suspended: object.node.text_at(&["spec", "suspend"]) == "true",
        awaited: built.is_awaited(object),
    })
}
