//! What drplan writes, as Velero, node-agent and Flux read it: Schedules, locations, Restores, stages.

mod objects;

use super::declared::{Plan, seconds};
use drplan::driver::Compilation;
use objects::{at, restore, schedule, stage, text};
use serde::Deserialize as _;
use serde_yaml::Value;
use std::collections::BTreeMap;

#[derive(Clone, Debug)]
pub struct Schedule {
    pub name: String,
    /// The tier that it says it is of.
    pub tier: String,
    /// Each key with the values that objects may have.
    pub labels: Vec<(String, Vec<String>)>,
    pub line: String,
    pub paused: bool,
    pub included: Vec<String>,
    pub excluded: Vec<String>,
    pub location: String,
    pub ttl: f64,
    pub snapshots: bool,
    pub moved: bool,
    pub files: bool,
    pub snapshot_timeout: f64,
    pub operation_timeout: f64,
    pub files_timeout: f64,
    pub policy: Option<String>,
    /// Namespace, pods by name and seconds of each hook of the Schedule.
    pub hooks: Vec<Hook>,
}

#[derive(Clone, Debug)]
pub struct Hook {
    pub namespace: String,
    pub pods: Vec<String>,
    pub seconds: f64,
}

#[derive(Clone, Debug)]
pub struct Restore {
    pub name: String,
    pub schedule: String,
    pub included: Vec<String>,
    pub excluded: Vec<String>,
    pub claims: bool,
    pub operation_timeout: f64,
    pub files_timeout: f64,
}

#[derive(Clone, Debug)]
pub struct Stage {
    pub name: String,
    pub path: String,
    pub needs: Vec<String>,
    pub timeout: f64,
    pub suspended: bool,
}

/// What is written for one cluster.
#[derive(Clone, Debug, Default)]
pub struct Cluster {
    pub schedules: Vec<Schedule>,
    /// Name of each location, with its bucket.
    pub locations: BTreeMap<String, String>,
    /// Restores by the folder that contains them.
    pub restores: BTreeMap<String, Vec<Restore>>,
    pub stages: Vec<Stage>,
    pub load: Option<usize>,
    /// How many volumes node-agent prepares at once.
    pub places: Option<usize>,
    /// Rules of each policy: label (none: all volumes) and action.
    pub policies: BTreeMap<String, Vec<(Option<(String, String)>, String)>>,
    /// Annotations of pods, by namespace and workload.
    pub pods: BTreeMap<(String, String), BTreeMap<String, String>>,
}

fn each(text: &str) -> Vec<Value> {
    serde_yaml::Deserializer::from_str(text)
        .map(|document| Value::deserialize(document).unwrap())
        .collect()
}

/// All manifests of a compilation, by cluster; what one cluster recovers of each of several primaries is in a folder of
/// its own.
pub fn read(done: &Compilation, plan: &Plan) -> BTreeMap<String, Cluster> {
    let mut all: BTreeMap<String, Cluster> = BTreeMap::new();
    let files = done.bundle.iter().flat_map(|bundle| &bundle.files);
    for (path, doc) in files {
        let parts: Vec<&str> = path.split('/').collect();
        let name = match parts.as_slice() {
            ["clusters", name, ..] | [_, _, name, _, ..] if path.ends_with(".yaml") => *name,
            _ => continue,
        };
        let sites = plan.clusters.iter().filter(|one| one.recovers.len() > 1);
        let mut named = sites.flat_map(|one| one.recovers.iter().map(move |lost| (one, lost)));
        let site = named.find(|(one, lost)| name == format!("{}-{lost}", one.name));
        let name = site.map_or(name, |(one, _)| &one.name);
        let cluster = all.entry(name.to_owned()).or_default();
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        // What no rule of the world looks at is not read: it is most of what is written.
        if ["/check/", "/load/", "/promote/", "/complete/"]
            .iter()
            .any(|part| path.contains(part))
        {
            continue;
        }
        for value in each(&doc.text) {
            cluster.add(folder, &value);
        }
    }
    all
}

/// Adds what another plan writes for the same clusters.
pub fn merge(all: &mut BTreeMap<String, Cluster>, more: BTreeMap<String, Cluster>) {
    for (name, cluster) in more {
        let own = all.entry(name).or_default();
        own.schedules.extend(cluster.schedules);
        own.locations.extend(cluster.locations);
        own.restores.extend(cluster.restores);
        own.stages.extend(cluster.stages);
        own.policies.extend(cluster.policies);
        own.pods.extend(cluster.pods);
        own.load = own.load.or(cluster.load);
        own.places = own.places.or(cluster.places);
    }
}

impl Cluster {
    fn add(&mut self, folder: &str, value: &Value) {
        match text(value, &["kind"]).as_str() {
            "Schedule" => self.schedules.push(schedule(value)),
            "BackupStorageLocation" => {
                let bucket = text(value, &["spec", "objectStorage", "bucket"]);
                self.locations
                    .insert(text(value, &["metadata", "name"]), bucket);
            }
            "Restore" => {
                let list = self.restores.entry(folder.to_owned()).or_default();
                list.push(restore(value));
            }
            "Kustomization" if !at(value, &["spec"]).is_null() => self.stages.push(stage(value)),
            "ConfigMap" => self.config(value),
            "Component" => self.patches(value),
            _ => {}
        }
    }

    fn config(&mut self, value: &Value) {
        let data = at(value, &["data"]);
        let config = data["node-agent-config.json"].as_str();
        if let Some(config) = config {
            let config: Value = serde_yaml::from_str(config).unwrap();
            let load = at(&config, &["loadConcurrency", "globalConfig"]).as_u64();
            self.load = load.map(|load| load as usize);
            let places = at(&config, &["loadConcurrency", "prepareQueueLength"]).as_u64();
            self.places = places.map(|places| places as usize);
        }
        let Some(policies) = data["policies.yaml"].as_str() else {
            return;
        };
        let policies: Value = serde_yaml::from_str(policies).unwrap();
        let rules = at(&policies, &["volumePolicies"])
            .as_sequence()
            .cloned()
            .unwrap_or_default();
        let mut read = Vec::new();
        for rule in rules {
            let action = text(&rule, &["action", "type"]);
            // No volume of these plans is of a special type or driver: such a rule is about others. A capacity from
            // nothing on is that of every volume.
            let conditions = at(&rule, &["conditions"]).as_mapping();
            let mut conditions = conditions.into_iter().flatten();
            if conditions.any(|(key, value)| match key.as_str() {
                Some("pvcLabels") => false,
                Some("capacity") => value.as_str() != Some("0,"),
                _ => true,
            }) {
                continue;
            }
            let labels = at(&rule, &["conditions", "pvcLabels"]);
            let labels = labels.as_mapping().and_then(|labels| labels.iter().next());
            let label = labels.map(|(key, value)| {
                (
                    key.as_str().unwrap_or("").to_owned(),
                    value.as_str().unwrap_or("").to_owned(),
                )
            });
            read.push((label, action));
        }
        self.policies
            .insert(text(value, &["metadata", "name"]), read);
    }

    fn patches(&mut self, value: &Value) {
        let patches = at(value, &["patches"])
            .as_sequence()
            .cloned()
            .unwrap_or_default();
        for patch in patches {
            let Ok(patch) = serde_yaml::from_str::<Value>(&text(&patch, &["patch"])) else {
                continue;
            };
            let kind = text(&patch, &["kind"]).to_lowercase();
            let name = format!("{kind}/{}", text(&patch, &["metadata", "name"]));
            let namespace = text(&patch, &["metadata", "namespace"]);
            let notes = at(&patch, &["spec", "template", "metadata", "annotations"]);
            let own = self.pods.entry((namespace, name)).or_default();
            for (key, value) in notes.as_mapping().into_iter().flatten() {
                let (Some(key), Some(value)) = (key.as_str(), value.as_str()) else {
                    continue;
                };
                own.insert(key.to_owned(), value.to_owned());
            }
        }
    }

    /// Seconds for which the hooks of one pod may hold its backup, as annotations say.
    pub fn annotated(&self, namespace: &str, workload: &str) -> f64 {
        let notes = self.pods.get(&(namespace.to_owned(), workload.to_owned()));
        let Some(notes) = notes else { return 0.0 };
        ["pre", "post"]
            .iter()
            .filter(|when| notes.contains_key(&format!("{when}.hook.backup.velero.io/command")))
            .map(|when| {
                let timeout = notes.get(&format!("{when}.hook.backup.velero.io/timeout"));
                timeout.and_then(|timeout| seconds(timeout)).unwrap_or(30.0)
            })
            .sum()
    }

    /// Names of pod volumes in an annotation that says which are read as files, or are not.
    pub fn listed(&self, namespace: &str, workload: &str, note: &str) -> Vec<String> {
        let notes = self.pods.get(&(namespace.to_owned(), workload.to_owned()));
        let value = notes.and_then(|notes| notes.get(note));
        value.map_or_else(Vec::new, |value| {
            value.split(',').map(str::to_owned).collect()
        })
    }
}
