//! Resources of operators, with the field that each hands to its pods as annotations.

use super::shown::Item;
use crate::model::OperatorName;
use crate::repository::operators::pods::{MountedClaim, mounting};
use crate::repository::operators::{Path, Row, row, rows};
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

/// Whether drplan knows a kind of an operator.
pub(super) fn is_known(operator: OperatorName) -> bool {
    let mut data = rows().iter().filter_map(|row| row.data.as_ref());
    data.any(|data| data.operators.contains(&operator))
}

/// Whether an object is a resource of an operator that keeps data, as a plan calls it.
pub(super) fn is_of(item: &Item, operator: OperatorName) -> bool {
    let data = row_of(item).and_then(|row| row.data.as_ref());
    data.is_some_and(|data| data.operators.contains(&operator))
}

/// Whether an object is a pool of Strimzi's brokers, which belongs to a resource.
pub(super) fn is_pool_of(item: &Item, kafka: &Item) -> bool {
    let of = item
        .node
        .text_at(&["metadata", "labels", "strimzi.io/cluster"]);
    (item.kind(), item.group()) == ("KafkaNodePool", kafka.group())
        && kafka.kind() == "Kafka"
        && of == kafka.last.name
        && item.last.namespace == kafka.last.namespace
}

/// The pods of a resource that mount its claims, each with the field that its operator hands to them; `None` where one
/// is not known. The second is the pool that has the field, where one has.
pub(super) fn mounts(item: &Item, pools: &[&Item]) -> Option<Vec<(Field, Option<usize>, Mounts)>> {
    let data = row_of(item)?.data.as_ref()?;
    let nodes: Vec<&Node> = pools.iter().map(|pool| &pool.node).collect();
    let mut all = Vec::new();
    for one in mounting(&item.node, data, &nodes) {
        let field = match one.item {
            None => Field::Maps(one.field.to_vec()),
            Some(at) => {
                let list = one.field.iter().position(|step| step.ends_with("[]"))?;
                let before: Vec<&str> = one.field.iter().take(list + 1).copied().collect();
                let before: Vec<&str> = before.iter().map(|s| s.trim_end_matches("[]")).collect();
                let entry = item.node.at(&before)?.items().get(at)?;
                // The operation names the item, so that it never meets another one.
                if entry.text_at(&["name"]).is_empty() {
                    return None;
                }
                Field::Item(edit(&before, at, entry, one.field.get(list + 1..)?))
            }
        };
        all.push((field, None, one.volumes));
    }
    // A pool that has a template has no part of that of the resource.
    let volumes = all.first().map(|(_, _, volumes)| volumes.clone());
    for (at, pool) in pools.iter().enumerate() {
        if pool.node.at(&["spec", "template"]).is_some() {
            let field = Field::Maps(POOL.to_vec());
            all.push((field, Some(at), volumes.clone().unwrap_or_default()));
        }
    }
    (!all.is_empty()).then_some(all)
}

/// The volumes of pods.
pub(super) type Mounts = Vec<MountedClaim>;

const POOL: Path = &["spec", "template", "pod", "metadata", "annotations"];

/// Where annotations of pods stand in a resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Field {
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
