//! Resources whose operators keep data: how a new one starts, and what it asks for.
//!
//! Read in the API references of the operators: CloudNativePG 1.27, Zalando 1.14, Crunchy 5.8, Percona (PG 2.7,
//! PXC 1.18, PSMDB 1.21, PS 1.0), MariaDB 25.8, MySQL 9.4, StackGres 1.17, KubeDB 2025.7, Strimzi 0.48, ECK 3.1,
//! MongoDB Community 0.13, K8ssandra 1.27, RabbitMQ 2.16, Spotahome Redis 1.3, OT Redis 0.22.

use crate::repository::built::{Built, Object};
use crate::repository::yaml::Node;

/// A resource whose operator keeps data on claims.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operated {
    /// The file.
    pub file: String,
    /// Its kind.
    pub kind: String,
    /// Its namespace; empty where none is stated.
    pub namespace: String,
    /// Its name.
    pub name: String,
    /// The names by which a plan calls its operator.
    pub operators: &'static [&'static str],
    /// How a new one starts.
    pub start: Start,
    /// Why restored claims are not what it uses, where that is known.
    pub refuses: Option<&'static str>,
}

/// How a new resource starts on a cluster where there is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Start {
    /// From a copy.
    Copy,
    /// Empty; with what to write instead.
    Empty(&'static str),
    /// From the archive that it writes to itself.
    OwnArchive(String),
    /// There is no field that makes it start from an archive.
    NoArchive,
    /// Nothing is known of it.
    Unknown,
}

/// How a kind is told to start from a copy.
enum From {
    /// By one of these fields.
    Fields(&'static [&'static [&'static str]]),
    /// By an object of another kind, which names it in a field.
    Object(&'static str, &'static [&'static str]),
    /// By none.
    Never,
    /// Nothing is known.
    Unknown,
}

struct Row {
    group: &'static str,
    kind: &'static str,
    operators: &'static [&'static str],
    from: From,
    help: &'static str,
    refuses: Option<&'static str>,
}

const SYSTEM: &str =
    "a new resource makes pods and claims of its own names, so the restored claims stay unused";
const CLUSTER_ID: &str =
    "a new resource gets a new cluster id, and its brokers refuse disks of another one";

const fn row(
    group: &'static str,
    kind: &'static str,
    operators: &'static [&'static str],
    from: From,
    help: &'static str,
    refuses: Option<&'static str>,
) -> Row {
    Row {
        group,
        kind,
        operators,
        from,
        help,
        refuses,
    }
}

#[rustfmt::skip]
const ROWS: &[Row] = &[
    row("acid.zalan.do", "postgresql", &["zalando-postgres", "patroni"], From::Fields(&[&["spec", "clone"], &["spec", "standby"]]), "set `clone` with the archive of the primary, or `standby`", None),
    row("cassandra.datastax.com", "CassandraDatacenter", &["k8ssandra"], From::Unknown, "", None),
    row("databases.spotahome.com", "RedisFailover", &["redis"], From::Fields(&[&["spec", "bootstrapNode"]]), "set `bootstrapNode`", None),
    row("elasticsearch.k8s.elastic.co", "Elasticsearch", &["eck"], From::Unknown, "", None),
    row("k8s.mariadb.com", "MariaDB", &[], From::Fields(&[&["spec", "bootstrapFrom"]]), "set `bootstrapFrom` with the backup of the primary", None),
    row("k8ssandra.io", "K8ssandraCluster", &["k8ssandra"], From::Unknown, "", None),
    row("kafka.strimzi.io", "Kafka", &["strimzi"], From::Never, "keep a second Kafka cluster up to date by MirrorMaker 2, and name it as the `standby` of `recover operator strimzi`", Some(CLUSTER_ID)),
    row("kubedb.com", "MariaDB", &[], From::Fields(&[&["spec", "init"]]), "set `init` with the archive of the primary", None),
    row("kubedb.com", "MongoDB", &[], From::Fields(&[&["spec", "init"]]), "set `init` with the archive of the primary", None),
    row("kubedb.com", "MySQL", &[], From::Fields(&[&["spec", "init"]]), "set `init` with the archive of the primary", None),
    row("kubedb.com", "Postgres", &[], From::Fields(&[&["spec", "init"]]), "set `init` with the archive of the primary", None),
    row("mongodbcommunity.mongodb.com", "MongoDBCommunity", &["mongodb"], From::Unknown, "", None),
    row("mysql.oracle.com", "InnoDBCluster", &[], From::Fields(&[&["spec", "initDB"]]), "set `initDB` with the dump or the clone of the primary", None),
    row("pgv2.percona.com", "PerconaPGCluster", &["percona"], From::Fields(&[&["spec", "dataSource"], &["spec", "standby", "enabled"]]), "set `dataSource` with the repository of the primary", Some(SYSTEM)),
    row("postgres-operator.crunchydata.com", "PostgresCluster", &["patroni"], From::Fields(&[&["spec", "dataSource"], &["spec", "standby", "enabled"]]), "set `dataSource` with the repository of the primary", Some(SYSTEM)),
    row("postgresql.cnpg.io", "Cluster", &["cnpg"], From::Fields(&[&["spec", "bootstrap", "recovery"], &["spec", "bootstrap", "pg_basebackup"], &["spec", "replica", "source"]]), "set `bootstrap.recovery` with the archive of the primary in `externalClusters`", Some(SYSTEM)),
    row("ps.percona.com", "PerconaServerMySQL", &["percona"], From::Object("PerconaServerMySQLRestore", &["spec", "clusterName"]), "add a PerconaServerMySQLRestore for it", None),
    row("psmdb.percona.com", "PerconaServerMongoDB", &["percona", "mongodb"], From::Object("PerconaServerMongoDBRestore", &["spec", "clusterName"]), "add a PerconaServerMongoDBRestore for it", None),
    row("pxc.percona.com", "PerconaXtraDBCluster", &["percona"], From::Object("PerconaXtraDBClusterRestore", &["spec", "pxcCluster"]), "add a PerconaXtraDBClusterRestore for it", None),
    row("rabbitmq.com", "RabbitmqCluster", &["rabbitmq"], From::Unknown, "", None),
    row("redis.redis.opstreelabs.in", "RedisCluster", &["redis"], From::Unknown, "", None),
    row("redis.redis.opstreelabs.in", "RedisReplication", &["redis"], From::Unknown, "", None),
    row("stackgres.io", "SGCluster", &[], From::Fields(&[&["spec", "initialData", "restore"]]), "set `initialData.restore` with the backup of the primary", None),
];

pub(super) fn find_operated(built: &Built) -> Vec<Operated> {
    let objects = built.objects.iter();
    let found = objects.filter_map(|object| {
        let mut rows = ROWS.iter();
        let row = rows.find(|row| row.kind == object.kind() && row.group == object.group())?;
        (!in_memory(object)).then(|| Operated {
            file: object.file.clone(),
            kind: object.kind().to_owned(),
            namespace: object.namespace().to_owned(),
            name: object.name().to_owned(),
            operators: row.operators,
            start: start(built, object, row),
            refuses: row.refuses,
        })
    });
    found.collect()
}

/// Whether Strimzi keeps the data in emptyDirs; with node pools the resource itself keeps none.
fn in_memory(object: &Object) -> bool {
    let storage = object.node.at(&["spec", "kafka", "storage"]);
    storage.is_some_and(|storage| storage.text_at(&["type"]) == "ephemeral")
}

fn start(built: &Built, object: &Object, row: &Row) -> Start {
    let node = &object.node;
    let is_there = |path: &[&str]| {
        node.at(path)
            .is_some_and(|found| !found.is_null() && found.text() != Some("false"))
    };
    match row.from {
        From::Unknown => Start::Unknown,
        From::Never => Start::NoArchive,
        From::Object(kind, field) => {
            let mut others = built.of_kind(kind);
            let restored = others.any(|other| other.node.text_at(field) == object.name());
            if restored {
                Start::Copy
            } else {
                Start::Empty(row.help)
            }
        }
        From::Fields(fields) => match fields.iter().any(|field| is_there(field)) {
            true => own_archive(object).map_or(Start::Copy, Start::OwnArchive),
            false => Start::Empty(row.help),
        },
    }
}

/// The archive of a CloudNativePG Cluster that is both its source and its own: it refuses to write to one that is
/// not empty ("Expected empty archive").
fn own_archive(object: &Object) -> Option<String> {
    let spec = object.node.get("spec")?;
    let source = spec.text_at(&["bootstrap", "recovery", "source"]);
    let clusters = spec.get("externalClusters").map(Node::items)?;
    let external = clusters
        .iter()
        .find(|one| one.text_at(&["name"]) == source)?;
    let named = |server: &str, default: &str| match server {
        "" => default.to_owned(),
        server => server.to_owned(),
    };
    if let (Some(own), Some(other)) = (
        spec.at(&["backup", "barmanObjectStore"]),
        external.get("barmanObjectStore"),
    ) {
        let path = |store: &Node| {
            store
                .text_at(&["destinationPath"])
                .trim_end_matches('/')
                .to_owned()
        };
        let own_server = named(own.text_at(&["serverName"]), object.name());
        let other_server = named(other.text_at(&["serverName"]), source);
        let same = path(own) == path(other) && own_server == other_server;
        return same.then(|| format!("{}/{own_server}", path(own)));
    }
    let other = external.at(&["plugin", "parameters"])?;
    let plugins = spec.get("plugins").map(Node::items)?;
    let own = plugins
        .iter()
        .find(|one| one.text_at(&["isWALArchiver"]) == "true")?
        .get("parameters")?;
    let store = |parameters: &Node| parameters.text_at(&["barmanObjectName"]).to_owned();
    let own_server = named(own.text_at(&["serverName"]), object.name());
    let other_server = named(other.text_at(&["serverName"]), source);
    let same = !store(own).is_empty() && store(own) == store(other) && own_server == other_server;
    same.then(|| format!("{}/{own_server}", store(own)))
}

#[cfg(test)]
mod tests {
    use super::ROWS;

    #[test]
    fn rows_are_sorted() {
        assert!(ROWS.is_sorted_by_key(|row| (row.group, row.kind)));
    }
}
