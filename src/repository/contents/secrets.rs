//! Secrets: which a path brings, and what may bring others.

use super::Contents;
use super::plain;
use super::releases::{chart, sources};
use crate::repository::built::{Built, Object};
use crate::repository::words::contains_word;
use crate::repository::yaml::Node;
use std::collections::BTreeSet;

impl Contents {
    /// Whether a Secret of a namespace may come from it.
    pub fn may_bring_secret(&self, namespace: &str, name: &str) -> bool {
        self.secrets.bring(namespace, name) || self.may_make(name)
    }

    /// Whether something of it may make an object of a name.
    pub fn may_make(&self, name: &str) -> bool {
        self.hides || self.makers.iter().any(|text| contains_word(text, name))
    }
}

/// The Secrets of a path.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Secrets {
    /// Those that it brings, encrypted, sealed or fetched: the namespace, which may be open, and the name.
    named: BTreeSet<(String, String)>,
}

impl Secrets {
    /// Whether a Secret of a namespace is among those that it names.
    pub fn bring(&self, namespace: &str, name: &str) -> bool {
        let mut named = self.named.iter();
        named.any(|(own, secret)| secret == name && (own.is_empty() || own == namespace))
    }
}

pub(super) fn find_secrets(built: &Built) -> Secrets {
    let mut secrets = Secrets::default();
    for object in &built.objects {
        if let Some(name) = secret(object) {
            let namespace = match object.namespace() {
                open if open.contains("${") => "",
                namespace => namespace,
            };
            let id = (namespace.to_owned(), name.to_owned());
            secrets.named.insert(id);
        }
    }
    secrets
}

/// Texts of objects that may make others: resources of operators, Jobs, charts.
pub(super) fn find_makers(built: &Built) -> BTreeSet<String> {
    let sources = sources(built);
    let mut makers = BTreeSet::new();
    for object in &built.objects {
        let makes = match (object.group(), object.kind()) {
            (_, "HelmRelease") => chart(&sources, object).0 != "velero",
            ("batch", _) | ("", "Pod") => true,
            (group, _) => !plain::is_plain(group),
        };
        if makes {
            let mut texts = Vec::new();
            // What a release reads is not what it makes.
            let spec = object.node.get("spec").map(Node::entries);
            let read = |key: &Node| key.text() == Some("valuesFrom");
            let spec = spec.unwrap_or_default().iter();
            let made = spec.filter(|(key, _)| !read(key)).map(|(_, value)| value);
            for part in made.chain(object.node.get("metadata")) {
                part.scalars(&mut texts);
            }
            makers.extend(texts.into_iter().map(str::to_owned));
        }
    }
    makers
}

/// The name of the Secret that an object brings.
fn secret(object: &Object) -> Option<&str> {
    let other = match object.kind() {
        "Secret" => "",
        "SealedSecret" => object
            .node
            .text_at(&["spec", "template", "metadata", "name"]),
        "ExternalSecret" => object.node.text_at(&["spec", "target", "name"]),
        _ => return None,
    };
    let name = match other {
        "" => object.name(),
        other => other,
    };
    Some(name).filter(|name| !name.contains("${"))
}

/// The Secrets without which a pod does not start.
pub(super) fn of_pod(pod: &Node, needed: &mut BTreeSet<String>) {
    of_volumes(pod.get("volumes"), needed);
    for key in ["initContainers", "containers"] {
        for container in pod.get(key).map(Node::items).unwrap_or_default() {
            for from in container
                .get("envFrom")
                .map(Node::items)
                .unwrap_or_default()
            {
                take(from.get("secretRef"), "name", needed);
            }
            of_variables(container.get("env"), needed);
        }
    }
}

/// The Secrets of some volumes.
pub(super) fn of_volumes(volumes: Option<&Node>, needed: &mut BTreeSet<String>) {
    for volume in volumes.map(Node::items).unwrap_or_default() {
        take(volume.get("secret"), "secretName", needed);
        let sources = volume.at(&["projected", "sources"]);
        for source in sources.map(Node::items).unwrap_or_default() {
            take(source.get("secret"), "name", needed);
        }
    }
}

/// The Secrets of some environment variables.
pub(super) fn of_variables(variables: Option<&Node>, needed: &mut BTreeSet<String>) {
    for variable in variables.map(Node::items).unwrap_or_default() {
        take(variable.at(&["valueFrom", "secretKeyRef"]), "name", needed);
    }
}

/// What a reference names, unless a pod starts without it.
pub(super) fn take(reference: Option<&Node>, key: &str, needed: &mut BTreeSet<String>) {
    let Some(reference) = reference.filter(|one| one.text_at(&["optional"]) != "true") else {
        return;
    };
    let name = reference.text_at(&[key]);
    if !name.is_empty() && !name.contains("${") {
        needed.insert(name.to_owned());
    }
}
