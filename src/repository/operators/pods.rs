//! The pods of a resource that mount its claims: where each gets its annotations from, and what its volumes are called.

use super::{Data, Path, Pods};
use crate::repository::yaml::{Node, Value};
use std::collections::BTreeSet;

/// A volume of a pod.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct MountedClaim {
    /// What a plan calls it.
    pub plan: String,
    /// Its name in the pod.
    pub pod: String,
}

/// Pods of a resource that are alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::repository) struct Mounting {
    /// The field of their annotations, a list with `[]`.
    pub(in crate::repository) field: Path,
    /// The item of the list.
    pub(in crate::repository) item: Option<usize>,
    /// Their volumes that are claims, or may be.
    pub(in crate::repository) volumes: Vec<MountedClaim>,
}

/// Pods by the field of their annotations, and by their volumes.
pub(super) const fn pods(field: Path, volumes: &'static [(&'static str, &'static str)]) -> Pods {
    Pods {
        field,
        when: &[],
        volumes,
        named: &[],
    }
}

impl Pods {
    /// Where there is such a field.
    pub(super) const fn of(mut self, field: Path) -> Self {
        self.when = field;
        self
    }

    /// With the names of lists.
    pub(super) const fn named(mut self, lists: &'static [(&'static str, Path)]) -> Self {
        self.named = lists;
        self
    }
}

/// Pods of the operators of Crunchy and Percona; those of a repository in the cluster mount its volumes too.
pub(super) const INSTANCE_PODS: &[Pods] = &[pods(
    &["spec", "metadata", "annotations"],
    &[
        ("", "postgres-data"),
        ("", "postgres-temp"),
        ("", "postgres-wal"),
    ],
)
.named(&[
    (
        "tablespace-",
        &["spec", "instances[]", "tablespaceVolumes[]"],
    ),
    ("", &["spec", "backups", "pgbackrest", "repos[]"]),
])];

/// The pods of a resource; `pools` are those of Strimzi that belong to it.
pub(in crate::repository) fn mounting(node: &Node, data: &Data, pools: &[&Node]) -> Vec<Mounting> {
    let all = data.pods.iter();
    let mut all: Vec<Mounting> = all.flat_map(|pods| of(node, pods)).collect();
    if !pools.is_empty() || node.at(&["spec", "kafka"]).is_some() {
        let disks = disks(node, pools);
        for one in &mut all {
            one.volumes.clone_from(&disks);
        }
    }
    all
}

fn of(node: &Node, pods: &Pods) -> Vec<Mounting> {
    let is_there = |entry: &Node| {
        pods.when.is_empty() || entry.at(pods.when).is_some_and(|found| !found.is_null())
    };
    let list = pods.field.iter().position(|step| step.ends_with("[]"));
    let Some(list) = list else {
        let own = is_there(node).then(|| Mounting {
            field: pods.field,
            item: None,
            volumes: volumes(node, pods, ""),
        });
        return own.into_iter().collect();
    };
    let entries = pods.field.get(..=list).map(|path| ends(node, path));
    let entries = entries.unwrap_or_default().into_iter().enumerate();
    let all = entries.filter(|(_, entry)| is_there(entry));
    all.map(|(at, entry)| Mounting {
        field: pods.field,
        item: Some(at),
        volumes: volumes(node, pods, name(entry)),
    })
    .collect()
}

fn volumes(node: &Node, pods: &Pods, item: &str) -> Vec<MountedClaim> {
    let own = node.text_at(&["metadata", "name"]);
    let fill = |pattern: &str| pattern.replace("{item}", item).replace("{}", own);
    let mut all: BTreeSet<MountedClaim> = BTreeSet::new();
    for (plan, pod) in pods.volumes {
        all.insert(MountedClaim {
            plan: fill(plan),
            pod: fill(pod),
        });
    }
    for (before, path) in pods.named {
        let names = ends(node, path).into_iter().map(name);
        for name in names.filter(|name| !name.is_empty()) {
            let pod = match *before {
                "tbs-" => tablespace(name),
                before => format!("{before}{name}"),
            };
            let plan = name.to_owned();
            all.insert(MountedClaim { plan, pod });
        }
    }
    all.into_iter().collect()
}

/// The volume of a tablespace, as CloudNativePG calls it.
fn tablespace(name: &str) -> String {
    let rest = name.strip_prefix('_').map(|rest| format!("1{rest}"));
    let name = rest.unwrap_or_else(|| name.to_owned());
    format!("tbs-{}", name.replace(['$', '_'], "-").to_ascii_lowercase())
}

/// The volumes of Strimzi's pods: `data`, or one for each disk of `jbod`.
fn disks(node: &Node, pools: &[&Node]) -> Vec<MountedClaim> {
    let parts = ["kafka", "zookeeper"].map(|part| node.at(&["spec", part, "storage"]));
    let pools = pools.iter().map(|pool| pool.at(&["spec", "storage"]));
    let disks = parts.into_iter().chain(pools).flatten();
    let disks =
        disks.flat_map(|storage| storage.get("volumes").map(Node::items).unwrap_or_default());
    let ids = disks.map(|disk| format!("data-{}", disk.text_at(&["id"])));
    let names: BTreeSet<String> = ids.chain(["data".to_owned()]).collect();
    let own = |pod: String| MountedClaim {
        plan: pod.clone(),
        pod,
    };
    names.into_iter().map(own).collect()
}

/// What stands at the end of a path; a step with `[]` is every item of a list.
fn ends<'n>(node: &'n Node, path: &[&str]) -> Vec<&'n Node> {
    let mut all = vec![node];
    for step in path {
        let (key, list) = match step.strip_suffix("[]") {
            Some(key) => (key, true),
            None => (*step, false),
        };
        let next = all.into_iter().filter_map(|node| node.get(key));
        all = match list {
            true => next.flat_map(Node::items).collect(),
            false => next.collect(),
        };
    }
    all
}

/// The name of an object: its own, or that of its metadata.
fn name(node: &Node) -> &str {
    match (&node.value, node.text_at(&["name"])) {
        (Value::Map(_), "") => node.text_at(&["metadata", "name"]),
        (_, name) => name,
    }
}
