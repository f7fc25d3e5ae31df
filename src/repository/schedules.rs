//! Schedules of Velero that are not of this plan, on its clusters: those in the locks of other plans, and those
//! that the author wrote. The queue is Velero's, and they are in it too.

mod authored;
pub mod links;
pub mod locked;
pub mod recovering;

use super::brought::Brought;
use super::files::Files;
use super::flux::FluxManifests;
use super::kustomize::Builder;
use crate::model::value::Duration;
use crate::model::{Cluster, ClusterId, Model};
use links::OtherLinks;
use recovering::OtherRecovery;
use std::collections::{BTreeMap, BTreeSet};

/// A Schedule that is not of this plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherSchedule {
    /// The cluster that it runs on.
    pub cluster: ClusterId,
    /// Who wrote it.
    pub of: Writer,
    /// Its name.
    pub name: String,
    /// Its cron line.
    pub cron: String,
    /// What one run takes.
    pub takes: Takes,
}

/// Who wrote a Schedule.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Writer {
    /// Another plan of the repository, by name.
    Plan(String),
    /// The author, in a file.
    Author(String),
}

/// What one run of a Schedule takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Takes {
    /// As the other plan computed it.
    Computed(Computed),
    /// What its template copies; how much that is, is assumed.
    Copied(Copied),
    /// Not known, and why.
    Unknown(&'static str),
}

/// What another plan computed for a Schedule of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Computed {
    /// The time in the slot.
    pub slot: Duration,
    /// What its file backups hold of the loads of nodes, inside of the slot.
    pub files: Duration,
    /// How many volumes are read as files, one after another.
    pub reads: u64,
    /// The times of its copies, all together.
    pub work: Duration,
    /// How many of them run side by side.
    pub width: u64,
    /// The longest of its copies.
    pub longest: Duration,
    /// From the first to the last byte of its copies.
    pub copy: Duration,
    /// For how long it can wait before its own promise is broken, where it keeps one.
    pub spare: Option<Duration>,
    /// Whether its line is pinned, so that the other plan does not move it.
    pub pinned: bool,
}

/// What the template of an author's Schedule copies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copied {
    /// The namespaces; empty for all.
    pub namespaces: BTreeSet<String>,
    /// Namespaces that it leaves out.
    pub without: BTreeSet<String>,
    /// Whether volumes are copied file by file.
    pub files: bool,
    /// Whether volumes are snapshotted.
    pub snapshots: bool,
    /// Whether snapshots are moved to the bucket.
    pub moved: bool,
}

/// What the repository shows of other Schedules.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Schedules {
    /// Those on clusters of the plan.
    pub all: Vec<OtherSchedule>,
    /// Recoveries of other plans on clusters of this one.
    pub recoveries: Vec<OtherRecovery>,
    /// What other plans take of the links of their buckets.
    pub links: Vec<OtherLinks>,
    /// Other plans whose locks, of an earlier version, tell nothing of links.
    pub unlinked: BTreeSet<String>,
    /// Other plans whose locks have lines of Schedules, on whatever cluster.
    pub plans: BTreeSet<String>,
    /// Folders of plan files, seen from the root.
    pub folders: BTreeSet<String>,
    /// Folders of plans that cannot be read and of which nothing else tells what they take.
    pub unread: BTreeSet<String>,
    /// Schedules that other plans wrote, with the plan; what they take is not known, unless the lock or the
    /// text of the plan tells it.
    written: Vec<(String, OtherSchedule)>,
}

/// How many folders are looked into, those nearest to the root first.
const MAX_FOLDERS: usize = 4_096;

/// Reads the Schedules of others; `ours` begins the paths that drplan writes for this plan.
pub(super) fn read(
    (files, builder): (&Files<'_>, &Builder<'_>),
    model: &Model,
    (flux, built): (&BTreeMap<ClusterId, FluxManifests>, &Brought),
    ours: &str,
) -> Schedules {
    let mut found = Schedules::default();
    let (locks, written) = walk(files, &mut found.folders);
    for lock in locks {
        let plan = lock.rsplit('/').nth(1).unwrap_or_default();
        if lock == format!("{ours}guarantees.lock") || plan.is_empty() {
            continue;
        }
        if let Some(text) = files.text(&lock) {
            found.add(model, plan, &text);
            found.written.extend(untold(model, plan, &text));
        }
    }
    for path in written.iter().filter(|path| !path.starts_with(ours)) {
        found.written.extend(manifests(files, model, path));
    }
    for cluster in model.clusters.values() {
        let shown = authored::read(
            (files, builder),
            model,
            cluster,
            (flux.get(&cluster.id), built),
            ours,
        );
        found.all.extend(shown);
    }
    found
}

impl Schedules {
    /// All of them. Of plans that tell nothing of their Schedules, it is not known what these take.
    pub fn every(&self) -> Vec<OtherSchedule> {
        let told = |plan: &String| self.plans.contains(plan);
        let untold = self.written.iter().filter(|(plan, _)| !told(plan));
        let untold = untold.map(|(_, schedule)| schedule);
        self.all.iter().chain(untold).cloned().collect()
    }

    /// Takes the Schedules over that the lock of another plan has.
    pub fn add(&mut self, model: &Model, plan: &str, lock: &str) {
        let Some(schedules) = locked::read(lock) else {
            return;
        };
        if !self.plans.insert(plan.to_owned()) {
            return;
        }
        match links::read(plan, lock) {
            Some(links) => self.links.push(links),
            None => self.unlinked.extend([plan.to_owned()]),
        }
        for (path, takes) in recovering::read(lock) {
            let clusters = model.clusters.values();
            let here = clusters.filter(|cluster| cluster.path() == path);
            self.recoveries.extend(here.map(|cluster| OtherRecovery {
                cluster: cluster.id,
                plan: plan.to_owned(),
                takes,
            }));
        }
        for one in schedules {
            let clusters = model
                .clusters
                .values()
                .filter(|cluster| cluster.path() == one.path);
            self.all.extend(clusters.map(|cluster| OtherSchedule {
                cluster: cluster.id,
                of: Writer::Plan(plan.to_owned()),
                name: one.name.to_owned(),
                cron: one.cron.to_owned(),
                takes: one.takes.map_or(
                    Takes::Unknown("its line in `guarantees.lock` cannot be read"),
                    Takes::Computed,
                ),
            }));
        }
    }
}

/// The clusters of which a lock has workloads: an earlier version of drplan wrote no line of a Schedule.
fn untold(model: &Model, plan: &str, lock: &str) -> Vec<(String, OtherSchedule)> {
    let first = |line: &str| line.split(' ').next().map(str::to_owned);
    let names: BTreeSet<String> = lock.lines().filter_map(first).collect();
    let clusters = model.clusters.values();
    let here = clusters.filter(|cluster| names.contains(cluster.stated_name().as_str()));
    let schedules = here.map(|cluster| OtherSchedule {
        cluster: cluster.id,
        of: Writer::Plan(plan.to_owned()),
        name: format!("{plan}-{}-…", cluster.name.value),
        cron: String::new(),
        takes: Takes::Unknown(UNTOLD),
    });
    schedules.map(|one| (plan.to_owned(), one)).collect()
}

/// Why it is not known what the Schedules of a plan take.
const UNTOLD: &str = "its `guarantees.lock` does not state what its Schedules take";

/// The Schedules that a plan wrote into a file `…/PLAN/CLUSTER/backup/schedule-….yaml`. The other plan may call the cluster
/// by its name, or by the one of a single recovery of several on it.
fn manifests(files: &Files<'_>, model: &Model, path: &str) -> Vec<(String, OtherSchedule)> {
    let mut parts = path.rsplit('/').skip(2);
    let (Some(cluster), Some(plan)) = (parts.next(), parts.next()) else {
        return Vec::new();
    };
    let clusters = || model.clusters.values();
    let called =
        |one: &Cluster| one.stated_name().as_str() == cluster || one.name.value.as_str() == cluster;
    let sites: BTreeSet<ClusterId> = clusters()
        .filter(|one| called(one))
        .map(|one| one.site_id())
        .collect();
    let here = clusters().filter(|one| sites.contains(&one.site_id()));
    let documents = files.documents(path).unwrap_or_default();
    let running = documents.iter().filter(|one| {
        one.text_at(&["kind"]) == "Schedule" && one.text_at(&["spec", "paused"]) != "true"
    });
    let running: Vec<_> = running.collect();
    let schedules = here.flat_map(|cluster| {
        running.iter().map(|one| OtherSchedule {
            cluster: cluster.id,
            of: Writer::Plan(plan.to_owned()),
            name: one.text_at(&["metadata", "name"]).to_owned(),
            cron: one.text_at(&["spec", "schedule"]).to_owned(),
            takes: Takes::Unknown(UNTOLD),
        })
    });
    schedules.map(|one| (plan.to_owned(), one)).collect()
}

/// The locks of the repository and the files of Schedules that plans wrote, by path; `folders` takes those that
/// hold a plan file.
fn walk(files: &Files<'_>, folders: &mut BTreeSet<String>) -> (Vec<String>, Vec<String>) {
    let (mut locks, mut written) = (Vec::new(), Vec::new());
    let mut queue = std::collections::VecDeque::from([String::new()]);
    let mut looked = 0;
    while let Some(folder) = queue.pop_front() {
        looked += 1;
        if looked > MAX_FOLDERS {
            break;
        }
        for (name, is_directory) in files.list(&folder).unwrap_or_default() {
            let path = super::tree::inside(&folder, &name);
            if is_directory {
                if !name.starts_with('.') && name != "node_modules" {
                    queue.push_back(path);
                }
            } else if name == "guarantees.lock" {
                locks.push(path);
            } else if name.starts_with("schedule-") && folder.ends_with("/backup") {
                written.push(path);
            } else if name.ends_with(".drplan") {
                folders.insert(folder.clone());
            }
        }
    }
    locks.sort();
    written.sort();
    (locks, written)
}
