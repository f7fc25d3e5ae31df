//! What node-agent of a cluster reads when it starts: what the plan needs, with the settings of a file of
//! the author's (Velero 1.18.3, `pkg/types/node_agent.go`).
//!
//! node-agent reads its JSON loosely: a key that it does not know is left out without a word, and one in
//! other capitals counts. So every key is compared with the table here.

mod places;

pub use places::{attachments_of, knows_queue, prepared, queue};

use crate::analyze::drivers;
use crate::model::value::{Version, region};
use crate::model::{Cluster, Model};
use serde_json::{Map, Value, json};

/// Why a file cannot be merged with what the plan needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// It is not a JSON object.
    NotJson(String),
    /// node-agent does not know a key, which is a path with dots; with the key that may be meant.
    UnknownKey(String, Vec<&'static str>),
    /// node-agent knows a key from this version on.
    TooNew(String, Version),
    /// A value is not of the type of its key.
    WrongType(String, &'static str),
    /// The value of a key, and the one that the plan computes with.
    Conflict(String, String, String),
}

/// What a value must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Map,
    List,
    Text,
    Flag,
    Number,
}

impl Kind {
    fn words(self) -> &'static str {
        match self {
            Kind::Map => "an object",
            Kind::List => "a list",
            Kind::Text => "a text",
            Kind::Flag => "`true` or `false`",
            Kind::Number => "a whole number",
        }
    }

    fn is(self, value: &Value) -> bool {
        match self {
            Kind::Map => value.is_object(),
            Kind::List => value.is_array(),
            Kind::Text => value.is_string(),
            Kind::Flag => value.is_boolean(),
            Kind::Number => value.as_u64().is_some(),
        }
    }
}

/// A key: its name, what it holds, and the Velero that knows it.
type Key = (&'static str, Kind, Version);

const V15: Version = Version::new(1, 15, 0);
const V16: Version = Version::new(1, 16, 0);
const V17: Version = Version::new(1, 17, 0);
const V18: Version = Version::new(1, 18, 0);
/// velero#10335.
const V18_3: Version = Version::new(1, 18, 3);

#[rustfmt::skip]
const ROOT: &[Key] = &[
    ("backupPVC", Kind::Map, V15), ("cachePVC", Kind::Map, V18), ("loadAffinity", Kind::List, V15),
    ("loadConcurrency", Kind::Map, V15), ("podAnnotations", Kind::Map, V18), ("podLabels", Kind::Map, V18),
    ("podResources", Kind::Map, V15), ("priorityClassName", Kind::Text, V17),
    ("privilegedFsBackup", Kind::Flag, V17), ("restorePVC", Kind::Map, V16),
];
#[rustfmt::skip]
const CONCURRENCY: &[Key] = &[
    ("globalConfig", Kind::Number, V15), ("perNodeConfig", Kind::List, V15), ("prepareQueueLength", Kind::Number, V17),
];
#[rustfmt::skip]
const BACKUP: &[Key] = &[
    ("annotations", Kind::Map, V15), ("configMapNames", Kind::List, V18_3), ("readOnly", Kind::Flag, V15),
    ("secretNames", Kind::List, V18_3), ("spcNoRelabeling", Kind::Flag, V15), ("storageClass", Kind::Text, V15),
];
#[rustfmt::skip]
const RESTORE: &[Key] = &[
    ("configMapNames", Kind::List, V18_3), ("ignoreDelayBinding", Kind::Flag, V16), ("secretNames", Kind::List, V18_3),
];
const PER_NODE: &[Key] = &[
    ("nodeSelector", Kind::Map, V15),
    ("number", Kind::Number, V15),
];

/// The key that limits how many volumes are prepared at once.
pub const QUEUE: &str = "loadConcurrency.prepareQueueLength";

/// The settings of a cluster: what the plan needs, and on top of it those of a file.
///
/// # Errors
/// Everything that is wrong with the file.
pub fn settings(
    model: &Model,
    cluster: &Cluster,
    recovers: bool,
    file: Option<&str>,
) -> Result<Value, Vec<Fault>> {
    let loads = cluster.loads_per_node();
    let mut settings = match file.map(serde_json::from_str::<Value>) {
        None => Map::new(),
        Some(Ok(Value::Object(settings))) => settings,
        Some(Ok(_)) => return Err(vec![Fault::NotJson("it is not an object".to_owned())]),
        Some(Err(error)) => return Err(vec![Fault::NotJson(error.to_string())]),
    };
    let mut check = Check {
        target: model.plan.velero().lowest(),
        faults: Vec::new(),
    };
    check.file(&settings);
    let places = prepared(model, cluster);
    check.compare(&settings, loads, recovers);
    check.compare_queue(&settings, places);
    if !check.faults.is_empty() {
        return Err(check.faults);
    }
    set(
        &mut settings,
        "loadConcurrency",
        "globalConfig",
        json!(loads),
    );
    if let Some(places) = places {
        let (below, key) = ("loadConcurrency", "prepareQueueLength");
        set(&mut settings, below, key, json!(places));
    }
    // Without it the mover of a class with WaitForFirstConsumer waits for a pod that is held back until the
    // mover is done (V54).
    if recovers {
        set(
            &mut settings,
            "restorePVC",
            "ignoreDelayBinding",
            json!(true),
        );
        if let Some(affinity) = within_zone(model, cluster) {
            settings.entry("loadAffinity").or_insert(affinity);
        }
    }
    Ok(Value::Object(settings))
}

/// With `ignoreDelayBinding` each mover chooses the node of its volume, and the volumes of one pod would be in several
/// zones. Where disks know of zones, the cloud labels its nodes with them; elsewhere no node may have the label.
fn within_zone(model: &Model, cluster: &Cluster) -> Option<Value> {
    let mut drivers = model.snapshots.values();
    let zonal = drivers.any(|snapshots| drivers::is_zonal(&snapshots.driver.value));
    let zone = cluster.zone.as_ref().filter(|_| zonal)?;
    let within = json!({
        "key": "topology.kubernetes.io/zone",
        "operator": "In",
        "values": labels_of(&cluster.region.value, &zone.value),
    });
    Some(json!([{ "nodeSelector": { "matchExpressions": [within] } }]))
}

/// The labels that nodes of a zone may have. A zone is written as `us-west-2a` or, beside its region, as `a` or `1`;
/// nodes have the whole name, of which clouds put a `-` between the region and the zone, or do not.
fn labels_of(region: &str, zone: &str) -> Vec<String> {
    let region = region::canonical(region);
    if zone.starts_with(&region) {
        return vec![zone.to_owned()];
    }
    vec![
        zone.to_owned(),
        format!("{region}-{zone}"),
        format!("{region}{zone}"),
    ]
}

/// Sets a key of an object below a key, which is made where it is not there.
fn set(settings: &mut Map<String, Value>, below: &str, key: &str, value: Value) {
    let object = settings
        .entry(below.to_owned())
        .or_insert_with(|| Value::Object(Map::new()));
    if let Value::Object(object) = object {
        object.insert(key.to_owned(), value);
    }
}

struct Check {
    target: Version,
    faults: Vec<Fault>,
}

impl Check {
    fn file(&mut self, settings: &Map<String, Value>) {
        self.keys("", settings, ROOT);
        let map = |key: &str| settings.get(key).and_then(Value::as_object);
        if let Some(concurrency) = map("loadConcurrency") {
            self.keys("loadConcurrency.", concurrency, CONCURRENCY);
            for node in per_node(concurrency) {
                match node.as_object() {
                    Some(node) => self.keys("loadConcurrency.perNodeConfig.", node, PER_NODE),
                    None => self.faults.push(Fault::WrongType(
                        "loadConcurrency.perNodeConfig".to_owned(),
                        "a list of objects",
                    )),
                }
            }
        }
        for (class, claim) in map("backupPVC").into_iter().flatten() {
            match claim.as_object() {
                Some(claim) => self.keys(&format!("backupPVC.{class}."), claim, BACKUP),
                None => self.faults.push(Fault::WrongType(
                    format!("backupPVC.{class}"),
                    Kind::Map.words(),
                )),
            }
        }
        if let Some(restore) = map("restorePVC") {
            self.keys("restorePVC.", restore, RESTORE);
        }
    }

    fn keys(&mut self, before: &str, found: &Map<String, Value>, known: &'static [Key]) {
        for (key, value) in found {
            let path = format!("{before}{key}");
            let Some((_, kind, since)) = known.iter().find(|(name, ..)| name == key) else {
                let names = known.iter().map(|(name, ..)| *name);
                self.faults.push(Fault::UnknownKey(path, names.collect()));
                continue;
            };
            if !kind.is(value) {
                self.faults.push(Fault::WrongType(path, kind.words()));
            } else if self.target < *since {
                self.faults.push(Fault::TooNew(path, *since));
            }
        }
    }

    fn compare(&mut self, settings: &Map<String, Value>, loads: u64, recovers: bool) {
        let concurrency = settings.get("loadConcurrency").and_then(Value::as_object);
        let mut conflict = |key: &str, found: &Value, needed: String| {
            self.faults
                .push(Fault::Conflict(key.to_owned(), found.to_string(), needed));
        };
        if let Some(concurrency) = concurrency {
            let global = concurrency.get("globalConfig");
            if let Some(found) = global.filter(|found| found.as_u64() != Some(loads)) {
                conflict("loadConcurrency.globalConfig", found, loads.to_string());
            }
            // More loads on some nodes are no promise; fewer break one.
            let numbers = per_node(concurrency).filter_map(|node| node.get("number"));
            let mut fewer = numbers.filter(|number| number.as_u64().is_some_and(|n| n < loads));
            if let Some(found) = fewer.next() {
                let key = "loadConcurrency.perNodeConfig.number";
                conflict(key, found, loads.to_string());
            }
        }
        let restore = settings.get("restorePVC");
        let delay = restore.and_then(|restore| restore.get("ignoreDelayBinding"));
        if let Some(found) = delay.filter(|found| recovers && found.as_bool() == Some(false)) {
            conflict("restorePVC.ignoreDelayBinding", found, "true".to_owned());
        }
    }
}

impl Check {
    /// The queue of a file beside that of the plan, where the plan has one.
    fn compare_queue(&mut self, settings: &Map<String, Value>, places: Option<u64>) {
        let concurrency = settings.get("loadConcurrency").and_then(Value::as_object);
        let found = concurrency.and_then(|concurrency| concurrency.get("prepareQueueLength"));
        if let Some((found, places)) = found.zip(places)
            && found.as_u64() != Some(places)
        {
            self.faults.push(Fault::Conflict(
                QUEUE.to_owned(),
                found.to_string(),
                places.to_string(),
            ));
        }
    }
}

fn per_node(concurrency: &Map<String, Value>) -> impl Iterator<Item = &Value> {
    let nodes = concurrency.get("perNodeConfig").and_then(Value::as_array);
    nodes.into_iter().flatten()
}
