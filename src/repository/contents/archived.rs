//! Where CloudNativePG Clusters write their archives, and from which one a new Cluster starts (API reference 1.27,
//! plugin-barman-cloud 0.7).

use crate::repository::built::{Built, Object};
use crate::repository::yaml::Node;

/// The archives of a Cluster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Archived {
    /// The file.
    pub file: String,
    /// Its namespace; empty where none is stated.
    pub namespace: String,
    /// Its name.
    pub name: String,
    /// Where it writes.
    pub writes: Archive,
    /// The server that it writes to, where the Cluster itself names one.
    pub endpoint: String,
    /// Where a new one reads; none where it does not start from an archive.
    pub reads: Archive,
    /// The moment, name or timeline at which a new one stops to replay; empty where it replays all.
    pub target: String,
    /// How far back its archive goes, as it is written; none where it is not.
    pub retention: Option<String>,
    /// After what time a segment of the WAL is archived that is not full, as it is written.
    pub archive_timeout: Option<String>,
    /// The one copy that a new one starts from, whatever is archived later; empty where it takes the newest.
    pub pinned: String,
}

/// An archive, as far as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Archive {
    /// There is none.
    None,
    /// At this address, below the name of a server.
    At(String, String),
    /// At that of an ObjectStore of this name, which is not in the path.
    Store(String, String),
    /// Flux fills it in, or another field than those that are known names it.
    Open,
}

/// An ObjectStore of the Barman plugin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObjectStore {
    /// Its namespace; empty where none is stated.
    pub namespace: String,
    /// Its name.
    pub name: String,
    /// Its address.
    pub address: String,
    /// Its server, where it names one.
    pub endpoint: String,
    /// How far back what it has goes, as it is written; none where it is not.
    pub retention: Option<String>,
    /// The file.
    pub file: String,
}

/// What makes base backups of a Cluster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaseBackup {
    /// Its namespace; empty where none is stated.
    pub namespace: String,
    /// The Cluster.
    pub cluster: String,
    /// The file, where it is suspended.
    pub suspended: Option<String>,
    /// Its line, with a field of seconds in front.
    pub schedule: String,
    /// The file.
    pub file: String,
}

const PLUGIN: &str = "barman-cloud.cloudnative-pg.io";

pub(super) fn find_stores(built: &Built) -> Vec<ObjectStore> {
    let stores = built.of_kind("ObjectStore");
    let stores = stores.filter(|store| store.group() == "barmancloud.cnpg.io");
    stores
        .map(|store| ObjectStore {
            namespace: store.namespace().to_owned(),
            name: store.name().to_owned(),
            address: store
                .node
                .text_at(&["spec", "configuration", "destinationPath"])
                .to_owned(),
            endpoint: store
                .node
                .text_at(&["spec", "configuration", "endpointURL"])
                .to_owned(),
            retention: stated(&store.node, &["spec", "retentionPolicy"]),
            file: store.file.clone(),
        })
        .collect()
}

pub(super) fn find_base_backups(built: &Built) -> Vec<BaseBackup> {
    let all = built.of_kind("ScheduledBackup");
    let all = all.filter(|one| {
        let method = one.node.text_at(&["spec", "method"]);
        one.group() == "postgresql.cnpg.io" && method != "volumeSnapshot"
    });
    all.map(|one| BaseBackup {
        namespace: one.namespace().to_owned(),
        cluster: one.node.text_at(&["spec", "cluster", "name"]).to_owned(),
        schedule: one.node.text_at(&["spec", "schedule"]).to_owned(),
        file: one.file.clone(),
        suspended: (one.node.text_at(&["spec", "suspend"]) == "true").then(|| one.file.clone()),
    })
    .collect()
}

pub(super) fn find_archived(built: &Built) -> Vec<Archived> {
    let clusters = built.of_kind("Cluster");
    let clusters = clusters.filter(|one| one.group() == "postgresql.cnpg.io");
    let all = clusters.filter_map(|object| {
        let spec = object.node.get("spec")?;
        Some(Archived {
            file: object.file.clone(),
            namespace: object.namespace().to_owned(),
            name: object.name().to_owned(),
            writes: writes(object, spec),
            endpoint: spec
                .text_at(&["backup", "barmanObjectStore", "endpointURL"])
                .to_owned(),
            reads: reads(spec),
            target: target(spec),
            retention: stated(spec, &["backup", "retentionPolicy"]),
            archive_timeout: stated(spec, &["postgresql", "parameters", "archive_timeout"]),
            pinned: pinned(spec),
        })
    });
    all.collect()
}

fn stated(node: &Node, path: &[&str]) -> Option<String> {
    let text = node.text_at(path);
    (!text.is_empty() && !text.contains("${")).then(|| text.to_owned())
}

fn writes(object: &Object, spec: &Node) -> Archive {
    if let Some(own) = spec.at(&["backup", "barmanObjectStore"]) {
        return at(own, object.name());
    }
    let plugins = spec.get("plugins").map(Node::items).unwrap_or_default();
    let on = |one: &&Node| one.text_at(&["enabled"]) != "false";
    match plugins.iter().find(on) {
        Some(own) => by_plugin(own, object.name()),
        None => Archive::None,
    }
}

fn reads(spec: &Node) -> Archive {
    let source = spec.text_at(&["bootstrap", "recovery", "source"]);
    let clusters = spec.get("externalClusters").map(Node::items);
    let mut clusters = clusters.unwrap_or_default().iter();
    let external = clusters.find(|one| one.text_at(&["name"]) == source);
    match external.filter(|_| !source.is_empty()) {
        Some(external) => match (external.get("barmanObjectStore"), external.get("plugin")) {
            (Some(store), _) => at(store, source),
            (None, Some(plugin)) => by_plugin(plugin, source),
            (None, None) => Archive::Open,
        },
        // What else it starts from is `operator-starts-empty`.
        None => Archive::Open,
    }
}

fn named(server: &str, default: &str) -> String {
    match server {
        "" => default.to_owned(),
        server => server.to_owned(),
    }
}

fn at(store: &Node, default: &str) -> Archive {
    let path = store.text_at(&["destinationPath"]).trim_end_matches('/');
    let server = named(store.text_at(&["serverName"]), default);
    match path.is_empty() || path.contains("${") || server.contains("${") {
        true => Archive::Open,
        false => Archive::At(path.to_owned(), server),
    }
}

fn by_plugin(plugin: &Node, default: &str) -> Archive {
    let said = |key: &str| plugin.text_at(&["parameters", key]);
    let store = said("barmanObjectName");
    let server = named(said("serverName"), default);
    let open = store.is_empty() || store.contains("${") || server.contains("${");
    match plugin.text_at(&["name"]) == PLUGIN && !open {
        true => Archive::Store(store.to_owned(), server),
        false => Archive::Open,
    }
}

fn target(spec: &Node) -> String {
    let target = spec.at(&["bootstrap", "recovery", "recoveryTarget"]);
    let entries = target.map(Node::entries).unwrap_or_default().iter();
    let mut known = entries.filter_map(|(key, value)| Some((key.text()?, value.text()?)));
    // A failover of the primary begins a new timeline, and what it archives is on that one.
    let stops = |key: &str, value: &str| match key {
        "targetTLI" => !matches!(value, "" | "latest"),
        "targetImmediate" => value != "false",
        _ => key.starts_with("target"),
    };
    known
        .find(|(key, value)| stops(key, value))
        .map(|(key, value)| format!("{key}: {value}"))
        .unwrap_or_default()
}

/// A base backup, a Backup or snapshots of one day, which retention deletes, and which a new cluster may not have.
fn pinned(spec: &Node) -> String {
    let Some(recovery) = spec.at(&["bootstrap", "recovery"]) else {
        return String::new();
    };
    let base = recovery.text_at(&["recoveryTarget", "backupID"]);
    let backup = recovery.text_at(&["backup", "name"]);
    let snapshot = recovery.text_at(&["volumeSnapshots", "storage", "name"]);
    match (base, backup, snapshot) {
        (base, _, _) if !base.is_empty() => format!("backupID: {base}"),
        (_, backup, _) if !backup.is_empty() => format!("backup: {backup}"),
        (_, _, snapshot) if !snapshot.is_empty() => format!("volumeSnapshots: {snapshot}"),
        _ => String::new(),
    }
}
