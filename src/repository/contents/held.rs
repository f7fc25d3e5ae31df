//! What Secrets and ConfigMaps hold: their keys, and the texts that the repository shows.

use super::Holder;
use crate::repository::built::{Built, Object};
use crate::repository::yaml::Node;
use std::collections::BTreeMap;

/// A Secret or a ConfigMap, as an object of the repository makes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// Which of the two.
    pub holder: Holder,
    /// Its namespace; empty where none is stated.
    pub namespace: String,
    /// Its name.
    pub name: String,
    /// The kind of the object that makes it.
    pub by: String,
    /// The name of that object.
    pub by_name: String,
    /// The file of that object.
    pub file: String,
    /// Its keys, each with its text where that is shown.
    pub keys: BTreeMap<String, Option<String>>,
    /// Whether these are all of its keys.
    pub whole: bool,
    /// Whether a new cluster gets other texts than the lost one had.
    pub made_again: bool,
}

pub(super) fn find_held(built: &Built) -> Vec<Held> {
    let objects = built.objects.iter();
    objects.filter_map(held).collect()
}

fn held(object: &Object) -> Option<Held> {
    let said = |path: &[&str]| object.node.text_at(path);
    let (holder, name) = match (object.group(), object.kind()) {
        ("", "ConfigMap") => (Holder::ConfigMap, ""),
        ("", "Secret") => (Holder::Secret, ""),
        ("bitnami.com", "SealedSecret") => (
            Holder::Secret,
            said(&["spec", "template", "metadata", "name"]),
        ),
        ("external-secrets.io", "ExternalSecret") => {
            (Holder::Secret, said(&["spec", "target", "name"]))
        }
        _ => return None,
    };
    let name = match name {
        "" => object.name(),
        name => name,
    };
    let mut keys = BTreeMap::new();
    let whole = match object.kind() {
        "SealedSecret" => {
            take(object, &["spec", "encryptedData"], false, &mut keys);
            take(object, &["spec", "template", "data"], false, &mut keys);
            true
        }
        "ExternalSecret" => external(object, &mut keys),
        kind => {
            take(object, &["data"], kind == "ConfigMap", &mut keys);
            take(object, &["binaryData"], false, &mut keys);
            take(object, &["stringData"], true, &mut keys);
            true
        }
    };
    let open = |text: &str| text.contains("${");
    let open = open(name) || open(object.namespace()) || keys.keys().any(|key| open(key));
    (!open).then(|| Held {
        holder,
        namespace: object.namespace().to_owned(),
        name: name.to_owned(),
        by: object.kind().to_owned(),
        by_name: object.name().to_owned(),
        file: object.file.clone(),
        // What fills in keys by itself needs no key in Git.
        whole: whole && !keys.is_empty() && !is_filled(object),
        keys,
        made_again: is_generated(object),
    })
}

/// Annotations by which a controller writes keys into an object.
const FILLED: [&str; 4] = [
    "reflector.v1.k8s.emberstack.com/reflects",
    "replicator.v1.mittwald.de/replicate-from",
    "secret-generator.v1.mittwald.de/autogenerate",
    "secret-generator.v1.mittwald.de/type",
];

fn is_filled(object: &Object) -> bool {
    FILLED.iter().any(|key| !annotation(object, key).is_empty())
}

fn annotation<'o>(object: &'o Object, key: &str) -> &'o str {
    object.node.text_at(&["metadata", "annotations", key])
}

/// Whether a controller makes the texts, so that no two clusters have the same.
fn is_generated(object: &Object) -> bool {
    let generated = |of: &Node| of.text_at(&["sourceRef", "generatorRef", "kind"]) == "Password";
    let list = object.node.at(&["spec", "dataFrom"]).map(Node::items);
    let by_generator = list.unwrap_or_default().iter().any(generated);
    let fixed = object.node.text_at(&["spec", "target", "immutable"]) == "true";
    let mittwald = !annotation(object, "secret-generator.v1.mittwald.de/autogenerate").is_empty();
    by_generator && !fixed || mittwald
}

/// Adds the keys of a map; a text that is encrypted is not shown.
fn take(object: &Object, path: &[&str], shown: bool, keys: &mut BTreeMap<String, Option<String>>) {
    let map = object.node.at(path).map(Node::entries);
    for (key, value) in map.unwrap_or_default() {
        let Some(key) = key.text() else { continue };
        let text = value
            .text()
            .filter(|text| shown && !text.starts_with("ENC[") && !text.contains("${"));
        keys.insert(key.to_owned(), text.map(str::to_owned));
    }
}

/// The keys that the External Secrets Operator writes; whether that is all of them.
fn external(object: &Object, keys: &mut BTreeMap<String, Option<String>>) -> bool {
    let spec = |path: &[&str]| {
        let path: Vec<&str> = ["spec"].iter().chain(path).copied().collect();
        object.node.at(&path)
    };
    let template = spec(&["target", "template"]);
    let said = |key: &str| template.map_or("", |template| template.text_at(&[key]));
    let from_others = template.is_some_and(|one| one.get("templateFrom").is_some());
    let merges = said("mergePolicy") == "Merge";
    let templated = template.is_some_and(|one| one.get("data").is_some());
    take(object, &["spec", "target", "template", "data"], false, keys);
    // A template writes its own keys alone.
    if templated && !merges {
        return !from_others && writes_alone(object);
    }
    let list = spec(&["data"]).map(Node::items).unwrap_or_default();
    for item in list {
        keys.insert(item.text_at(&["secretKey"]).to_owned(), None);
    }
    spec(&["dataFrom"]).is_none() && !from_others && writes_alone(object)
}

/// Whether no other object writes keys into the same Secret.
fn writes_alone(object: &Object) -> bool {
    let policy = object.node.text_at(&["spec", "target", "creationPolicy"]);
    matches!(policy, "" | "Owner" | "Orphan")
}
