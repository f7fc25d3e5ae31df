//! What the containers of pods run, and where they find their volumes.

use crate::repository::yaml::Node;
use std::collections::{BTreeMap, BTreeSet};

/// A container.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Container {
    /// Its name.
    pub name: String,
    /// Its image; empty where none is stated.
    pub image: String,
    /// Where its volumes are: the volume, the path in the container, and the path in the volume.
    pub mounts: BTreeSet<(String, String, String)>,
    /// The variables that say where an engine keeps its data.
    pub places: BTreeMap<String, String>,
}

/// Variables by which images of engines are told where their data is.
const PLACES: [&str; 9] = [
    "ES_PATH_DATA",
    "MINIO_VOLUMES",
    "MYSQL_DATA_DIR",
    "NEO4J_server_directories_data",
    "PGDATA",
    "POSTGRESQL_DATA_DIR",
    "POSTGRESQL_VOLUME_DIR",
    "RABBITMQ_MNESIA_BASE",
    "REDIS_DATA_DIR",
];

pub(super) fn container(node: &Node) -> Container {
    let items = |key: &str| node.get(key).map(Node::items).unwrap_or_default().iter();
    let text = |node: &Node, key: &str| node.text_at(&[key]).to_owned();
    let mounts = items("volumeMounts").map(|mount| {
        let path = mount.text_at(&["mountPath"]).trim_end_matches('/');
        (text(mount, "name"), path.to_owned(), text(mount, "subPath"))
    });
    let places = items("env").filter(|one| PLACES.contains(&one.text_at(&["name"])));
    Container {
        name: text(node, "name"),
        image: text(node, "image"),
        mounts: mounts.collect(),
        places: places
            .map(|one| (text(one, "name"), text(one, "value")))
            .collect(),
    }
}

/// What the names of images of databases contain.
const ENGINES: [&str; 18] = [
    "cassandra",
    "clickhouse",
    "cockroach",
    "elasticsearch",
    "etcd",
    "influxdb",
    "mariadb",
    "mongo",
    "mysql",
    "neo4j",
    "opensearch",
    "postgis",
    "postgres",
    "rabbitmq",
    "redis",
    "scylla",
    "timescale",
    "valkey",
];

impl Container {
    /// A database that reads the files of its own major version alone: the last part of the name of its image, and the
    /// first number of its tag; `None` where either is not shown, and for any other image.
    pub fn engine(&self) -> Option<(&str, u64)> {
        let image = self.image.split('@').next().unwrap_or_default();
        let last = image.rsplit('/').next().unwrap_or_default();
        let (name, tag) = last.split_once(':')?;
        let tag = tag.strip_prefix('v').unwrap_or(tag);
        if !ENGINES.iter().any(|engine| name.contains(engine)) {
            return None;
        }
        let digits: String = tag.chars().take_while(char::is_ascii_digit).collect();
        Some((name, digits.parse().ok()?))
    }
}

#[cfg(test)]
mod tests {
    use super::Container;
    use std::collections::{BTreeMap, BTreeSet};

    #[test]
    fn engines() {
        let of = |image: &str| Container {
            name: String::new(),
            image: image.to_owned(),
            mounts: BTreeSet::new(),
            places: BTreeMap::new(),
        };
        let engine = |image: &str| {
            of(image)
                .engine()
                .map(|(name, major)| (name.to_owned(), major))
        };
        let postgres = |major| Some(("postgres".to_owned(), major));
        assert_eq!(engine("postgres:17"), postgres(17));
        assert_eq!(
            engine("registry:5000/library/postgres:v16.4-alpine@sha256:0"),
            postgres(16)
        );
        assert_eq!(engine("registry/spool:1"), None);
        assert_eq!(engine("postgres"), None);
        assert_eq!(engine("registry:5000/postgres"), None);
        assert_eq!(engine("postgres:latest"), None);
    }
}
