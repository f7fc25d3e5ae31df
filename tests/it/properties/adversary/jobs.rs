//! The Schedules of all clusters as work: who holds the slot for how long, and which volumes are read,
//! as Velero chooses them: resource policy first, then the annotations of the pods, then the flags.

use super::cron::Line;
use super::declared::{Authored, Cluster, Method, Namespace, Plan, Volume, Workload};
use super::emitted;
use std::collections::BTreeMap;

/// One volume of one pod.
#[derive(Clone, Debug)]
pub struct Unit {
    pub namespace: String,
    pub volume: Volume,
    pub files: bool,
    /// A number of its pod on the cluster.
    pub pod: usize,
}

/// What the namespaces of a backup are.
#[derive(Clone, Debug)]
pub enum Scope {
    Named(Vec<String>),
    Rest(Vec<String>),
}

impl Scope {
    pub fn has(&self, namespace: &str) -> bool {
        match self {
            Self::Named(names) => names.iter().any(|name| name == namespace),
            Self::Rest(names) => !names.iter().any(|name| name == namespace),
        }
    }

    pub fn overlaps(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Named(names), scope) | (scope, Self::Named(names)) => {
                names.iter().any(|name| scope.has(name))
            }
            (Self::Rest(_), Self::Rest(_)) => true,
        }
    }
}

/// One Schedule that runs.
#[derive(Clone, Debug)]
pub struct Job {
    pub name: String,
    pub cluster: usize,
    pub store: usize,
    pub bucket: String,
    /// The name of its location: a directory of a bucket.
    pub location: String,
    /// Whether the author wrote it, so that nothing is claimed of it.
    pub authored: bool,
    /// The tier that it says it is of.
    pub tier: String,
    /// Each key with the values that objects may have.
    pub labels: Vec<(String, Vec<String>)>,
    pub line: Line,
    pub scope: Scope,
    /// Objects, hooks and snapshots.
    pub hold: f64,
    pub files: Vec<Unit>,
    pub moves: Vec<Unit>,
    /// Volumes whose snapshots stay where they are.
    pub kept: usize,
    pub ttl: f64,
    pub files_timeout: f64,
    pub operation_timeout: f64,
    /// How many volumes node-agent of its cluster prepares at once.
    pub places: Option<usize>,
    /// Why no run of it ever completes.
    pub dead: Option<&'static str>,
}

impl Job {
    /// Whether it copies the objects of a block.
    pub fn takes(&self, namespace: &Namespace) -> bool {
        self.scope.has(&namespace.name) && takes(&self.labels, namespace)
    }

    /// Whether it is the Schedule that keeps the promise of a block.
    pub fn first_of(&self, namespace: &Namespace) -> bool {
        !self.authored && self.tier == namespace.tier && self.takes(namespace)
    }

    /// Whether it is a second Schedule of a block.
    pub fn second_of(&self, namespace: &Namespace) -> bool {
        !self.authored && namespace.also.contains(&self.tier) && self.takes(namespace)
    }
}

/// Whether the objects of a block have the labels that are asked for: one value of each key.
fn takes(labels: &[(String, Vec<String>)], namespace: &Namespace) -> bool {
    labels.iter().all(|(key, values)| {
        let mut own = namespace.labels.iter();
        own.any(|(name, value)| name == key && values.contains(value))
    })
}

/// Whether and how Velero copies a volume.
fn copied(
    schedule: &emitted::Schedule,
    cluster: &emitted::Cluster,
    (namespace, workload): (&str, &Workload),
    volume: &Volume,
) -> Option<bool> {
    let policy = schedule
        .policy
        .as_ref()
        .and_then(|name| cluster.policies.get(name));
    let rule = policy.and_then(|rules| {
        rules
            .iter()
            .find(|(label, _)| label.is_none() || *label == volume.label)
    });
    match rule.map(|(_, action)| action.as_str()) {
        Some("skip") => return None,
        Some("fs-backup") => return Some(true),
        Some("snapshot") => return Some(false),
        _ => {}
    }
    let listed = |note: &str| {
        let listed = cluster.listed(namespace, &workload.name, note);
        listed.contains(&volume.name)
    };
    let files = if schedule.files {
        !listed("backup.velero.io/backup-volumes-excludes")
    } else {
        listed("backup.velero.io/backup-volumes")
    };
    match (files, schedule.snapshots) {
        (true, _) => Some(true),
        (false, true) => Some(false),
        (false, false) => None,
    }
}

/// Seconds of all hooks of a workload under a Schedule: one pod after another.
fn hooks(
    schedule: &emitted::Schedule,
    cluster: &emitted::Cluster,
    namespace: &str,
    workload: &Workload,
) -> f64 {
    let annotated = cluster.annotated(namespace, &workload.name);
    let name = workload.name.rsplit('/').next().unwrap_or("");
    let own = |pod: &String| pod.rsplit_once('-').is_some_and(|(owner, _)| owner == name);
    let scheduled = schedule
        .hooks
        .iter()
        .filter(|hook| hook.namespace == namespace);
    let scheduled: f64 = scheduled
        .map(|hook| hook.seconds * hook.pods.iter().filter(|pod| own(pod)).count() as f64)
        .sum();
    annotated * workload.replicas as f64 + scheduled
}

/// Pods of a workload that have volumes of their own.
fn claims(workload: &Workload) -> usize {
    if workload.name.starts_with("statefulset/") {
        workload.replicas
    } else {
        1
    }
}

/// All Schedules that run.
pub fn jobs(plan: &Plan, written: &BTreeMap<String, emitted::Cluster>) -> Vec<Job> {
    let mut all = Vec::new();
    for (at, cluster) in plan.clusters.iter().enumerate() {
        let Some(own) = written.get(&cluster.name) else {
            continue;
        };
        let mut pods = 0;
        for schedule in own.schedules.iter().filter(|schedule| !schedule.paused) {
            let bucket = own.locations.get(&schedule.location);
            let store = bucket.and_then(|bucket| {
                let mut stores = plan.stores.iter();
                stores.position(|store| store.buckets.iter().any(|one| one.name == *bucket))
            });
            let Some((bucket, store)) = bucket.zip(store) else {
                continue;
            };
            let goes = (bucket.as_str(), store);
            all.extend(job(plan, (at, cluster), own, schedule, (goes, &mut pods)));
        }
        if at > 0 {
            continue;
        }
        for one in &plan.authored {
            let goes = ("", plan.stores.len() - 1);
            let schedule = authored(one);
            let job = job(plan, (at, cluster), own, &schedule, (goes, &mut pods));
            all.extend(job.map(|job| Job {
                authored: true,
                ..job
            }));
        }
    }
    all
}

/// A Schedule of the author, as its manifest has it.
fn authored(one: &Authored) -> emitted::Schedule {
    emitted::Schedule {
        name: one.name.clone(),
        tier: String::new(),
        labels: Vec::new(),
        line: one.cron.clone(),
        paused: false,
        included: one.namespaces.clone(),
        excluded: Vec::new(),
        location: String::new(),
        ttl: 2_592_000.0,
        snapshots: one.how != "files",
        moved: one.how == "moved",
        files: one.how == "files",
        snapshot_timeout: 600.0,
        operation_timeout: 14_400.0,
        files_timeout: 14_400.0,
        policy: None,
        hooks: Vec::new(),
    }
}

fn job(
    plan: &Plan,
    (at, cluster): (usize, &Cluster),
    own: &emitted::Cluster,
    schedule: &emitted::Schedule,
    ((bucket, store), pods): ((&str, usize), &mut usize),
) -> Option<Job> {
    let scope = if schedule.included.iter().any(|name| name == "*") {
        Scope::Rest(schedule.excluded.clone())
    } else {
        Scope::Named(schedule.included.clone())
    };
    let (mut hold, mut kept, mut snapshots) = (30.0, 0, 0);
    let (mut files, mut moves) = (Vec::new(), Vec::new());
    // The namespaces that a cluster serves are those of the primary that it took over.
    let homes = cluster.homes(&cluster.name);
    for namespace in &plan.namespaces {
        let home = homes.contains(&&namespace.cluster);
        let named = namespace.name != "*" && scope.has(&namespace.name);
        if !home || !named || !takes(&schedule.labels, namespace) {
            continue;
        }
        for workload in &namespace.workloads {
            hold += hooks(schedule, own, &namespace.name, workload);
            for _ in 0..claims(workload) {
                *pods += 1;
                for volume in &workload.volumes {
                    let how = copied(schedule, own, (&namespace.name, workload), volume);
                    let Some(read) = how else { continue };
                    let unit = Unit {
                        namespace: namespace.name.clone(),
                        volume: volume.clone(),
                        files: read,
                        pod: *pods,
                    };
                    match (read, schedule.moved) {
                        (true, _) => files.push(unit),
                        (false, true) => moves.push(unit),
                        (false, false) => kept += 1,
                    }
                    snapshots += usize::from(!read);
                }
            }
        }
    }
    hold += snapshots as f64 * cluster.snapshot_ready;
    let dead = if snapshots > 0 && cluster.snapshot_ready > schedule.snapshot_timeout {
        Some("csiSnapshotTimeout is reached")
    } else if !moves.is_empty() && cluster.mover_start > 1_800.0 {
        Some("the time to prepare a data mover is reached")
    } else {
        None
    };
    Some(Job {
        name: schedule.name.clone(),
        cluster: at,
        store,
        bucket: bucket.to_owned(),
        location: schedule.location.clone(),
        authored: false,
        tier: schedule.tier.clone(),
        labels: schedule.labels.clone(),
        line: Line::read(&schedule.line, plan.velero)?,
        scope,
        hold,
        files,
        moves,
        kept,
        ttl: schedule.ttl,
        files_timeout: schedule.files_timeout,
        operation_timeout: schedule.operation_timeout,
        places: own.places,
        dead,
    })
}

/// Whether the data of a workload is in backups of Velero.
pub fn in_backups(method: &Method) -> bool {
    matches!(
        method,
        Method::Snapshot | Method::Files | Method::Dump { .. }
    )
}
