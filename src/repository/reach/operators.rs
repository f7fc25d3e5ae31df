//! Resources of operators, with the field that each hands to its pods as annotations.

use super::shown::Item;
use crate::model::OperatorName;
use crate::repository::operators::{Path, Row, row};
use crate::repository::yaml::{Node, Value};

/// Whether an object is a HelmRelease, or of a kind with a row.
pub(super) fn is_maker(item: &Item) -> bool {
    is_release(item) || row_of(item).is_some()
}

/// Whether an object is a HelmRelease.
pub(super) fn is_release(item: &Item) -> bool {
    item.kind() == "HelmRelease" && item.group() == "helm.toolkit.fluxcd.io"
}

fn row_of(item: &Item) -> Option<&'static Row> {
    row(item.group(), item.kind()).filter(|row| !row.pods.is_empty() || row.data.is_some())
}

/// Whether an object is a resource of an operator that keeps data, as a plan calls it.
pub(super) fn is_of(item: &Item, operator: OperatorName) -> bool {
    let data = row_of(item).and_then(|row| row.data.as_ref());
    data.is_some_and(|data| data.operators.contains(&operator))
}

/// The field of a resource whose operator hands it to all of its pods, where there is one.
pub(super) fn own_field(item: &Item) -> Option<Field> {
    let [(_, path)] = row_of(item)?.pods else {
        return None;
    };
    let in_list = path.iter().any(|step| step.ends_with("[]"));
    (!in_list).then(|| Field::Maps(path.to_vec()))
}

/// Where annotations of pods stand in a resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Field {
    /// In maps of maps: a strategic patch merges them.
    Maps(Vec<&'static str>),
    /// In an item of a list, which a strategic patch would replace with all others.
    Item(Edit),
}

/// JSON patch operations that lead to annotations in an item of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// What must be there: the item is still the same.
    pub test: (String, String),
    /// Maps that are not there yet, outermost first.
    pub create: Vec<String>,
    /// The map of annotations.
    pub annotations: String,
}

/// The field of a resource whose operator makes a workload of this name.
pub(super) fn field(item: &Item, workload: &str) -> Option<Field> {
    let own = item.last.name.as_str();
    let mut pods = row_of(item)?.pods.iter();
    pods.find_map(|(pattern, path): &(&str, Path)| {
        let pattern = pattern.replace("{}", own);
        let Some(list) = path.iter().position(|step| step.ends_with("[]")) else {
            return fits(&pattern, workload).then(|| Field::Maps(path.to_vec()));
        };
        let before: Vec<&str> = path
            .iter()
            .take(list + 1)
            .map(|s| s.trim_end_matches("[]"))
            .collect();
        let items = item.node.at(&before)?.items();
        let named = |one: &Node| {
            let pattern = pattern.replace("{item}", one.text_at(&["name"]));
            fits(&pattern, workload)
        };
        let at = items.iter().position(named)?;
        let one = items.get(at)?;
        let after = path.get(list + 1..)?;
        Some(Field::Item(edit(&before, at, one, after)))
    })
}

fn edit(before: &[&str], at: usize, item: &Node, after: &[&str]) -> Edit {
    let base = format!("/{}/{at}", before.join("/"));
    let mut pointer = base.clone();
    let (mut create, mut node) = (Vec::new(), Some(item));
    for step in after {
        pointer.push('/');
        pointer.push_str(step);
        node = node.and_then(|node| node.get(step));
        let is_map = matches!(node.map(|node| &node.value), Some(Value::Map(_)));
        if !is_map {
            create.push(pointer.clone());
        }
    }
    Edit {
        test: (format!("{base}/name"), item.text_at(&["name"]).to_owned()),
        create,
        annotations: pointer,
    }
}

/// Whether a name fits a pattern in which `*` is any text.
fn fits(pattern: &str, name: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut left) = parts.next().and_then(|first| name.strip_prefix(first)) else {
        return false;
    };
    let mut parts = parts.peekable();
    let whole = parts.peek().is_none();
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            return left.ends_with(part);
        }
        let Some((_, rest)) = left.split_once(part) else {
            return false;
        };
        left = rest;
    }
    whole && left.is_empty()
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn patterns() {
        for (pattern, name, is) in [
            ("db", "db", true),
            ("db", "db-1", false),
            ("*-dc1-*", "demo-dc1-rack1-sts", true),
            ("*-dc1-*", "demo-dc2-rack1-sts", false),
            ("*-pool", "events-pool", true),
            ("*-pool", "events-pool-2", false),
            ("demo-*", "demo-dc1", true),
            ("demo-*", "dem", false),
        ] {
            assert_eq!(fits(pattern, name), is, "{pattern} {name}");
        }
    }
}
