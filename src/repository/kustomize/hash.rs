//! The hash of a generated object's content, which ends its name (kustomize, `api/hasher`).

use super::resource::Resource;
use crate::repository::yaml::{Node, Value as Yaml};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

/// Adds the hashes to the names.
pub(super) fn add_hashes(resources: &mut [Resource]) {
    for resource in resources.iter_mut().filter(|one| one.hashed) {
        let hash = hash(&resource.node);
        let name = format!("{}-{hash}", resource.id().name);
        resource.remember();
        let at = resource.node.at;
        resource.set_name(&name, at);
    }
}

fn hash(node: &Node) -> String {
    let mut fields: Vec<(&str, Value)> = vec![
        ("kind", Value::from(node.text_at(&["kind"]))),
        // kustomize looks it up by a key that no object has.
        ("name", Value::from("")),
        (
            "data",
            node.get("data").map_or_else(|| Value::from(""), json),
        ),
    ];
    let secret = node.text_at(&["kind"]) == "Secret";
    let other = if secret { "stringData" } else { "binaryData" };
    if let Some(map) = node.get(other).filter(|node| node.is_map()) {
        fields.push((other, json(map)));
    }
    if secret {
        fields.push(("type", Value::from(node.text_at(&["type"]))));
    }
    fields.sort_by_key(|(key, _)| *key);
    let fields = fields
        .into_iter()
        .map(|(key, value)| (key.to_owned(), value));
    let text = Value::Object(fields.collect()).to_string();
    // Go writes these as escapes.
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => {
                escaped.push_str(&format!("\\u{:04x}", u32::from(letter)));
            }
            letter => escaped.push(letter),
        }
    }
    let digest = Sha256::digest(escaped.as_bytes());
    let hex = digest.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    hex.take(10)
        .map(|digit| match digit {
            0 => 'g',
            1 => 'h',
            3 => 'k',
            10 => 'm',
            14 => 't',
            digit => char::from_digit(u32::from(digit), 16).unwrap_or('g'),
        })
        .collect()
}

/// A mapping of texts, its keys sorted as Go sorts them.
fn json(node: &Node) -> Value {
    match &node.value {
        Yaml::Scalar(text, _) => Value::from(&**text),
        Yaml::List(items) => items.iter().map(json).collect(),
        Yaml::Map(entries) => {
            let mut entries: Vec<(String, Value)> = entries
                .iter()
                .map(|(key, value)| (key.text().unwrap_or_default().to_owned(), json(value)))
                .collect();
            entries.sort_by(|(a, _), (b, _)| a.cmp(b));
            Value::Object(entries.into_iter().collect::<Map<_, _>>())
        }
    }
}
