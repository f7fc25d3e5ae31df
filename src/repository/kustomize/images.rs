//! `images`: other names, tags and digests.

use super::fields::{Made, each};
use super::layer::Layer;
use crate::repository::yaml::Node;
use regex_lite::Regex;

/// The longest name that is compiled: it is an expression.
const MAX_NAME: usize = 1_024;

struct Change<'a> {
    entry: &'a Node,
    name: Option<Regex>,
}

/// Applies one entry.
pub(super) fn apply(layer: &mut Layer, entry: &Node) {
    let name = entry.text_at(&["name"]);
    let pattern = format!("^{name}(:[a-zA-Z0-9_.{{}}-]*)?(@sha256:[a-zA-Z0-9_.{{}}-]*)?$");
    let compiled = match name.len() > MAX_NAME || name.is_empty() {
        true => None,
        false => Regex::new(&pattern).ok(),
    };
    let change = Change {
        entry,
        name: compiled,
    };
    let specs = layer.config.images.clone();
    for resource in &mut layer.resources {
        if resource.id().kind == "CustomResourceDefinition" {
            continue;
        }
        anywhere(&mut resource.node, &change);
        let specs: Vec<_> = specs
            .iter()
            .filter(|spec| spec.is_of(&resource.id()))
            .collect();
        for spec in specs {
            let at = entry.at;
            each(
                &mut resource.node,
                &spec.path,
                (false, Made::Nothing, at),
                &mut |field| {
                    image(field, &change);
                },
            );
        }
    }
}

/// Whether a list of containers stands in a tree: what has none is not copied.
fn has_containers(node: &Node) -> bool {
    node.items().iter().any(has_containers)
        || node.entries().iter().any(|(key, value)| {
            matches!(key.text(), Some("containers" | "initContainers")) && value.is_list()
                || has_containers(value)
        })
}

fn anywhere(node: &mut Node, change: &Change<'_>) {
    if !has_containers(node) {
        return;
    }
    for item in node.items_mut() {
        anywhere(item, change);
    }
    for (key, value) in node.entries_mut() {
        anywhere(value, change);
        if matches!(key.text(), Some("containers" | "initContainers")) {
            for container in value.items_mut() {
                if let Some(field) = container.get_mut("image") {
                    image(field, change);
                }
            }
        }
    }
}

fn image(field: &mut Node, change: &Change<'_>) {
    let Some(own) = field.text().map(str::to_owned) else {
        return;
    };
    if !change.name.as_ref().is_some_and(|name| name.is_match(&own)) {
        return;
    }
    let said = |key: &str| change.entry.text_at(&[key]);
    let (name, tag, digest) = split(&own);
    let name = match said("newName") {
        "" => name,
        new => new,
    };
    let suffixed = format!("{tag}{}", said("tagSuffix"));
    let (tag, digest) = match (said("newTag"), said("digest")) {
        ("", "") if said("tagSuffix").is_empty() => (tag, digest),
        ("", "") => (suffixed.as_str(), ""),
        (tag, digest) => (tag, digest),
    };
    let mut text = name.to_owned();
    if !tag.is_empty() {
        text.push(':');
        text.push_str(tag);
    }
    if !digest.is_empty() {
        text.push('@');
        text.push_str(digest);
    }
    // Who asks where it comes from looks for the list that changes it.
    *field = Node::string(&text, change.entry.at);
}

/// The name, the tag and the digest of an image.
fn split(image: &str) -> (&str, &str, &str) {
    let (rest, digest) = image.split_once('@').unwrap_or((image, ""));
    let slash = rest.find('/').filter(|at| *at > 0).unwrap_or(0);
    let tail = rest.get(slash..).unwrap_or("");
    match tail.find(':') {
        Some(at) => {
            let (name, tag) = rest.split_at_checked(slash + at).unwrap_or((rest, ""));
            (name, tag.trim_start_matches(':'), digest)
        }
        None => (rest, "", digest),
    }
}
