//! Rules of resource modifiers that an author states.

use crate::repository::yaml::{self, Node, Value};
use serde_json::Value as Json;

/// The rules of a file, of which every scalar is a text.
pub fn stated(text: &str) -> Vec<Json> {
    let documents = yaml::read(text).unwrap_or_default();
    let file = documents.first();
    let rules = file.and_then(|file| file.get("resourceModifierRules"));
    let rules = rules.map(Node::items).unwrap_or_default();
    rules.iter().map(plain).collect()
}

fn plain(node: &Node) -> Json {
    match &node.value {
        Value::Map(entries) => {
            let entries = entries.iter().filter(|(_, value)| !value.is_null());
            let entry = |(key, value): &(Node, Node)| {
                (key.text().unwrap_or_default().to_owned(), plain(value))
            };
            Json::Object(entries.map(entry).collect())
        }
        Value::List(items) => items.iter().map(plain).collect(),
        Value::Scalar(..) => Json::from(node.text().unwrap_or_default()),
    }
}
