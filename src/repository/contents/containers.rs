//! What the containers of pods run, and where they find their volumes.

use super::Holder;
use crate::repository::yaml::Node;
use std::collections::BTreeMap;

/// A container.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Container {
    /// Its name.
    pub name: String,
    /// Its image; empty where none is stated.
    pub image: String,
    /// Where its volumes are, as they are written.
    pub mounts: Vec<Mount>,
    /// The variables that say where an engine keeps its data.
    pub places: BTreeMap<String, String>,
    /// Its variables, by name.
    pub variables: BTreeMap<String, Variable>,
    /// Secrets and ConfigMaps of which every key is a variable.
    pub filled: Vec<Filled>,
    /// Its program and arguments.
    pub words: Vec<String>,
    /// The number of its user, where the container itself states one.
    pub user: Option<u64>,
}

/// A variable of a container.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Variable {
    /// A text; empty where it is nothing.
    Text(String),
    /// A key of a Secret or a ConfigMap.
    Key(Holder, String, String),
    /// Something that is not shown.
    Open,
}

/// A Secret or a ConfigMap of which every key is a variable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filled {
    /// Which of the two.
    pub holder: Holder,
    /// Its name; empty where that is not shown.
    pub name: String,
    /// What stands before the name of each key.
    pub prefix: String,
}

/// A directory of a container that is in a volume.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mount {
    /// The volume.
    pub volume: String,
    /// The directory in the container, or the file where a part of the volume is one.
    pub path: String,
    /// The path in the volume; empty for all of it.
    pub inside: String,
    /// Whether nothing can be written there.
    pub read_only: bool,
}

impl Mount {
    /// Its path in the container and that in the volume, without what says nothing.
    pub fn place(&self) -> (&str, &str) {
        (self.path.trim_end_matches('/'), &self.inside)
    }

    /// Whether a path is this directory or below it.
    pub fn holds(&self, path: &str) -> bool {
        let parts = |path: &str| -> Vec<String> {
            let parts = path
                .split('/')
                .filter(|part| !part.is_empty() && *part != ".");
            parts.map(str::to_owned).collect()
        };
        parts(path).starts_with(&parts(&self.path))
    }
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
    let mounts = items("volumeMounts").map(|mount| Mount {
        volume: text(mount, "name"),
        path: text(mount, "mountPath"),
        inside: text(mount, "subPath"),
        read_only: mount.text_at(&["readOnly"]) == "true",
    });
    let places = items("env").filter(|one| PLACES.contains(&one.text_at(&["name"])));
    Container {
        name: text(node, "name"),
        image: text(node, "image"),
        mounts: mounts.collect(),
        places: places
            .map(|one| (text(one, "name"), text(one, "value")))
            .collect(),
        variables: items("env")
            .map(|one| (text(one, "name"), variable(one)))
            .collect(),
        filled: items("envFrom").map(filled).collect(),
        words: ["command", "args"]
            .into_iter()
            .flat_map(|key| items(key).filter_map(Node::text).map(str::to_owned))
            .collect(),
        user: user(node),
    }
}

/// The number of the user of a pod or a container.
pub(super) fn user(node: &Node) -> Option<u64> {
    node.text_at(&["securityContext", "runAsUser"]).parse().ok()
}

fn variable(one: &Node) -> Variable {
    let from = one.get("valueFrom");
    let key = |holder, reference: &str| {
        let reference = from.and_then(|from| from.get(reference))?;
        let (name, key) = (reference.text_at(&["name"]), reference.text_at(&["key"]));
        Some(Variable::Key(holder, name.to_owned(), key.to_owned()))
    };
    let text = one.text_at(&["value"]);
    match from {
        Some(_) => key(Holder::Secret, "secretKeyRef")
            .or_else(|| key(Holder::ConfigMap, "configMapKeyRef"))
            .unwrap_or(Variable::Open),
        // Flux or the kubelet fills it in.
        None if text.contains("${") || text.contains("$(") => Variable::Open,
        None => Variable::Text(text.to_owned()),
    }
}

fn filled(from: &Node) -> Filled {
    let (holder, reference) = match from.get("secretRef") {
        Some(reference) => (Holder::Secret, Some(reference)),
        None => (Holder::ConfigMap, from.get("configMapRef")),
    };
    let name = reference.map_or("", |reference| reference.text_at(&["name"]));
    Filled {
        holder,
        name: name.to_owned(),
        prefix: from.text_at(&["prefix"]).to_owned(),
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
impl Container {
    /// One of which nothing but the image is known.
    pub(super) fn of_image(image: &str) -> Self {
        Self {
            name: String::new(),
            image: image.to_owned(),
            mounts: Vec::new(),
            places: BTreeMap::new(),
            variables: BTreeMap::new(),
            filled: Vec::new(),
            words: Vec::new(),
            user: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Container;

    #[test]
    fn engines() {
        let engine = |image: &str| {
            Container::of_image(image)
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
