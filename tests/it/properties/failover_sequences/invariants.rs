//! What holds for the manifests of every cluster in every mode, and for each commit.

use drplan::analyze::effective::Member;
use drplan::analyze::recovery::Phase;
use drplan::driver::Compilation;
use drplan::model::{Method, Model, WorkloadKind};
use serde::Deserialize as _;
use serde_yaml::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Where a law was broken.
#[derive(Clone, Copy)]
pub struct Step<'a> {
    /// The plan.
    pub seed: u64,
    /// The plan's text and the moves since.
    pub story: &'a [String],
}

impl Step<'_> {
    fn holds(self, law: &str, kept: bool, what: impl FnOnce() -> String) {
        assert!(
            kept,
            "{law}: {}\nseed {}\n{}",
            what(),
            self.seed,
            self.story.join("\n")
        );
    }
}

/// One stage of Flux.
#[derive(Clone)]
struct Stage {
    edges: BTreeSet<String>,
    path: String,
    spec: Value,
}

/// What one commit holds for a cluster.
struct Cluster {
    stages: BTreeMap<String, Stage>,
    /// Kind, namespace and name of each object, by the stage that applies it.
    objects: BTreeMap<(String, String, String), String>,
}

impl Cluster {
    /// The stages of one recovery: those below its folder, its applications, and what all have in common.
    fn part(&self, folder: &str, apps: &BTreeSet<String>) -> Self {
        let is_own = |name: &str, stage: &Stage| {
            let shared = name == "p-velero-config" || name.starts_with("p-platform-");
            shared || stage.path.starts_with(folder) || apps.contains(name)
        };
        let stages = self.stages.iter();
        let stages = stages.filter(|(name, stage)| is_own(name, stage));
        let stages: BTreeMap<String, Stage> = stages
            .map(|(name, stage)| (name.clone(), stage.clone()))
            .collect();
        let objects = self.objects.iter();
        let objects = objects.filter(|(_, stage)| stages.contains_key(*stage));
        let objects = objects.map(|(key, stage)| (key.clone(), stage.clone()));
        Self {
            objects: objects.collect(),
            stages,
        }
    }
}

/// What the plan says of an application: its stage, on one of several recoveries under the name that its namespace has
/// there, its tier, and claims that a data mover brings.
struct App {
    stages: BTreeSet<String>,
    home: String,
    tier: String,
}

/// What the stage of an application may be called.
fn stages_of(model: &Model, member: &Member) -> BTreeSet<String> {
    let name = member.name.value.as_str();
    let sites = model.recoveries(member.cluster.id);
    let there = sites
        .filter(|one| one.site.is_some())
        .map(|one| one.called(name));
    let all = there.chain([name]);
    all.map(|name| format!("p-apps-{name}")).collect()
}

/// One commit, and the Restores of those before it.
pub struct World {
    apps: Vec<App>,
    homes: BTreeMap<String, String>,
    fenced: BTreeSet<String>,
    /// Whether a run brings back some tiers alone.
    partial: bool,
    /// Claims that data movers bring of all that a primary declares.
    claims: BTreeMap<String, u64>,
    files: BTreeMap<String, Vec<Value>>,
    texts: BTreeMap<String, String>,
    clusters: BTreeMap<String, Cluster>,
    /// Restores that were in Git and are there no more, by cluster.
    gone: BTreeSet<(String, String)>,
    /// Schedules that were ever in Git, and their clusters.
    schedules: BTreeMap<String, String>,
}

thread_local! {
    static SCHEMAS: BTreeMap<(String, String), serde_json::Value> = crate::manifests::crds::schemas();
}

fn text<'v>(value: &'v Value, path: &[&str]) -> &'v str {
    let found = path.iter().fold(value, |value, key| &value[*key]);
    found.as_str().unwrap_or("")
}

fn list(value: &Value) -> &[Value] {
    value.as_sequence().map_or(&[], Vec::as_slice)
}

fn directory(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(directory, _)| directory)
}

impl World {
    /// The first commit.
    pub fn new(done: &Compilation, story: &[String]) -> Self {
        let world = Self::read(done);
        world.check(Step { seed: 0, story });
        world
    }

    /// The next commit.
    pub fn step(self, done: &Compilation, step: Step<'_>) -> Self {
        let mut next = Self::read(done);
        next.schedules.extend(self.schedules.clone());
        next.check(step);
        next.gone = self.gone.clone();
        let (before, after) = (self.restores(), next.restores());
        for restore in before.difference(&after) {
            next.gone.insert(restore.clone());
        }
        for restore in &after {
            step.holds(
                "a Restore that has left Git never comes back",
                !next.gone.contains(restore),
                || format!("{restore:?}"),
            );
        }
        next.paths_change_behind_no_gate(&self, step);
        next
    }

    fn read(done: &Compilation) -> Self {
        let bundle = done
            .bundle
            .as_ref()
            .expect("a plan without errors has manifests");
        let mut files: BTreeMap<String, Vec<Value>> = BTreeMap::new();
        let mut texts = BTreeMap::new();
        for (path, doc) in bundle
            .files
            .iter()
            .filter(|(path, _)| path.ends_with(".yaml"))
        {
            texts.insert(path.clone(), doc.text.clone());
            let documents = serde_yaml::Deserializer::from_str(&doc.text);
            let documents = documents.map(|document| Value::deserialize(document).unwrap());
            files.insert(path.clone(), documents.collect());
        }
        let mut clusters = BTreeMap::new();
        for (path, objects) in &files {
            let Some(rest) = path.strip_prefix("clusters/") else {
                continue;
            };
            let name = rest.split('/').next().unwrap().to_owned();
            clusters.insert(name, cluster(&files, objects));
        }
        let analysis = done.analysis.as_ref().unwrap();
        let model = analysis.model();
        // Each recovery of several on one cluster keeps the laws by itself.
        for one in model.clusters.values().filter(|one| one.site.is_some()) {
            let whole = &clusters[one.stated_name().as_str()];
            let home = model.primary_of(one).unwrap();
            let apps: BTreeSet<String> = analysis
                .members_of(home)
                .map(|member| format!("p-apps-{}", one.called(member.name.value.as_str())))
                .collect();
            let own = whole.part(&format!("dr/p/{}/", one.name.value), &apps);
            clusters.insert(one.name.value.to_string(), own);
        }
        for one in model.clusters.values().filter(|one| one.site.is_some()) {
            clusters.remove(one.stated_name().as_str());
        }
        let apps = analysis.members().iter().filter(|m| m.block.apps.is_some());
        let apps = apps.map(|member| App {
            stages: stages_of(model, member),
            home: member.cluster.name.value.to_string(),
            tier: member.tier_name().to_owned(),
        });
        let mut claims = BTreeMap::new();
        for member in analysis.members() {
            for workload in &member.block.workloads {
                let moved = matches!(member.method_of(workload), Method::Snapshot | Method::Dump);
                let copied = workload
                    .volumes
                    .iter()
                    .filter(|volume| volume.skip.is_none());
                let pods = match workload.name.kind {
                    WorkloadKind::StatefulSet => workload.replicas.as_ref().map_or(1, |n| n.value),
                    _ => 1,
                };
                let all = claims
                    .entry(member.cluster.name.value.to_string())
                    .or_insert(0);
                *all += if moved {
                    copied.count() as u64 * pods
                } else {
                    0
                };
            }
        }
        let homes = model.clusters.values().map(|cluster| {
            let home = model.primary_of(cluster).unwrap_or(cluster);
            (cluster.name.value.to_string(), home.name.value.to_string())
        });
        let fenced = analysis
            .sides()
            .iter()
            .filter(|place| place.phase == Phase::Fenced);
        Self {
            partial: analysis.sides().iter().any(|side| {
                let run = side.run.as_ref();
                run.is_some_and(|run| !run.tiers.is_empty())
            }),
            claims,
            apps: apps.collect(),
            homes: homes.collect(),
            fenced: fenced
                .map(|place| place.cluster.name.value.to_string())
                .collect(),
            schedules: objects_of(&files, "Schedule")
                .map(|(cluster, schedule)| {
                    (
                        text(schedule, &["metadata", "name"]).to_owned(),
                        cluster.to_owned(),
                    )
                })
                .collect(),
            files,
            texts,
            clusters,
            gone: BTreeSet::new(),
        }
    }

    fn restores(&self) -> BTreeSet<(String, String)> {
        let mut found = BTreeSet::new();
        for (name, cluster) in &self.clusters {
            for (kind, _, restore) in cluster.objects.keys() {
                if kind == "Restore" {
                    found.insert((name.clone(), restore.clone()));
                }
            }
        }
        found
    }

    fn check(&self, step: Step<'_>) {
        for (name, cluster) in &self.clusters {
            self.stages_stand(name, cluster, step);
            gates_see_their_restores(cluster, &self.files, step);
            who_serves_backs_up(name, cluster, &self.files, step);
            everything_is_behind_its_data(name, cluster, step);
            self.applications_wait(name, cluster, step);
            self.gates_count_every_claim(name, cluster, step);
            self.standbys_are_promoted_after_the_fence(name, cluster, step);
        }
        self.restores_read_what_is_written(step);
        for (file, objects) in &self.files {
            for object in objects {
                let object = serde_json::to_value(object).unwrap();
                let refused =
                    SCHEMAS.with(|schemas| crate::manifests::crds::refused(schemas, &object));
                step.holds(
                    "the API server takes every object",
                    refused.is_empty(),
                    || format!("{file}: {refused:?}"),
                );
            }
        }
        self.nothing_is_left_over(step);
        self.one_cluster_writes(step);
    }

    /// Edges end at stages that are there, no stage waits for itself, and every path of ours has
    /// objects.
    fn stages_stand(&self, cluster: &str, own: &Cluster, step: Step<'_>) {
        for (name, stage) in &own.stages {
            step.holds("a name fits into a label", name.len() <= 63, || {
                name.clone()
            });
            for edge in &stage.edges {
                step.holds(
                    "an edge ends at a stage",
                    own.stages.contains_key(edge),
                    || format!("{cluster}: {name} -> {edge}"),
                );
            }
            step.holds(
                "no stage waits for itself",
                !behind(own, name).contains(name),
                || format!("{cluster}: {name}"),
            );
            let ours = stage.path.starts_with("dr/");
            let files = self
                .files
                .keys()
                .filter(|file| directory(file) == stage.path)
                .count();
            step.holds("no stage is empty", !ours || files > 0, || {
                format!("{cluster}: {name}")
            });
        }
    }

    /// An application waits for the Restores of its tier, wherever there are any.
    fn applications_wait(&self, cluster: &str, own: &Cluster, step: Step<'_>) {
        let home = &self.homes[cluster];
        for app in self.apps.iter().filter(|app| app.home == *home) {
            let mut stages = app.stages.iter();
            let Some(stage) = stages.find(|stage| own.stages.contains_key(*stage)) else {
                continue;
            };
            let waits = behind(own, stage);
            let gate = format!("p-restore-{}-", app.tier);
            let gates = own.stages.keys().filter(|stage| stage.starts_with(&gate));
            for gate in gates {
                step.holds(
                    "an application waits for its data",
                    waits.contains(gate),
                    || format!("{cluster}: {stage} {gate}"),
                );
            }
        }
    }

    /// The Restores of a run of every tier count all claims that the plan declares.
    fn gates_count_every_claim(&self, cluster: &str, own: &Cluster, step: Step<'_>) {
        let restores = objects_of(&self.files, "Restore").filter(|(of, _)| *of == cluster);
        let counted: Vec<u64> = restores
            .map(|(_, restore)| {
                let said = text(restore, &["metadata", "annotations", "drplan.dev/volumes"]);
                said.parse().unwrap()
            })
            .collect();
        let (counted, declared) = (
            counted.iter().sum::<u64>(),
            self.claims.get(&self.homes[cluster]),
        );
        let declared = declared.copied().unwrap_or(0);
        let recovers = own
            .stages
            .keys()
            .any(|stage| stage.starts_with("p-complete-"));
        let kept = !recovers || counted == declared || self.partial && counted < declared;
        step.holds("gates count every claim", kept, || {
            format!("{cluster}: {counted} of {declared}")
        });
    }

    /// A promotion is there only while the cluster that is recovered is fenced.
    fn standbys_are_promoted_after_the_fence(&self, cluster: &str, own: &Cluster, step: Step<'_>) {
        let promotes = own
            .stages
            .keys()
            .any(|stage| stage.starts_with("p-promote-"));
        let other = self.homes.iter().any(|(name, home)| {
            name != cluster && *home == self.homes[cluster] && self.fenced.contains(name)
        });
        step.holds("who promotes has fenced", !promotes || other, || {
            cluster.to_owned()
        });
    }

    /// A Restore names a Schedule that another cluster has, or had.
    fn restores_read_what_is_written(&self, step: Step<'_>) {
        for (cluster, restore) in objects_of(&self.files, "Restore") {
            let schedule = text(restore, &["spec", "scheduleName"]);
            let writer = self.schedules.get(schedule);
            let kept = writer.is_some_and(|writer| writer != cluster);
            step.holds("a Restore reads what another cluster writes", kept, || {
                format!("{cluster}: {schedule} of {writer:?}")
            });
        }
    }

    /// Every object of a cluster's folder is applied by one of its stages.
    fn nothing_is_left_over(&self, step: Step<'_>) {
        for (file, objects) in &self.files {
            let parts: Vec<&str> = file.split('/').collect();
            let ["dr", "p", cluster, room, ..] = parts.as_slice() else {
                continue;
            };
            // What recoveries have in common is a part of each of them.
            let cluster = if *cluster == "both" {
                &"both-east"
            } else {
                cluster
            };
            if matches!(*room, "hooks" | "flux") {
                continue;
            }
            for object in objects {
                let key = key(object);
                let stage = self
                    .clusters
                    .get(*cluster)
                    .and_then(|own| own.objects.get(&key));
                step.holds("every object is applied", stage.is_some(), || {
                    format!("{file}: {key:?}")
                });
            }
        }
    }

    /// Of the clusters that share a bucket, one writes into it.
    fn one_cluster_writes(&self, step: Step<'_>) {
        let mut writers: BTreeMap<String, &str> = BTreeMap::new();
        for (file, objects) in &self.files {
            for location in objects
                .iter()
                .filter(|o| o["kind"] == "BackupStorageLocation")
            {
                if text(location, &["spec", "accessMode"]) == "ReadWrite" {
                    let bucket = text(location, &["spec", "objectStorage", "bucket"]).to_owned();
                    let other = writers.insert(bucket, file);
                    step.holds("one cluster writes into a bucket", other.is_none(), || {
                        format!("{file} and {other:?}")
                    });
                }
            }
        }
    }

    /// A stage that is now held back by a gate, and was not before, brings nothing new under its old
    /// name and path: Flux may apply the new content before it knows of the edge.
    fn paths_change_behind_no_gate(&self, before: &Self, step: Step<'_>) {
        for (cluster, own) in &self.clusters {
            let Some(old) = before.clusters.get(cluster) else {
                continue;
            };
            for (name, stage) in &own.stages {
                let Some(was) = old.stages.get(name).filter(|was| was.path == stage.path) else {
                    continue;
                };
                let gated = stage
                    .edges
                    .iter()
                    .any(|edge| edge.contains("-restore-") && !was.edges.contains(edge));
                let changed = |world: &Self| -> Vec<String> {
                    let texts = world.texts.iter();
                    texts
                        .filter(|(file, _)| directory(file) == stage.path)
                        .map(|(_, text)| text.clone())
                        .collect()
                };
                step.holds(
                    "content behind a new gate has a new name or path",
                    !gated || changed(self) == changed(before),
                    || format!("{cluster}: {name}"),
                );
            }
        }
    }
}

/// Objects of a kind, each with the cluster whose folder it is in.
fn objects_of<'f>(
    files: &'f BTreeMap<String, Vec<Value>>,
    kind: &'static str,
) -> impl Iterator<Item = (&'f str, &'f Value)> {
    files.iter().flat_map(move |(file, objects)| {
        let mine = objects.iter().filter(move |object| object["kind"] == kind);
        mine.map(move |object| (file.split('/').nth(2).unwrap_or(""), object))
    })
}

fn key(object: &Value) -> (String, String, String) {
    let part = |path: &[&str]| text(object, path).to_owned();
    (
        part(&["kind"]),
        part(&["metadata", "namespace"]),
        part(&["metadata", "name"]),
    )
}

fn cluster(files: &BTreeMap<String, Vec<Value>>, list_of: &[Value]) -> Cluster {
    let mut cluster = Cluster {
        stages: BTreeMap::new(),
        objects: BTreeMap::new(),
    };
    for object in list_of {
        let name = text(object, &["metadata", "name"]).to_owned();
        let spec = object["spec"].clone();
        let edges = list(&spec["dependsOn"]).iter();
        let path = text(&spec, &["path"]).trim_start_matches("./").to_owned();
        for (_, objects) in files.iter().filter(|(file, _)| directory(file) == path) {
            for object in objects {
                let other = cluster.objects.insert(key(object), name.clone());
                assert_eq!(other, None, "{:?} is applied twice", key(object));
            }
        }
        let stage = Stage {
            edges: edges.map(|edge| text(edge, &["name"]).to_owned()).collect(),
            path,
            spec,
        };
        assert!(
            cluster.stages.insert(name.clone(), stage).is_none(),
            "{name} is there twice"
        );
    }
    cluster
}

/// Every stage that one waits for.
fn behind(cluster: &Cluster, name: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut open: Vec<String> = cluster.stages[name].edges.iter().cloned().collect();
    while let Some(next) = open.pop() {
        if found.insert(next.clone())
            && let Some(stage) = cluster.stages.get(&next)
        {
            open.extend(stage.edges.iter().cloned());
        }
    }
    found
}

/// A gate judges exactly the Restores that it applies, and names no other.
fn gates_see_their_restores(
    cluster: &Cluster,
    files: &BTreeMap<String, Vec<Value>>,
    step: Step<'_>,
) {
    for (name, stage) in &cluster.stages {
        let inside = files
            .iter()
            .filter(|(file, _)| directory(file) == stage.path);
        let restores: BTreeSet<&str> = inside
            .flat_map(|(_, objects)| objects)
            .filter(|object| object["kind"] == "Restore")
            .map(|object| text(object, &["metadata", "name"]))
            .collect();
        let checks = list(&stage.spec["healthChecks"]).iter();
        let judged: BTreeSet<&str> = checks
            .filter(|check| check["kind"] == "Restore")
            .map(|check| text(check, &["name"]))
            .collect();
        step.holds(
            "a gate judges the Restores that it applies",
            restores == judged,
            || format!("{name}: {restores:?} {judged:?}"),
        );
    }
}

/// A cluster that restores writes no backups; one that writes into its bucket makes them.
fn who_serves_backs_up(
    name: &str,
    cluster: &Cluster,
    files: &BTreeMap<String, Vec<Value>>,
    step: Step<'_>,
) {
    let kinds = |kind: &str| cluster.objects.keys().filter(|(k, ..)| k == kind).count();
    step.holds(
        "no cluster restores and backs up",
        kinds("Restore") == 0 || kinds("Schedule") == 0,
        || name.to_owned(),
    );
    let own = format!("dr/p/{name}/");
    let mine = files
        .iter()
        .filter(|(file, _)| file.starts_with(&own))
        .flat_map(|(_, objects)| objects);
    let (mut writes, mut runs) = (false, false);
    for object in mine {
        writes |= object["kind"] == "BackupStorageLocation"
            && text(object, &["spec", "accessMode"]) == "ReadWrite";
        runs |= object["kind"] == "Schedule" && object["spec"]["paused"] != true;
    }
    step.holds(
        "Schedules run where the location may be written to, and nowhere else",
        writes == runs,
        || format!("{name}: writes {writes}, runs {runs}"),
    );
}

/// While a cluster restores, applications wait for the Restores of their tier and `complete` for
/// every stage; while it does not, nothing waits for what is gone.
fn everything_is_behind_its_data(name: &str, cluster: &Cluster, step: Step<'_>) {
    let complete = cluster
        .stages
        .keys()
        .find(|stage| stage.starts_with("p-complete-"));
    let restores: Vec<&String> = cluster
        .stages
        .keys()
        .filter(|stage| stage.starts_with("p-restore-"))
        .collect();
    step.holds(
        "who restores is complete some time",
        restores.is_empty() || complete.is_some(),
        || name.to_owned(),
    );
    let Some(complete) = complete else { return };
    let before = behind(cluster, complete);
    for stage in cluster.stages.keys().filter(|stage| *stage != complete) {
        step.holds(
            "`complete` waits for everything",
            before.contains(stage),
            || format!("{name}: {stage}"),
        );
    }
    for stage in &restores {
        let waits = behind(cluster, stage);
        step.holds(
            "Restores wait for the location",
            waits.iter().any(|other| other.starts_with("p-storage")),
            || format!("{name}: {stage}"),
        );
        step.holds(
            "Restores wait for no application",
            !waits.iter().any(|other| other.starts_with("p-apps-")),
            || format!("{name}: {stage} {waits:?}"),
        );
    }
}
