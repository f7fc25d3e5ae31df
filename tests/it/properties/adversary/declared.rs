//! What a plan declares, and what is assumed where it is silent: read from its statements alone.
//! The assumed numbers are those of Velero's own pages and of the table in `docs/promises.md`.

mod read;

pub use read::seconds;

use super::tree::Stmt;
use read::{cluster, namespace, platform, stores, time, version, word};
use std::collections::BTreeMap;

pub const GIB: f64 = 1_073_741_824.0;
pub const MIB: f64 = 1_048_576.0;
pub const DAY: f64 = 86_400.0;

/// A cluster and its speeds.
#[derive(Clone, Debug)]
pub struct Cluster {
    pub name: String,
    pub region: String,
    pub zone: Option<String>,
    /// The primaries that it recovers; a primary has none.
    pub recovers: Vec<String>,
    pub warm: bool,
    pub provision: f64,
    pub bootstrap: f64,
    pub workers: usize,
    pub requeue: f64,
    pub concurrent: usize,
    pub nodes: usize,
    pub load: usize,
    pub read: f64,
    pub write: f64,
    pub snapshot_ready: f64,
    pub mover_start: f64,
    pub mode: String,
    pub brings_velero: bool,
    /// Addresses of the keys with which Flux decrypts.
    pub keys: Vec<String>,
}

impl Cluster {
    /// The clusters whose namespaces may be on it: a name, and what it recovers.
    pub fn homes<'c>(&'c self, own: &'c String) -> Vec<&'c String> {
        std::iter::once(own).chain(&self.recovers).collect()
    }
}

/// A bucket of a store.
#[derive(Clone, Debug)]
pub struct Bucket {
    pub name: String,
    pub region: String,
    pub zone: Option<String>,
    pub url: Option<String>,
    pub key: Option<String>,
    pub lag: f64,
}

#[derive(Clone, Debug)]
pub struct Store {
    pub buckets: Vec<Bucket>,
    /// The first store of the same bucket: they share one link, at the slowest rate that is stated of it.
    pub link: usize,
    pub upload: f64,
    pub download: f64,
}

#[derive(Clone, Debug)]
pub struct Volume {
    pub name: String,
    pub label: Option<(String, String)>,
    pub size: f64,
    pub change: f64,
    pub touched: f64,
    /// What another tool promises of this volume.
    pub elsewhere: Option<Elsewhere>,
}

/// The copies of another tool: how old the newest is at most, and the time until it is brought again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Elsewhere {
    pub rpo: u64,
    pub ready: u64,
}

/// How the state of a workload survives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Method {
    Snapshot,
    Files,
    Dump {
        into: String,
    },
    Replication {
        region: String,
        address: String,
        lag: u64,
    },
    Operator {
        places: Vec<(String, String, u64)>,
        archive: bool,
        /// The rate at which the archive is read, in bytes a second.
        download: u64,
        /// Seconds between two base backups.
        base: u64,
        /// What is archived each day, in millionths of the size, where that is stated.
        change: Option<u64>,
    },
    Elsewhere(Elsewhere),
    Rebuild,
}

#[derive(Clone, Debug)]
pub struct Workload {
    pub name: String,
    pub replicas: usize,
    pub method: Method,
    pub volumes: Vec<Volume>,
}

/// A promise for a loss.
#[derive(Clone, Debug, Default)]
pub struct Promise {
    pub rpo: Option<f64>,
    pub rto: Option<f64>,
}

#[derive(Clone, Debug)]
pub struct Namespace {
    pub name: String,
    /// As rows call it: with its labels, where it stands in several blocks.
    pub shown: String,
    /// Labels of the objects that its block is about; all where there are none.
    pub labels: Vec<(String, String)>,
    pub cluster: String,
    pub tier: String,
    pub method: Method,
    pub ready: f64,
    pub switch: f64,
    pub apps: bool,
    /// Paths of its application on clusters that recover.
    pub paths: Vec<String>,
    /// Tiers that give it a second Schedule.
    pub also: Vec<String>,
    /// How old the backup of its objects may be, where nothing else of it is copied.
    pub objects: Option<f64>,
    pub workloads: Vec<Workload>,
    pub main: Promise,
    pub when: BTreeMap<String, Promise>,
    pub tolerate: usize,
    /// How late damage may be noticed.
    pub detect: Option<f64>,
    /// Windows in seconds of the day.
    pub avoid: Vec<(f64, f64)>,
    pub checked: bool,
}

#[derive(Clone, Debug)]
pub struct Platform {
    pub path: String,
    pub ready: f64,
    pub brings_velero: bool,
}

/// What a second Schedule takes of its tier.
#[derive(Clone, Debug)]
pub struct Tier {
    pub name: String,
    pub rpo: Option<f64>,
    pub tolerate: usize,
    pub avoid: Vec<(f64, f64)>,
}

/// All that a plan declares.
#[derive(Clone, Debug)]
pub struct Plan {
    pub velero: (u32, u32, u32),
    pub declare: f64,
    pub clusters: Vec<Cluster>,
    pub stores: Vec<Store>,
    pub namespaces: Vec<Namespace>,
    pub tiers: Vec<Tier>,
    pub platforms: Vec<Platform>,
    /// Where snapshots that are not moved lie: `cluster`, `zone` or `region`.
    pub lives: String,
    /// Schedules that the author wrote beside the plan.
    pub authored: Vec<Authored>,
}

/// A Schedule of the author: `#author NAME "CRON" files|moved|kept NAMESPACE…`, on the first cluster.
#[derive(Clone, Debug)]
pub struct Authored {
    pub name: String,
    pub cron: String,
    pub how: String,
    pub namespaces: Vec<String>,
}

impl Plan {
    /// What the statements of a plan say.
    pub fn read(statements: &[Stmt]) -> Self {
        let of = |keyword: &'static str| {
            statements
                .iter()
                .filter(move |stmt| stmt.keyword() == keyword)
        };
        let empty = Stmt::default();
        let plan = of("plan").next().unwrap_or(&empty);
        let snapshots = of("snapshots").next();
        let driver = snapshots.and_then(|block| word(block, "driver"));
        let lives = snapshots.and_then(|block| word(block, "lives"));
        let assumed = if snapshots.is_some() {
            Method::Snapshot
        } else {
            Method::Files
        };
        let clusters: Vec<Cluster> = of("cluster").map(cluster).collect();
        let checked: Vec<&str> = of("drill")
            .flat_map(|drill| drill.all("check").map(|check| check.arg(0)))
            .collect();
        let mut namespaces = Vec::new();
        for block in of("namespace") {
            let tier =
                of("tier").find(|tier| Some(tier.arg(0)) == block.get("tier").map(|t| t.arg(0)));
            let home = word(block, "in").or_else(|| {
                let home = clusters.iter().find(|cluster| cluster.recovers.is_empty());
                home.map(|cluster| cluster.name.clone())
            });
            for name in block.args() {
                let mut one = namespace(block, tier.unwrap_or(&empty), &assumed);
                name.clone_into(&mut one.name);
                one.shown = shown(name, &one.labels);
                one.cluster = home.clone().unwrap_or_default();
                one.checked = checked.contains(&name);
                namespaces.push(one);
            }
        }
        let authored: Vec<Authored> = of("#author")
            .map(|one| Authored {
                name: one.arg(0).to_owned(),
                cron: one.arg(1).to_owned(),
                how: one.arg(2).to_owned(),
                namespaces: one.args().into_iter().skip(3).map(str::to_owned).collect(),
            })
            .collect();
        // What the author copies goes to a store of its own.
        let blocks: Vec<&Stmt> = of("store").collect();
        let stores = stores(&blocks, !authored.is_empty());
        Self {
            velero: version(plan.get("velero").map_or("1.18.3", |value| value.arg(0))),
            declare: time(plan, "declare", 900.0),
            clusters,
            stores,
            namespaces,
            tiers: of("tier").map(read::tier).collect(),
            authored,
            platforms: of("platform").map(platform).collect(),
            lives: lives.unwrap_or_else(|| lives_of(driver.as_deref().unwrap_or("")).to_owned()),
        }
    }

    pub fn tier(&self, name: &str) -> Option<&Tier> {
        self.tiers.iter().find(|tier| tier.name == name)
    }

    pub fn cluster(&self, name: &str) -> Option<&Cluster> {
        self.clusters.iter().find(|cluster| cluster.name == name)
    }
}

impl Namespace {
    /// Whether a row is about it.
    pub fn is(&self, row: &str) -> bool {
        self.shown == row || self.name == row
    }

    /// Until its pods are ready: other tools bring their copies first, side by side.
    pub fn pods(&self) -> f64 {
        self.ready + self.brought()
    }

    /// Until the slowest of the other tools has brought its copy.
    pub fn brought(&self) -> f64 {
        let whole = self.workloads.iter().filter_map(|one| match one.method {
            Method::Elsewhere(elsewhere) => Some(elsewhere),
            _ => None,
        });
        let volumes = self.workloads.iter().flat_map(|one| &one.volumes);
        let single = volumes.filter_map(|volume| volume.elsewhere);
        let ready = whole.chain(single).map(|one| one.ready as f64);
        ready.fold(0.0, f64::max)
    }

    /// Whether Velero copies objects alone of it: something else copies the data of every workload.
    pub fn has_objects_alone(&self) -> bool {
        let beside = |method: &Method| {
            matches!(
                method,
                Method::Replication { .. } | Method::Operator { .. } | Method::Elsewhere(_)
            )
        };
        let mut copied = self.workloads.iter();
        !self.workloads.is_empty() && copied.all(|one| beside(&one.method))
    }
}

/// `NAME[KEY=VALUE]`.
fn shown(name: &str, labels: &[(String, String)]) -> String {
    let labels = labels.iter().map(|(key, value)| format!("{key}={value}"));
    let labels: Vec<String> = labels.collect();
    if labels.is_empty() {
        name.to_owned()
    } else {
        format!("{name}[{}]", labels.join(","))
    }
}

/// Drivers whose snapshots lie in the cluster itself; those of clouds lie in the region.
fn lives_of(driver: &str) -> &'static str {
    let inside = [
        "ceph", "topolvm", "openebs", "longhorn", "hostpath", "lvm", "zfs",
    ];
    if inside.iter().any(|name| driver.contains(name)) {
        "cluster"
    } else {
        "region"
    }
}
