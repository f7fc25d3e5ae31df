//! Strategic merge patches, as kustomize merges them (kyaml, `merge2` and `walk`): new items of a
//! list stand before the old ones, `null` removes, and `$patch` deletes or replaces.

use super::merge_keys::{Keys, Shape};
use crate::repository::yaml::Node;
use std::collections::BTreeSet;

/// The directive of a patch.
const DIRECTIVE: &str = "$patch";

/// Why a patch cannot be merged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mismatch;

/// Merges a patch into an object; `None` where nothing is left of it.
pub(super) fn merge(
    old: Option<&Node>,
    patch: &Node,
    shape: Shape,
) -> Result<Option<Node>, Mismatch> {
    merge_field(old, patch, shape, None)
}

fn merge_field(
    old: Option<&Node>,
    patch: &Node,
    shape: Shape,
    keys: Option<Keys>,
) -> Result<Option<Node>, Mismatch> {
    let old = old.filter(|node| !node.is_null());
    if patch.is_null() {
        return Ok(None);
    }
    let same = |old: &Node| old.is_map() == patch.is_map() && old.is_list() == patch.is_list();
    if old.is_some_and(|old| !same(old)) {
        return Err(Mismatch);
    }
    if patch.is_map() {
        return merge_map(old, patch, shape);
    }
    match keys {
        Some(keys) if patch.is_list() => merge_list(old, patch, keys),
        _ => Ok(Some(patch.clone())),
    }
}

fn merge_map(old: Option<&Node>, patch: &Node, shape: Shape) -> Result<Option<Node>, Mismatch> {
    let mut patch = patch.clone();
    let directive = patch.remove(DIRECTIVE);
    let directive = directive.as_ref().and_then(Node::text);
    let old = match directive {
        Some("delete") => return Ok(None),
        Some("replace") => None,
        Some("merge") | None => old,
        Some(_) => return Err(Mismatch),
    };
    let mut merged = match old {
        Some(old) => old.clone(),
        None => Node::map(Vec::new(), patch.at),
    };
    for (key, value) in patch.entries() {
        let name = key.text().unwrap_or_default();
        let inner = merged.get(name).cloned();
        let keys = shape.list(name);
        match merge_field(inner.as_ref(), value, shape.field(name), keys)? {
            Some(value) => merged.set(name, value),
            None => {
                merged.remove(name);
            }
        }
    }
    Ok(Some(merged))
}

fn merge_list(old: Option<&Node>, patch: &Node, keys: Keys) -> Result<Option<Node>, Mismatch> {
    let directive = patch.items().iter().find_map(|item| {
        let alone = item.entries().len() == 1;
        item.get(DIRECTIVE).filter(|_| alone).and_then(Node::text)
    });
    let old = match directive {
        Some("delete") if old.is_some() => return Ok(None),
        Some("replace") => None,
        _ => old,
    };
    let items = patch.items().iter();
    let items: Vec<&Node> = items
        .filter(|item| !(item.entries().len() == 1 && item.get(DIRECTIVE).is_some()))
        .collect();
    let old_items = old.map(Node::items).unwrap_or_default();
    let merged = match keys {
        Keys::Texts => texts(&items, old_items),
        Keys::Fields(fields, shape) => by_fields(&items, old_items, fields, shape)?,
    };
    Ok(Some(Node::list(merged, old.map_or(patch.at, |old| old.at))))
}

fn texts(patch: &[&Node], old: &[Node]) -> Vec<Node> {
    let mut seen = BTreeSet::new();
    let all = patch.iter().copied().chain(old);
    all.filter(|item| seen.insert(item.text().unwrap_or_default()))
        .cloned()
        .collect()
}

fn by_fields(
    patch: &[&Node],
    old: &[Node],
    fields: &[&str],
    shape: Shape,
) -> Result<Vec<Node>, Mismatch> {
    let mut taken = vec![false; old.len()];
    let mut gone = vec![false; old.len()];
    let mut first = Vec::new();
    // Where several fields tell items apart, those that are there keep their places.
    let mut in_place: Vec<Option<Node>> = vec![None; old.len()];
    for item in patch {
        let meets = |other: &Node| same_item(item, other, fields);
        let at = old.iter().position(meets);
        let before = at.and_then(|at| old.get(at));
        let merged = merge_field(before, item, shape, None)?;
        let merged = merged.filter(|node| !(node.is_map() && node.entries().is_empty()));
        if let Some(at) = at {
            if let Some(taken) = taken.get_mut(at) {
                *taken = true;
            }
            match merged {
                None => {
                    if let Some(gone) = gone.get_mut(at) {
                        *gone = true;
                    }
                }
                Some(merged) if fields.len() > 1 => {
                    if let Some(place) = in_place.get_mut(at) {
                        *place = Some(merged);
                    }
                }
                Some(merged) => first.push(merged),
            }
        } else {
            first.extend(merged);
        }
    }
    for (at, item) in old.iter().enumerate() {
        if gone.get(at) == Some(&true) {
            continue;
        }
        match in_place.get_mut(at).and_then(Option::take) {
            Some(merged) => first.push(merged),
            None if taken.get(at) == Some(&true) => {}
            None => first.push(item.clone()),
        }
    }
    Ok(first)
}

/// Whether two items are the same by the fields that tell them apart: the first must be, and of the
/// others one may be missing.
fn same_item(a: &Node, b: &Node, fields: &[&str]) -> bool {
    let mut fields = fields.iter();
    let Some(first) = fields.next() else {
        return false;
    };
    let text = |node: &'_ Node, key: &str| node.get(key).and_then(Node::text).map(str::to_owned);
    let (Some(x), Some(y)) = (text(a, first), text(b, first)) else {
        return false;
    };
    x == y
        && fields.all(|key| match (text(a, key), text(b, key)) {
            (Some(x), Some(y)) => x == y,
            (None, _) | (_, None) => true,
        })
}
