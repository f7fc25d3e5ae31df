//! ConfigMaps and Secrets that a kustomization.yaml makes of files and texts.

use super::file::Kustomization;
use super::resource::{Behavior, Resource};
use crate::repository::files::Files;
use crate::repository::tree::join;
use crate::repository::yaml::{Node, Position};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::collections::BTreeMap;

/// Why there is no such object.
pub(super) enum Failure {
    /// kustomize refuses it.
    Refused(String),
    /// Its content is not known.
    Unseen(String),
}

/// Makes the object of one entry.
pub(super) fn object(
    files: &Files<'_>,
    directory: &str,
    (kind, entry): (&str, &Node),
    kustomization: &Kustomization,
) -> Result<Resource, Failure> {
    let at = entry.at;
    let name = entry.text_at(&["name"]);
    if name.is_empty() {
        return Err(Failure::Refused("a generator has no name".to_owned()));
    }
    let mut data: BTreeMap<String, Node> = BTreeMap::new();
    for (key, value) in pairs(files, directory, entry)? {
        let value = match kind {
            "Secret" => Node::string(
                &lines(&STANDARD.encode(value.text().unwrap_or(""))),
                value.at,
            ),
            _ => value,
        };
        if data.insert(key.clone(), value).is_some() {
            return Err(Failure::Refused(format!("the key `{key}` comes twice")));
        }
    }
    let text = |text: &str| Node::string(text, at);
    let mut metadata = Node::map(Vec::new(), at);
    metadata.set(
        "name",
        entry.get("name").cloned().unwrap_or_else(|| text(name)),
    );
    if let Some(namespace) = entry.get("namespace").filter(|node| !node.is_null()) {
        metadata.set("namespace", namespace.clone());
    }
    let options = [kustomization.get("generatorOptions"), entry.get("options")];
    for map in ["labels", "annotations"] {
        let all = options.iter().flatten();
        for (key, value) in all.filter_map(|one| one.get(map)).flat_map(Node::entries) {
            if let (Some(into), Some(key)) = (metadata.get_or_map(map, at), key.text()) {
                into.set(key, value.clone());
            }
        }
    }
    let says = |key: &str| {
        options
            .iter()
            .flatten()
            .any(|one| one.text_at(&[key]) == "true")
    };
    let mut node = Node::map(Vec::new(), at);
    node.set("apiVersion", text("v1"));
    node.set("kind", text(kind));
    node.set("metadata", metadata);
    if kind == "Secret" {
        let own = entry.text_at(&["type"]);
        node.set("type", text(if own.is_empty() { "Opaque" } else { own }));
    }
    if !data.is_empty() {
        let entries = data
            .into_iter()
            .map(|(key, value)| (Node::string(&key, at), value));
        node.set("data", Node::map(entries.collect(), at));
    }
    if says("immutable") {
        node.set("immutable", Node::plain("true", at));
    }
    let mut resource = Resource::new(node);
    resource.hashed = !says("disableNameSuffixHash");
    resource.behavior = match entry.text_at(&["behavior"]) {
        "merge" => Behavior::Merge,
        "replace" => Behavior::Replace,
        _ => Behavior::Create,
    };
    Ok(resource)
}

/// Long base64 is broken into lines of 70 characters, as kustomize does.
fn lines(text: &str) -> String {
    const WIDTH: usize = 70;
    if text.len() <= WIDTH {
        return text.to_owned();
    }
    let mut broken = String::with_capacity(text.len() + text.len() / WIDTH + 1);
    for (at, letter) in text.chars().enumerate() {
        if at > 0 && at % WIDTH == 0 {
            broken.push('\n');
        }
        broken.push(letter);
    }
    broken.push('\n');
    broken
}

/// The keys and values of an entry: of env files, of texts, of files.
fn pairs(files: &Files<'_>, directory: &str, entry: &Node) -> Result<Vec<(String, Node)>, Failure> {
    let list = |key: &str| entry.get(key).map(Node::items).unwrap_or_default();
    let read = |path: &str| -> Result<(std::rc::Rc<str>, Position), Failure> {
        let refused = || Failure::Refused(format!("`{path}` does not exist"));
        let inner = join(directory, path).ok_or_else(refused)?;
        if !files.exists(&inner) || files.list(&inner).is_some() {
            return Err(refused());
        }
        let unseen = || Failure::Unseen(format!("`{path}` cannot be read"));
        let text = files.text(&inner).ok_or_else(unseen)?;
        Ok((text, files.start(&inner)))
    };
    let mut pairs = Vec::new();
    let single = entry
        .get("env")
        .filter(|node| node.text().is_some_and(|text| !text.is_empty()));
    for path in list("envs").iter().chain(single) {
        let (text, at) = read(path.text().unwrap_or_default())?;
        for (number, line) in text.lines().enumerate() {
            let line = line.trim_start_matches('\u{feff}').trim_start();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let (key, value) = line.split_once('=').unwrap_or((line, ""));
            let line = u32::try_from(number + 1).unwrap_or(u32::MAX);
            pairs.push((key.to_owned(), Node::string(value, Position { line, ..at })));
        }
    }
    for literal in list("literals") {
        let text = literal.text().unwrap_or_default();
        let (key, value) = text
            .split_once('=')
            .filter(|(key, _)| !key.is_empty())
            .ok_or_else(|| Failure::Refused(format!("`{text}` is not `KEY=VALUE`")))?;
        pairs.push((key.to_owned(), Node::string(unquoted(value), literal.at)));
    }
    for file in list("files") {
        let text = file.text().unwrap_or_default();
        let (key, path) = match text.split_once('=') {
            Some((key, path)) if !key.is_empty() && !path.is_empty() && !path.contains('=') => {
                (key, path)
            }
            Some(_) => return Err(Failure::Refused(format!("`{text}` is not `KEY=FILE`"))),
            None => (text.rsplit('/').next().unwrap_or(text), text),
        };
        let (content, at) = read(path)?;
        pairs.push((key.to_owned(), Node::string(&content, at)));
    }
    Ok(pairs)
}

fn unquoted(text: &str) -> &str {
    ['"', '\'']
        .iter()
        .find_map(|quote| {
            let inner = text.strip_prefix(*quote)?.strip_suffix(*quote)?;
            Some(inner)
        })
        .unwrap_or(text)
}
