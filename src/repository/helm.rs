//! The values of HelmReleases, with those that stand in ConfigMaps and Secrets of the repository
//! (helm-controller, `internal/` of `fluxcd/pkg/chartutil`). Charts are not rendered.

use super::files::Files;
use super::kustomize::merged;
use super::yaml::{Node, Value};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// How many parts a `targetPath` may have.
const MAX_PARTS: usize = 64;

/// Writes into each release the values that `valuesFrom` names, where all of them are shown: its own
/// `values` come after them, and `valuesFrom` is left out. A variable that is not known stays in its place.
pub(super) fn fill_values<'o>(files: &Files<'_>, objects: impl Iterator<Item = &'o mut Node>) {
    let mut objects: Vec<&mut Node> = objects.collect();
    let sources: Vec<Node> = objects
        .iter()
        .filter(|node| matches!(node.text_at(&["kind"]), "ConfigMap" | "Secret"))
        .map(|node| (**node).clone())
        .collect();
    for release in &mut objects {
        let helm = release.text_at(&["kind"]) == "HelmRelease";
        if !helm || release.at(&["spec", "valuesFrom"]).is_none() {
            continue;
        }
        let values = values(files, release, &sources);
        if let Some((values, spec)) = values.zip(release.get_mut("spec")) {
            spec.remove("valuesFrom");
            spec.set("values", values);
        }
    }
}

/// The values of a release; `None` where one of its sources is not shown.
fn values(files: &Files<'_>, release: &Node, sources: &[Node]) -> Option<Node> {
    let spec = release.get("spec")?;
    let namespace = release.text_at(&["metadata", "namespace"]);
    let mut values = Node::map(Vec::new(), spec.at);
    for from in spec.get("valuesFrom").map(Node::items).unwrap_or_default() {
        let said = |key: &str| from.text_at(&[key]);
        let source = sources.iter().find(|node| {
            node.text_at(&["kind"]) == said("kind")
                && node.text_at(&["metadata", "name"]) == said("name")
                && node.text_at(&["metadata", "namespace"]) == namespace
        });
        let key = match said("valuesKey") {
            "" => "values.yaml",
            key => key,
        };
        let found = source.and_then(|source| content(source, key));
        let Some(found) = found else {
            if said("optional") == "true" {
                continue;
            }
            return None;
        };
        let text = found.text()?;
        match said("targetPath") {
            "" => {
                let documents = files.inline(text, found.at)?;
                if let Some(document) = documents.into_iter().next() {
                    // A variable whose value is not known leaves its own value open, and nothing else: Flux takes the line
                    // breaks out of it (fluxcd/pkg, `kustomize/kustomize_varsub.go`). As a key it may be any of them.
                    if has_open_key(&document) {
                        return None;
                    }
                    values = merged(&values, &document.expanded())?;
                }
            }
            path => {
                let new = match said("literal") == "true" {
                    true => Node::string(text, found.at),
                    false => Node::plain(text, found.at),
                };
                put(&mut values, path, new)?;
            }
        }
    }
    match spec.get("values").filter(|own| own.is_map()) {
        Some(own) => merged(&values, own),
        None => Some(values),
    }
}

/// Whether a key of it is a variable whose value is not known.
fn has_open_key(node: &Node) -> bool {
    let mut entries = node.entries().iter();
    let open = |key: &Node| key.text().is_none_or(|text| text.contains("${"));
    entries.any(|(key, value)| open(key) || has_open_key(value))
        || node.items().iter().any(has_open_key)
}

/// The content of a key, where it can be read.
fn content(source: &Node, key: &str) -> Option<Node> {
    if source.get("sops").is_some() {
        return None;
    }
    if let Some(text) = source.get("stringData").and_then(|data| data.get(key)) {
        return Some(text.clone());
    }
    let data = source.get("data")?.get(key)?;
    if source.text_at(&["kind"]) != "Secret" {
        return Some(data.clone());
    }
    let bytes = STANDARD.decode(data.text()?.replace('\n', "")).ok()?;
    Some(Node::string(&String::from_utf8(bytes).ok()?, data.at))
}

/// Sets the value at a path such as `a.b\.c.d`; one with an index is not followed.
fn put(values: &mut Node, path: &str, new: Node) -> Option<()> {
    if path.contains('[') {
        return None;
    }
    let path = path.replace("\\.", "\u{0}");
    let parts: Vec<String> = path
        .split('.')
        .map(|part| part.replace('\u{0}', "."))
        .collect();
    let (last, above) = parts.split_last()?;
    if parts.len() > MAX_PARTS {
        return None;
    }
    let mut at = values;
    for part in above {
        let place = new.at;
        at = at.get_or_map(part, place)?;
    }
    matches!(at.value, Value::Map(_)).then(|| at.set(last, new))
}
