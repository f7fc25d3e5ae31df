//! Kinds of operators, with the field that each hands to its pods as annotations.
//!
//! Read in the operators' sources. A kind without a row has no such field that is known.

use super::shown::Item;
use crate::repository::yaml::{Node, Value};

/// A kind, what its operator makes of it, and where annotations of the pods stand.
struct Row {
    group: &'static str,
    kind: &'static str,
    /// Names of workloads, with `{}` for the resource and `{item}` for the item of the list; `*` is
    /// any text. Each with its field, a list with `[]`.
    pods: &'static [(&'static str, &'static [&'static str])],
}

const fn row(
    group: &'static str,
    kind: &'static str,
    pods: &'static [(&'static str, &'static [&'static str])],
) -> Row {
    Row { group, kind, pods }
}

const POD: [&str; 5] = ["spec", "template", "pod", "metadata", "annotations"];
const POD_TEMPLATE: [&str; 4] = ["spec", "podTemplate", "metadata", "annotations"];
const OWN: [&str; 2] = ["metadata", "annotations"];

#[rustfmt::skip]
const ROWS: &[Row] = &[
    row("acid.zalan.do", "postgresql", &[("{}", &["spec", "podAnnotations"])]),
    row("apm.k8s.elastic.co", "ApmServer", &[("{}-apm-server", &POD_TEMPLATE)]),
    row("cassandra.datastax.com", "CassandraDatacenter", &[("*-{}-*", &["spec", "podTemplateSpec", "metadata", "annotations"])]),
    row("databases.spotahome.com", "RedisFailover", &[
        ("rfr-{}", &["spec", "redis", "podAnnotations"]),
        ("rfs-{}", &["spec", "sentinel", "podAnnotations"]),
    ]),
    row("elasticsearch.k8s.elastic.co", "Elasticsearch", &[("{}-es-{item}", &["spec", "nodeSets[]", "podTemplate", "metadata", "annotations"])]),
    row("k8s.mariadb.com", "MariaDB", &[("{}", &["spec", "podMetadata", "annotations"])]),
    row("k8s.mariadb.com", "MaxScale", &[("{}", &["spec", "podMetadata", "annotations"])]),
    row("k8ssandra.io", "K8ssandraCluster", &[("{}-*", &["spec", "cassandra", "metadata", "pods", "annotations"])]),
    row("kafka.strimzi.io", "Kafka", &[("{}-kafka", &["spec", "kafka", "template", "pod", "metadata", "annotations"])]),
    row("kafka.strimzi.io", "KafkaBridge", &[("{}-bridge", &POD)]),
    row("kafka.strimzi.io", "KafkaConnect", &[("{}-connect", &POD)]),
    row("kafka.strimzi.io", "KafkaMirrorMaker2", &[("{}-mirrormaker2", &POD)]),
    row("kafka.strimzi.io", "KafkaNodePool", &[("*-{}", &POD)]),
    row("kibana.k8s.elastic.co", "Kibana", &[("{}-kb", &POD_TEMPLATE)]),
    row("logstash.k8s.elastic.co", "Logstash", &[("{}-ls", &POD_TEMPLATE)]),
    row("mongodbcommunity.mongodb.com", "MongoDBCommunity", &[("{}", &["spec", "statefulSet", "spec", "template", "metadata", "annotations"])]),
    row("pgv2.percona.com", "PerconaPGCluster", &[("{}", &["spec", "metadata", "annotations"])]),
    row("postgresql.cnpg.io", "Cluster", &[("{}", &["spec", "inheritedMetadata", "annotations"])]),
    row("postgresql.cnpg.io", "Pooler", &[("{}", &["spec", "template", "metadata", "annotations"])]),
    row("psmdb.percona.com", "PerconaServerMongoDB", &[
        ("{}-{item}", &["spec", "replsets[]", "annotations"]),
        ("{}-cfg", &["spec", "sharding", "configsvrReplSet", "annotations"]),
        ("{}-mongos", &["spec", "sharding", "mongos", "annotations"]),
    ]),
    row("pxc.percona.com", "PerconaXtraDBCluster", &[
        ("{}-haproxy", &["spec", "haproxy", "annotations"]),
        ("{}-proxysql", &["spec", "proxysql", "annotations"]),
        ("{}-pxc", &["spec", "pxc", "annotations"]),
    ]),
    row("redis.redis.opstreelabs.in", "Redis", &[("{}", &OWN)]),
    row("redis.redis.opstreelabs.in", "RedisCluster", &[("{}-follower", &OWN), ("{}-leader", &OWN)]),
    row("redis.redis.opstreelabs.in", "RedisReplication", &[("{}", &OWN)]),
    row("redis.redis.opstreelabs.in", "RedisSentinel", &[("{}-sentinel", &OWN)]),
];

/// Whether an object is a HelmRelease, or of a kind with a row.
pub(super) fn is_maker(item: &Item) -> bool {
    is_release(item) || rows(item).next().is_some()
}

/// Whether an object is a HelmRelease.
pub(super) fn is_release(item: &Item) -> bool {
    item.kind() == "HelmRelease" && item.group() == "helm.toolkit.fluxcd.io"
}

fn rows(item: &Item) -> impl Iterator<Item = &'static Row> {
    let rows = ROWS.iter();
    rows.filter(move |row| row.kind == item.kind() && row.group == item.group())
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
    let mut pods = rows(item).flat_map(|row| row.pods.iter());
    pods.find_map(|(pattern, path)| {
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
    use super::{ROWS, fits};

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

    #[test]
    fn rows_are_sorted() {
        assert!(ROWS.is_sorted_by_key(|row| (row.group, row.kind)));
    }
}
