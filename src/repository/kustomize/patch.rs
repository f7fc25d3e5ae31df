//! Patches of a kustomization.yaml: which objects each is for, and what it does to them.

use super::json_patch::{self, Operation};
use super::layer::Layer;
use super::merge::merge;
use super::merge_keys;
use super::resource::{Id, Resource};
use super::select::Selector;
use crate::repository::files::Files;
use crate::repository::tree::join;
use crate::repository::yaml::{Node, Position};

/// A patch as it is written.
enum Content {
    Merge(Vec<Node>),
    Json(Vec<Operation>),
}

/// Where patches stand, and what they may name.
pub(super) struct Patches<'a> {
    pub(super) files: &'a Files<'a>,
    pub(super) directory: &'a str,
    /// The kustomization.yaml.
    pub(super) list: &'a str,
}

impl Patches<'_> {
    /// Applies the entries of `patchesStrategicMerge`: texts, or files.
    pub(super) fn strategic(&self, layer: &mut Layer, entries: &[Node]) {
        for entry in entries {
            // Flux writes trees in the place of texts.
            let documents = match entry.text() {
                None => Some(vec![entry.clone()]),
                Some(text) => self
                    .files
                    .inline(text, entry.at)
                    .filter(|all| all.iter().all(Node::is_map) && !all.is_empty())
                    .or_else(|| self.file(layer, text, entry.at)),
            };
            match documents {
                Some(documents) => self.merge_each(layer, &documents, entry.at),
                None => layer.fault(self.list, entry.at, "a patch cannot be read"),
            }
        }
    }

    /// Applies entries of `patches` and `patchesJson6902`.
    /// Those of older files keep no former name.
    pub(super) fn entries(&self, layer: &mut Layer, entries: &[Node], remembers: bool) {
        for entry in entries {
            if let Err(why) = self.entry(layer, entry, remembers) {
                layer.fault(self.list, entry.at, why);
            }
        }
    }

    fn entry(&self, layer: &mut Layer, entry: &Node, remembers: bool) -> Result<(), String> {
        let target = entry.get("target").filter(|node| !node.is_null());
        let content = self.content(layer, entry)?;
        let selector = target.map(Selector::read).transpose()?;
        match (content, selector) {
            (Content::Json(_), None) => Err("a JSON patch has no `target`".to_owned()),
            (Content::Json(operations), Some(selector)) => {
                self.pay(layer)?;
                for resource in layer.resources.iter_mut() {
                    if selector.selects(resource) {
                        if remembers {
                            resource.remember();
                        }
                        operate(resource, &operations)?;
                    }
                }
                Ok(())
            }
            (Content::Merge(documents), None) => {
                self.merge_each(layer, &documents, entry.at);
                Ok(())
            }
            (Content::Merge(documents), Some(selector)) => {
                let [patch] = documents.as_slice() else {
                    return Err("a patch with a `target` has one document".to_owned());
                };
                self.pay(layer)?;
                let options = entry.get("options");
                let allows = |key: &str| options.is_some_and(|all| all.text_at(&[key]) == "true");
                let changes = (allows("allowNameChange"), allows("allowKindChange"));
                let mut kept = Vec::with_capacity(layer.resources.len());
                for mut resource in std::mem::take(&mut layer.resources) {
                    let meant = selector.selects(&resource);
                    if !meant || apply(&mut resource, patch, changes)? {
                        kept.push(resource);
                    }
                }
                layer.resources = kept;
                Ok(())
            }
        }
    }

    /// A patch looks at every object.
    fn pay(&self, layer: &Layer) -> Result<(), String> {
        let pays = self.files.step(layer.resources.len() + 1);
        pays.then_some(())
            .ok_or_else(|| "there are more patches than drplan reads".to_owned())
    }

    fn content(&self, layer: &mut Layer, entry: &Node) -> Result<Content, String> {
        let said = |key: &str| entry.get(key).filter(|node| !node.is_null());
        let documents = match (said("patch"), said("path")) {
            (Some(patch), None) => match patch.text() {
                Some(text) => self.files.inline(text, patch.at),
                None => Some(vec![patch.clone()]),
            },
            (None, Some(path)) => self.file(layer, path.text().unwrap_or_default(), path.at),
            _ => None,
        };
        let documents = documents.ok_or("a patch cannot be read")?;
        if let [only] = documents.as_slice()
            && let Some(operations) = json_patch::operations(only)
        {
            return Ok(Content::Json(operations));
        }
        let named = |node: &Node| {
            let id = Id::of(node);
            !id.kind.is_empty() && !id.name.is_empty()
        };
        match !documents.is_empty() && documents.iter().all(named) {
            true => Ok(Content::Merge(documents)),
            false => Err("a patch is neither an object nor a list of operations".to_owned()),
        }
    }

    fn file(&self, layer: &mut Layer, path: &str, at: Position) -> Option<Vec<Node>> {
        let inner = join(self.directory, path)?;
        if !self.files.exists(&inner) {
            let why = format!("it does not exist, but `{}` lists it", self.list);
            layer.lost(&inner, at, why);
            return Some(Vec::new());
        }
        let documents = self.files.documents(&inner)?;
        layer.files.insert(inner);
        Some(
            documents
                .iter()
                .map(|node| node.clone().expanded())
                .collect(),
        )
    }

    /// Patches without a target: each is for the one object that it names.
    fn merge_each(&self, layer: &mut Layer, documents: &[Node], at: Position) {
        for patch in documents {
            let done = self.pay(layer).and_then(|()| {
                let asked = Id::of(patch);
                let such = |id: &Id<'_>| *id == asked;
                let mut meant = layer
                    .resources
                    .iter()
                    .enumerate()
                    .filter(|(_, one)| one.ever(&such));
                match (meant.next().map(|(at, _)| at), meant.next()) {
                    (Some(index), None) => Ok(index),
                    (None, _) => Err(format!("no object is `{}/{}`", asked.kind, asked.name)),
                    (Some(_), Some(_)) => Err(format!(
                        "several objects are `{}/{}`",
                        asked.kind, asked.name
                    )),
                }
            });
            let done = done.and_then(|index| match layer.resources.get_mut(index) {
                Some(resource) => {
                    if !apply(resource, patch, (false, false))? {
                        layer.resources.remove(index);
                    }
                    Ok(())
                }
                None => Ok(()),
            });
            if let Err(why) = done {
                layer.fault(self.list, at, format!("a patch fails: {why}"));
            }
        }
    }
}

/// Applies a JSON patch. While kustomize builds, an object with former names has annotations.
fn operate(resource: &mut Resource, operations: &[Operation]) -> Result<(), String> {
    let at = resource.node.at;
    if resource.former().next().is_some()
        && let Some(metadata) = resource.node.get_or_map("metadata", at)
    {
        metadata.get_or_map("annotations", at);
    }
    json_patch::apply(&mut resource.node, operations)?;
    if let Some(metadata) = resource.node.get_mut("metadata")
        && metadata
            .get("annotations")
            .is_some_and(|map| map.is_map() && map.entries().is_empty())
    {
        metadata.remove("annotations");
    }
    Ok(())
}

/// Merges a patch into an object, which keeps its kind, name and namespace unless they may change;
/// `false` where nothing is left of it.
fn apply(
    resource: &mut Resource,
    patch: &Node,
    (name_changes, kind_changes): (bool, bool),
) -> Result<bool, String> {
    if name_changes || kind_changes {
        resource.remember();
    }
    let before = resource.clone();
    let Id {
        group, kind, name, ..
    } = before.id();
    let shape = merge_keys::of(group, kind);
    let mismatch = |_| format!("`{kind}/{name}` has another form where it is patched");
    let Some(merged) = merge(Some(&resource.node), patch, shape).map_err(mismatch)? else {
        return Ok(false);
    };
    resource.node = merged;
    let at = patch.at;
    if !kind_changes {
        for key in ["apiVersion", "kind"] {
            if let Some(own) = before.node.get(key) {
                resource.node.set(key, own.clone());
            }
        }
    }
    let own = |key: &str| before.node.at(&["metadata", key]).cloned();
    if let Some(metadata) = resource.node.get_or_map("metadata", at) {
        if let Some(name) = own("name").filter(|_| !name_changes) {
            metadata.set("name", name);
        }
        match own("namespace") {
            Some(namespace) => metadata.set("namespace", namespace),
            None => drop(metadata.remove("namespace")),
        }
    }
    Ok(true)
}
