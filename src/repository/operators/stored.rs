//! The claims of a resource: what a plan calls them, how many pods have one, and what each asks for.

use super::{Claims, Data, Number, row};
use crate::model::value::{Name, Size};
use crate::repository::built::{Built, Object};
use crate::repository::yaml::{Node, Position};

/// Claims of which each pod has one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::repository) struct Stored {
    /// What a plan calls them.
    pub(in crate::repository) volume: String,
    /// The number of pods; `None` where it is not known.
    pub(in crate::repository) pods: Option<u64>,
    /// Where that stands.
    pub(in crate::repository) pods_at: Option<Position>,
    /// What each asks for, and where that stands.
    pub(in crate::repository) size: Option<(Size, Position)>,
    /// Whether others belong to the same pods.
    pub(in crate::repository) beside: bool,
}

/// The claims of a resource, as far as its fields show them.
pub(in crate::repository) fn stored(built: &Built, object: &Object) -> Vec<Stored> {
    let Some(data) = row(object.group(), object.kind()).and_then(|row| row.data.as_ref()) else {
        return Vec::new();
    };
    let mut all = match object.group() {
        "kafka.strimzi.io" => kafka(built, object),
        _ => declared(&object.node, data),
    };
    all.retain(|one| Name::new(&one.volume).is_ok());
    all
}

fn declared(node: &Node, data: &Data) -> Vec<Stored> {
    let claims = data.claims.iter();
    claims
        .flat_map(|claims| match claims.list {
            [] => one(node, node, claims).into_iter().collect(),
            list => {
                let items = node.at(list).map(Node::items).unwrap_or_default();
                let found = items.iter().filter_map(|entry| one(node, entry, claims));
                found.collect::<Vec<_>>()
            }
        })
        .collect()
}

fn one(node: &Node, entry: &Node, claims: &Claims) -> Option<Stored> {
    if !claims.when.is_empty() {
        entry.at(claims.when).filter(|found| !found.is_null())?;
    }
    let (number, silent) = match claims.pods {
        Number::Whole(path, silent) => (node.at(path), silent),
        Number::Entry(path, silent) => (entry.at(path), silent),
    };
    let size = claims.sizes.iter().find_map(|path| size(entry, path));
    Some(Stored {
        volume: claims.volume.replace("{item}", name(entry)),
        pods: match number {
            Some(number) => number.text().and_then(|text| text.parse().ok()),
            None => silent,
        },
        pods_at: number.map(|number| number.at),
        size,
        beside: claims.beside,
    })
}

/// The name of an item of a list: its own, or that of its metadata.
fn name(item: &Node) -> &str {
    match item.text_at(&["name"]) {
        "" => item.text_at(&["metadata", "name"]),
        name => name,
    }
}

/// The size at the end of a path; a step into a list is the name of an item.
fn size(node: &Node, path: &[&str]) -> Option<(Size, Position)> {
    let found = path.iter().try_fold(node, |node, step| {
        let mut items = node.items().iter();
        items.find(|item| name(item) == *step).or(node.get(step))
    })?;
    Some((found.text()?.parse().ok()?, found.at))
}

/// Brokers are in the resource itself, or in pools that name it by a label.
fn kafka(built: &Built, kafka: &Object) -> Vec<Stored> {
    let pools = built.of_kind("KafkaNodePool").filter(|pool| {
        let of = pool
            .node
            .text_at(&["metadata", "labels", "strimzi.io/cluster"]);
        let home = [pool.namespace(), kafka.namespace()];
        of == kafka.name() && (home.contains(&"") || home[0] == home[1])
    });
    let pools = pools.filter_map(|pool| Some((pool.name(), pool.node.get("spec")?)));
    let mut all: Vec<Stored> = pools
        .flat_map(|(name, spec)| of_storage(name, spec))
        .collect();
    let spec = kafka.node.get("spec");
    for part in ["kafka", "zookeeper"] {
        let node = spec.and_then(|spec| spec.get(part));
        if let Some(node) = node.filter(|_| all.is_empty() || part == "zookeeper") {
            all.extend(of_storage(part, node));
        }
    }
    all
}

/// One claim a pod, or several of `jbod`, which are called by their ids.
fn of_storage(name: &str, of: &Node) -> Vec<Stored> {
    let Some(storage) = of.get("storage") else {
        return Vec::new();
    };
    let replicas = of.get("replicas");
    let claim = |volume: String, storage: &Node, beside: bool| Stored {
        volume,
        pods: replicas.and_then(|number| number.text()?.parse().ok()),
        pods_at: replicas.map(|number| number.at),
        size: size(storage, &["size"]),
        beside,
    };
    let kept = |storage: &&Node| storage.text_at(&["type"]) == "persistent-claim";
    match storage.text_at(&["type"]) {
        "jbod" => {
            let disks = storage.get("volumes").map(Node::items).unwrap_or_default();
            let disks = disks.iter().filter(kept).enumerate();
            let all = disks.map(|(at, disk)| {
                let id = disk.text_at(&["id"]);
                claim(format!("{name}-{id}"), disk, at > 0)
            });
            all.collect()
        }
        "persistent-claim" => vec![claim(name.to_owned(), storage, false)],
        _ => Vec::new(),
    }
}
