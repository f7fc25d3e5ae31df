//! Resources whose operators keep data: how a new one starts, and what it asks for.

use crate::model::{OperatorName, WorkloadRef};
use crate::repository::built::{Built, Object};
use crate::repository::operators::{Data, From, row};
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
    pub operators: &'static [OperatorName],
    /// How a new one starts.
    pub start: Start,
    /// Why restored claims are not what it uses, where that is known.
    pub refuses: Option<&'static str>,
}

impl Operated {
    /// Whether a plan that names a workload means it.
    pub fn is_called(&self, workload: &WorkloadRef) -> bool {
        let operator = workload.kind.operator();
        *workload.name == *self.name && operator.is_some_and(|one| self.operators.contains(&one))
    }
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
}

pub(super) fn find_operated(built: &Built) -> Vec<Operated> {
    let objects = built.objects.iter();
    let found = objects.filter_map(|object| {
        let data = row(object.group(), object.kind())?.data.as_ref()?;
        (!in_memory(object)).then(|| Operated {
            file: object.file.clone(),
            kind: object.kind().to_owned(),
            namespace: object.namespace().to_owned(),
            name: object.name().to_owned(),
            operators: data.operators,
            start: start(built, object, data),
            refuses: data.refuses,
        })
    });
    found.collect()
}

/// Whether Strimzi keeps the data in emptyDirs; with node pools the resource itself keeps none.
fn in_memory(object: &Object) -> bool {
    let storage = object.node.at(&["spec", "kafka", "storage"]);
    storage.is_some_and(|storage| storage.text_at(&["type"]) == "ephemeral")
}

fn start(built: &Built, object: &Object, data: &Data) -> Start {
    let node = &object.node;
    let is_there = |path: &[&str]| {
        node.at(path)
            .is_some_and(|found| !found.is_null() && found.text() != Some("false"))
    };
    match data.from {
        From::Never => Start::NoArchive,
        From::Object(kind, field) => {
            // What restores a datacenter of Cassandra names it, and not the cluster that makes it.
            let parts = node.at(&["spec", "cassandra", "datacenters"]);
            let parts = parts.map(Node::items).unwrap_or_default().iter();
            let mut names: Vec<&str> = parts
                .map(|part| part.text_at(&["metadata", "name"]))
                .collect();
            names.push(object.name());
            let mut others = built.of_kind(kind);
            let restored = others.any(|other| names.contains(&other.node.text_at(field)));
            if restored {
                Start::Copy
            } else {
                Start::Empty(data.help)
            }
        }
        From::Fields(fields) => match fields.iter().any(|field| is_there(field)) {
            true => own_archive(object).map_or(Start::Copy, Start::OwnArchive),
            false => Start::Empty(data.help),
        },
    }
}

/// The archive of a CloudNativePG Cluster that is both its source and its own: it refuses to write to one that is
/// not empty ("Expected empty archive"), unless an annotation switches this check off.
fn own_archive(object: &Object) -> Option<String> {
    let skipped = [
        "metadata",
        "annotations",
        "cnpg.io/skipEmptyWalArchiveCheck",
    ];
    if object.node.text_at(&skipped) == "enabled" {
        return None;
    }
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
