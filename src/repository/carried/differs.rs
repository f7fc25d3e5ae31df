//! How the objects of a stage differ from those that the primary has.

use crate::repository::cluster::Effective;
use crate::repository::files::Files;
use crate::repository::kustomize::Object;
use crate::repository::yaml::{Node, Position, Value};
use std::collections::BTreeMap;

/// One field of one object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The object, as `Kind NAMESPACE/NAME` of the primary.
    pub object: String,
    /// The field, its keys joined by points.
    pub field: String,
    /// The file that makes it on the primary.
    pub file: String,
    /// The line there, from 1.
    pub line: u32,
}

/// The first difference of each object that the primary's Kustomization `by` and a stage both bring. Labels
/// and annotations of objects and pods are left out: a recovery does not depend on them.
pub(in crate::repository) fn differences(
    files: &Files<'_>,
    (primary, by): (&[Effective], usize),
    stage: &[Object],
) -> Vec<Difference> {
    let key = |node: &Node| {
        (
            node.at.file,
            node.at.start,
            node.text_at(&["kind"]).to_owned(),
        )
    };
    let mut there: BTreeMap<_, Vec<&Node>> = BTreeMap::new();
    for object in primary.iter().filter(|object| object.by == by) {
        there
            .entry(key(&object.node))
            .or_default()
            .push(&object.node);
    }
    let mut found = Vec::new();
    for object in stage {
        // Of an object that is made twice it is not known which of the two it is.
        let Some([own]) = there.get(&key(&object.node)).map(Vec::as_slice) else {
            continue;
        };
        let mut way = Vec::new();
        let Some((field, at)) = first(own, &object.node, &mut way) else {
            continue;
        };
        let said = |path: &[&str]| own.text_at(path);
        let name = match said(&["metadata", "namespace"]) {
            "" => said(&["metadata", "name"]).to_owned(),
            namespace => format!("{namespace}/{}", said(&["metadata", "name"])),
        };
        found.push(Difference {
            object: format!("{} {name}", said(&["kind"])),
            field,
            file: files.name(at).to_string(),
            line: at.line,
        });
    }
    found
}

const METADATA: [&str; 2] = ["labels", "annotations"];

/// The first field that differs, and where the primary's value stands.
fn first(own: &Node, stage: &Node, way: &mut Vec<String>) -> Option<(String, Position)> {
    let here = |way: &[String]| Some((way.join("."), own.at));
    match (&own.value, &stage.value) {
        (Value::Map(entries), Value::Map(_)) => {
            for (key, value) in entries.iter() {
                let Some(key) = key.text() else { continue };
                let inside_metadata = way.last().is_some_and(|last| last == "metadata");
                if inside_metadata && METADATA.contains(&key) {
                    continue;
                }
                way.push(key.to_owned());
                let found = match stage.get(key) {
                    Some(other) => first(value, other, way),
                    None if value.is_null() => None,
                    None => Some((way.join("."), value.at)),
                };
                if found.is_some() {
                    return found;
                }
                way.pop();
            }
            let more = stage.entries().iter().find(|(key, value)| {
                let key = key.text().unwrap_or_default();
                let metadata = way.last().is_some_and(|last| last == "metadata");
                own.get(key).is_none() && !value.is_null() && !(metadata && METADATA.contains(&key))
            });
            let (key, _) = more?;
            way.push(key.text().unwrap_or_default().to_owned());
            here(way)
        }
        (Value::List(own_items), Value::List(items)) => {
            if own_items.len() != items.len() {
                return here(way);
            }
            let mut pairs = own_items.iter().zip(items.iter());
            pairs.find_map(|(own, other)| first(own, other, way))
        }
        (Value::Scalar(own_text, _), Value::Scalar(text, _)) => {
            // What Flux fills in is another value on purpose.
            (own_text != text && !text.contains('$')).then(|| (way.join("."), own.at))
        }
        // An empty value has any form.
        _ => here(way),
    }
}
