//! How long a stage of a recovery takes that restores nothing: what its path leads to says.

use super::cron::Line;
use super::declared::{DAY, MIB, Method, Namespace, Plan};
use super::emitted;
use super::jobs::Job;

/// A time, and the backups that a fresh cluster must sync within it.
pub struct Time {
    fixed: f64,
    synced: Option<f64>,
    /// What is done side by side before the stage is ready.
    pub parts: Vec<Part>,
}

/// What is written on a node, and how long it takes after that.
pub struct Part {
    /// The rate of each source, and how much comes from it.
    pub fetched: Vec<(f64, f64)>,
    pub then: f64,
}

impl Time {
    pub fn seconds(self, first: f64, each: f64) -> f64 {
        self.fixed + self.synced.map_or(0.0, |backups| first + backups * each)
    }
}

/// The rate at which a dump is loaded.
const LOAD: f64 = 20.0 * MIB;

/// The time of a stage; none where it is never ready.
pub fn time(
    plan: &Plan,
    cluster: usize,
    written: &emitted::Cluster,
    stage: usize,
    jobs: &[Job],
) -> Option<Time> {
    let cluster = &plan.clusters[cluster];
    let stage = &written.stages[stage];
    let with = |fixed: f64, parts: Vec<Part>| {
        Some(Time {
            fixed,
            synced: None,
            parts,
        })
    };
    let fixed = |fixed: f64| with(fixed, Vec::new());
    let last = stage.path.rsplit('/').next().unwrap_or("");
    if let Some(platform) = plan
        .platforms
        .iter()
        .find(|platform| platform.path == stage.path)
    {
        return fixed(platform.ready);
    }
    if stage.path.ends_with("/storage") {
        let brought = plan.platforms.iter().any(|platform| platform.brings_velero);
        // Where nothing brings Velero, as the plan is told, somebody installs it.
        let installed = cluster.warm || brought || cluster.brings_velero;
        let synced = (!cluster.warm).then(|| backups(written, jobs));
        return Some(Time {
            fixed: if installed { 0.0 } else { 300.0 },
            synced,
            parts: Vec::new(),
        });
    }
    if stage.path.contains("/promote/") {
        return fixed(60.0);
    }
    // Where no application is waited for, nothing can be done before the restored pods are ready.
    let pods = |named: &dyn Fn(&Namespace) -> bool| {
        let alone = plan.namespaces.iter().filter(|one| !one.apps && named(one));
        alone.map(Namespace::pods).fold(0.0, f64::max)
    };
    if stage.path.contains("/check/") {
        return fixed(60.0 + pods(&|one| one.checked && one.tier == last));
    }
    if stage.path.contains("/load/") {
        let load = Part {
            fetched: loads(plan, last),
            then: pods(&|one| one.name == last),
        };
        return with(0.0, vec![load]);
    }
    let apps = plan.namespaces.iter().filter(|one| of_path(one, stage));
    with(0.0, apps.flat_map(healthy).collect())
}

/// Whether a stage applies the path of a namespace.
pub fn of_path(namespace: &Namespace, stage: &emitted::Stage) -> bool {
    stage.name.contains("-apps-") && namespace.paths.contains(&stage.path)
}

/// Until the pods of an application are ready: those of operators once they have their archives, and those of what
/// another tool brings once it has.
fn healthy(namespace: &Namespace) -> [Part; 2] {
    let fetched = Part {
        fetched: fetched(namespace),
        then: namespace.ready,
    };
    let brought = Part {
        fetched: Vec::new(),
        then: namespace.pods(),
    };
    [fetched, brought]
}

/// Backups that are kept in the locations of a cluster.
fn backups(written: &emitted::Cluster, jobs: &[Job]) -> f64 {
    let kept = jobs
        .iter()
        .filter(|job| written.locations.contains_key(&job.location));
    kept.map(|job| {
        let every = match &job.line {
            Line::Every(interval) => *interval as f64,
            line => {
                let month = 28 * 86_400;
                let runs = line.runs(1_799_020_800, 1_799_020_800 + month).len();
                month as f64 / (runs.max(1) as f64)
            }
        };
        job.ttl / every
    })
    .sum()
}

/// What the loads of a namespace write, one after another.
fn loads(plan: &Plan, namespace: &str) -> Vec<(f64, f64)> {
    let mut total = 0.0;
    for one in plan.namespaces.iter().filter(|one| one.name == namespace) {
        for workload in &one.workloads {
            if let Method::Dump { into } = &workload.method {
                let volume = workload.volumes.iter().find(|volume| volume.name == *into);
                total += volume.map_or(0.0, |volume| volume.size);
            }
        }
    }
    if total > 0.0 {
        vec![(LOAD, total)]
    } else {
        Vec::new()
    }
}

/// A segment of the WAL, which is as long when it is archived early (PostgreSQL, `archive_timeout`).
const SEGMENT: f64 = 16.0 * MIB;

/// What the operators of a namespace must fetch: the newest base backup, just before the next one is complete, and what
/// was archived from its beginning on.
pub fn fetched(namespace: &Namespace) -> Vec<(f64, f64)> {
    let mut all = Vec::new();
    for workload in &namespace.workloads {
        if let Method::Operator {
            archive: true,
            download,
            base,
            change,
            places,
        } = &workload.method
        {
            let rate = *download as f64;
            let size: f64 = workload.volumes.iter().map(|volume| volume.size).sum();
            let age = *base as f64 + size / rate;
            let logged = match change {
                Some(change) => size * *change as f64 / 1e6 / DAY * age,
                None => {
                    let lag = places.first().map_or(0, |(.., lag)| *lag);
                    let segments = (age / (lag.max(60) as f64)).floor();
                    let changed = workload.volumes.iter();
                    let changed: f64 = changed
                        .map(|volume| volume.change.max(0.1 * volume.size / DAY))
                        .sum();
                    (changed * age).max(segments * SEGMENT)
                }
            };
            all.push((rate, size + logged));
        }
    }
    all
}
