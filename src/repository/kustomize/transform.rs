//! What a kustomization.yaml does to all of its objects: namespace, affixes, labels, annotations,
//! numbers of pods.

use super::fields::{FieldSpec, Made, each};
use super::layer::Layer;
use super::resource::Resource;
use super::scope::is_cluster;
use crate::repository::yaml::{Node, Position};
use std::rc::Rc;

/// Puts objects into a namespace.
pub(super) fn namespace(layer: &mut Layer, namespace: &Node) {
    let (name, at) = (namespace.text().unwrap_or_default(), namespace.at);
    if name.is_empty() {
        return;
    }
    let specs = layer.config.namespace.clone();
    for resource in &mut layer.resources {
        resource.remember();
        let id = resource.id();
        let (kind, core) = (
            id.kind.to_owned(),
            resource.node.text_at(&["apiVersion"]) == "v1",
        );
        let cluster = is_cluster(id.group, id.kind);
        if !cluster {
            resource.set_namespace(name, at);
        }
        if kind == "RoleBinding" || kind == "ClusterRoleBinding" {
            subjects(resource, namespace);
        }
        for spec in specs
            .iter()
            .filter(|spec| spec.is_of(&resource.id()))
            .cloned()
            .collect::<Vec<_>>()
        {
            let own_name = spec.path.join("/") == "metadata/name";
            if spec.path.join("/") == "metadata/namespace" || own_name && !core {
                continue;
            }
            set_text(&mut resource.node, &spec, name, at);
        }
    }
}

/// Only the account `default` follows: others follow the name of their object.
fn subjects(resource: &mut Resource, namespace: &Node) {
    let Some(subjects) = resource.node.get_mut("subjects") else {
        return;
    };
    for subject in subjects.items_mut() {
        if subject.text_at(&["name"]) == "default" {
            subject.set("namespace", namespace.clone());
        }
    }
}

fn set_text(node: &mut Node, spec: &FieldSpec, text: &str, at: Position) {
    each(
        node,
        &spec.path,
        (spec.create, Made::Scalar, at),
        &mut |field| {
            if !field.is_map() && !field.is_list() {
                *field = Node::string(text, at);
            }
        },
    );
}

/// Whether a kind never gets an affix.
fn keeps_name(group: &str, kind: &str) -> bool {
    kind == "CustomResourceDefinition"
        || kind == "Namespace"
        || (group, kind) == ("apiregistration.k8s.io", "APIService")
}

/// Puts a text before the names of objects, or after them.
pub(super) fn affix(layer: &mut Layer, affix: &Node, before: bool) {
    let (text, at) = (affix.text().unwrap_or_default(), affix.at);
    if text.is_empty() {
        return;
    }
    let specs = if before {
        &layer.config.prefix
    } else {
        &layer.config.suffix
    };
    let specs = specs.clone();
    for resource in &mut layer.resources {
        let id = resource.original();
        if keeps_name(id.group, id.kind) {
            continue;
        }
        let specs: Vec<_> = specs
            .iter()
            .filter(|spec| spec.is_of(&id))
            .cloned()
            .collect();
        for spec in specs {
            if spec.path.join("/") == "metadata/name" {
                let affixes = if before {
                    &mut resource.prefixes
                } else {
                    &mut resource.suffixes
                };
                Rc::make_mut(affixes).push(Box::from(text));
                resource.remember();
            }
            each(
                &mut resource.node,
                &spec.path,
                (spec.create, Made::Scalar, at),
                &mut |field| {
                    let Some(own) = field.text() else { return };
                    let name = match before {
                        true => format!("{text}{own}"),
                        false => format!("{own}{text}"),
                    };
                    *field = Node::string(&name, field.at);
                },
            );
        }
    }
}

/// Sets entries of mappings: labels, annotations.
pub(super) fn set_entries(layer: &mut Layer, entries: &Node, specs: &[FieldSpec]) {
    if entries.entries().is_empty() {
        return;
    }
    for resource in &mut layer.resources {
        let specs: Vec<_> = specs
            .iter()
            .filter(|spec| spec.is_of(&resource.id()))
            .collect();
        for spec in specs {
            let at = entries.at;
            each(
                &mut resource.node,
                &spec.path,
                (spec.create, Made::Map, at),
                &mut |map| {
                    if !map.is_map() && !map.is_null() {
                        return;
                    }
                    for (key, value) in entries.entries() {
                        let text = value.text().unwrap_or_default();
                        map.set(key.text().unwrap_or_default(), Node::string(text, value.at));
                    }
                },
            );
        }
    }
}

/// The labels of `labels` and `commonLabels`.
pub(super) fn labels(layer: &mut Layer, entries: &[Node], common: Option<&Node>) {
    for entry in entries {
        let says = |key: &str| entry.text_at(&[key]) == "true";
        let mut specs: Vec<FieldSpec> = entry
            .get("fields")
            .map(Node::items)
            .unwrap_or_default()
            .iter()
            .map(FieldSpec::read)
            .collect();
        if says("includeSelectors") {
            specs.extend(layer.config.labels.iter().cloned());
        } else {
            if says("includeTemplates") {
                specs.extend(layer.config.template_labels.iter().cloned());
            }
            specs.push(FieldSpec::new(("", "", ""), "metadata/labels", true));
        }
        if let Some(pairs) = entry.get("pairs") {
            set_entries(layer, pairs, &specs);
        }
    }
    if let Some(common) = common {
        let specs = layer.config.labels.clone();
        set_entries(layer, common, &specs);
    }
}

/// Sets the number of pods of the workloads of a name; an error says that there is none.
pub(super) fn replicas(layer: &mut Layer, entry: &Node) -> Result<(), String> {
    let name = entry.text_at(&["name"]);
    let count = entry.get("count").cloned();
    let count = count.unwrap_or_else(|| Node::plain("0", entry.at));
    let specs = layer.config.replicas.clone();
    let mut found = false;
    for resource in &mut layer.resources {
        for spec in &specs {
            let such = |id: &super::resource::Id<'_>| id.name == name && spec.is_of(id);
            if !resource.ever(&such) {
                continue;
            }
            found = true;
            let at = count.at;
            each(
                &mut resource.node,
                &spec.path,
                (spec.create, Made::Scalar, at),
                &mut |field| {
                    *field = count.clone();
                },
            );
        }
    }
    match found {
        true => Ok(()),
        false => Err(format!(
            "`replicas` names `{name}`, and no workload has that name"
        )),
    }
}
