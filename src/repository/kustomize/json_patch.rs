//! JSON patches (RFC 6902) on trees that keep where their values stand; the crates for it work on
//! plain JSON, which has no places.

use crate::repository::yaml::{Node, Value};

/// How deep an object may become.
const MAX_DEPTH: usize = 120;
/// How many values it may have.
const MAX_NODES: usize = 1_000_000;

/// One operation.
#[derive(Debug, Clone)]
pub(super) struct Operation {
    name: Box<str>,
    path: Vec<String>,
    from: Vec<String>,
    value: Option<Node>,
}

/// The operations of a patch; `None` where it is none.
pub(super) fn operations(patch: &Node) -> Option<Vec<Operation>> {
    if !patch.is_list() {
        return None;
    }
    let read = |item: &Node| {
        let name = item.get("op")?.text()?;
        Some(Operation {
            name: Box::from(name),
            path: pointer(item.get("path")?.text()?)?,
            from: pointer(item.text_at(&["from"]))?,
            value: item.get("value").cloned(),
        })
    };
    patch.items().iter().map(read).collect()
}

fn pointer(text: &str) -> Option<Vec<String>> {
    if text.is_empty() {
        return Some(Vec::new());
    }
    let parts = text.strip_prefix('/')?.split('/');
    let parts: Vec<String> = parts
        .map(|part| part.replace("~1", "/").replace("~0", "~"))
        .collect();
    (parts.len() <= MAX_DEPTH).then_some(parts)
}

/// Applies a patch; an error says which operation fails.
pub(super) fn apply(node: &mut Node, operations: &[Operation]) -> Result<(), String> {
    for operation in operations {
        let done = one(node, operation);
        if done.is_none() {
            let path = operation.path.join("/");
            return Err(format!("`{}` at `/{path}` fails", operation.name));
        }
    }
    Ok(())
}

fn one(node: &mut Node, operation: &Operation) -> Option<()> {
    let path = &operation.path;
    let value = || {
        operation
            .value
            .clone()
            .unwrap_or_else(|| Node::plain("null", node_at(operation)))
    };
    match &*operation.name {
        "add" => add(node, path, value()),
        "remove" => remove(node, path).map(drop),
        "replace" => {
            let old = find(node, path)?;
            *old = value();
            Some(())
        }
        "move" => {
            let moved = remove(node, &operation.from)?;
            add(node, path, moved)?;
            small(node)
        }
        "copy" => {
            let copied = find(node, &operation.from)?.clone();
            add(node, path, copied)?;
            small(node)
        }
        "test" => {
            let equal = match find(node, path) {
                Some(old) => same(old, &value()),
                None => operation.value.as_ref().is_none_or(Node::is_null),
            };
            equal.then_some(())
        }
        _ => None,
    }
}

fn node_at(operation: &Operation) -> crate::repository::yaml::Position {
    operation
        .value
        .as_ref()
        .map(|node| node.at)
        .unwrap_or_default()
}

fn index(part: &str, length: usize) -> Option<usize> {
    if let Some(back) = part.strip_prefix('-') {
        return length.checked_sub(back.parse().ok()?);
    }
    part.parse().ok()
}

fn find<'n>(node: &'n mut Node, path: &[String]) -> Option<&'n mut Node> {
    path.iter().try_fold(node, |node, part| {
        if node.is_list() {
            let at = index(part, node.items().len())?;
            node.items_mut().get_mut(at)
        } else {
            node.get_mut(part)
        }
    })
}

fn add(node: &mut Node, path: &[String], value: Node) -> Option<()> {
    let Some((last, above)) = path.split_last() else {
        *node = value;
        return Some(());
    };
    let parent = find(node, above)?;
    if parent.is_map() {
        parent.set(last, value);
        return Some(());
    }
    if !parent.is_list() {
        return None;
    }
    parent.change_items(|items| {
        let at = match last.as_str() {
            "-" => items.len(),
            part => index(part, items.len() + 1)?,
        };
        (at <= items.len()).then(|| items.insert(at, value))
    })
}

fn remove(node: &mut Node, path: &[String]) -> Option<Node> {
    let (last, above) = path.split_last()?;
    let parent = find(node, above)?;
    if parent.is_map() {
        return parent.remove(last);
    }
    parent.change_items(|items| {
        let at = index(last, items.len())?;
        (at < items.len()).then(|| items.remove(at))
    })
}

/// Whether two trees say the same.
fn same(a: &Node, b: &Node) -> bool {
    match (&a.value, &b.value) {
        (Value::Scalar(x, _), Value::Scalar(y, _)) => x == y || a.is_null() && b.is_null(),
        (Value::List(x), Value::List(y)) => {
            x.len() == y.len() && x.iter().zip(y.iter()).all(|(a, b)| same(a, b))
        }
        (Value::Map(x), Value::Map(y)) => {
            let has = |(key, value): &(Node, Node)| {
                let other = key.text().and_then(|key| b.get(key));
                other.is_some_and(|other| same(value, other))
            };
            x.len() == y.len() && x.iter().all(has)
        }
        _ => false,
    }
}

/// Copies of copies grow without end: what is too large or too deep is refused.
fn small(node: &Node) -> Option<()> {
    let mut left = MAX_NODES;
    fits(node, MAX_DEPTH, &mut left).then_some(())
}

fn fits(node: &Node, depth: usize, left: &mut usize) -> bool {
    let (Some(depth), Some(rest)) = (depth.checked_sub(1), left.checked_sub(1)) else {
        return false;
    };
    *left = rest;
    node.items().iter().all(|item| fits(item, depth, left))
        && node
            .entries()
            .iter()
            .all(|(_, value)| fits(value, depth, left))
}
