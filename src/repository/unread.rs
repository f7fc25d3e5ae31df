//! What of the applications and platforms of a plan was not read.

use super::brought::Brought;
use super::built::{Built, Object};
use super::contents::{MayInstall, in_table, is_unknown, is_velero_chart};
use super::files::Files;
use super::operators::row;
use super::tree::is_within;
use crate::model::ClusterId;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// One part that was not read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unread {
    /// The file that asks for it.
    pub file: String,
    /// The line there, from 1.
    pub line: u32,
    /// What it is.
    pub what: String,
    /// Why it was not read.
    pub why: String,
    /// Whether it is a HelmRelease.
    pub release: bool,
}

/// What was read, and what was not.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reading {
    /// Workloads that were read.
    pub workloads: usize,
    /// What was not read, by file and line.
    pub unread: Vec<Unread>,
    /// The same by cluster and path.
    pub by_path: BTreeMap<(ClusterId, String), BTreeSet<Unread>>,
}

impl Reading {
    /// Adds parts that belong to no path of the plan.
    pub(super) fn add(&mut self, parts: BTreeSet<Unread>) {
        let known: BTreeSet<Unread> = std::mem::take(&mut self.unread).into_iter().collect();
        self.unread = known
            .into_iter()
            .chain(parts)
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect();
    }

    /// Adds what may install the Velero of a primary on which nothing is shown that does.
    pub(super) fn may_install(&mut self, may: Option<&MayInstall>) {
        let known = |may: &&MayInstall| {
            let mut unread = self.unread.iter();
            unread.any(|one| one.file == may.file && one.line == may.line)
        };
        if let Some(may) = may.filter(|may| !known(may)) {
            self.add(BTreeSet::from([Unread {
                file: may.file.clone(),
                line: may.line,
                what: may.what.clone(),
                why: "it may install Velero, and nothing that is read does".to_owned(),
                release: may.release,
            }]));
        }
    }

    /// What was read and what was not, in one line; `None` where all was.
    pub fn line(&self) -> Option<String> {
        let s = if self.workloads == 1 { "" } else { "s" };
        let unread = self.parts()?;
        Some(format!(
            "read {} workload{s}; not read: {unread}",
            self.workloads
        ))
    }

    /// What was not read, counted; `None` where all was.
    pub fn parts(&self) -> Option<String> {
        let releases = self.unread.iter().filter(|one| one.release).count();
        let parts = self.unread.len() - releases;
        let many = |count: usize, what: &str| match count {
            0 => None,
            1 => Some(format!("1 {what}")),
            count => Some(format!("{count} {what}s")),
        };
        let unread = [many(releases, "HelmRelease"), many(parts, "other part")];
        let unread: Vec<String> = unread.into_iter().flatten().collect();
        (!unread.is_empty()).then(|| unread.join(", "))
    }
}

/// Kinds of workloads.
const WORKLOADS: [&str; 3] = ["DaemonSet", "Deployment", "StatefulSet"];
const CLAIM: &str = "PersistentVolumeClaim";

/// Gathers it from the paths of a plan. The charts of platforms are left out: what the plan promises
/// does not depend on them.
pub(super) fn gather(files: &Files<'_>, built: &Brought, platforms: &BTreeSet<&str>) -> Reading {
    let mut workloads = BTreeSet::new();
    let mut reading = Reading::default();
    for (_, built) in built.once() {
        for object in &built.objects {
            let name = (object.namespace(), object.name());
            if WORKLOADS.contains(&object.kind()) {
                workloads.insert((object.kind(), name, object.file.as_str()));
            }
        }
    }
    let mut known: BTreeMap<*const Built, BTreeSet<Unread>> = BTreeMap::new();
    for (cluster, path, built) in built.all() {
        let parts = || parts_of(files, built, platforms.contains(path));
        let parts = known.entry(Rc::as_ptr(built)).or_insert_with(parts);
        if !parts.is_empty() {
            let place = (cluster, path.to_owned());
            reading.by_path.insert(place, parts.clone());
        }
    }
    reading.workloads = workloads.len();
    let unread: BTreeSet<&Unread> = reading.by_path.values().flatten().collect();
    reading.unread = unread.into_iter().cloned().collect();
    reading
}

/// What was not read of a path.
fn parts_of(files: &Files<'_>, built: &Built, platform: bool) -> BTreeSet<Unread> {
    let mut unread = unseen(built);
    unread.extend(built.remote.iter().map(|one| Unread {
        file: files.name(one.at).to_string(),
        line: one.at.line,
        what: format!("{} {}", one.kind, one.name),
        why: "Flux applies it to another cluster, which the repository does not name".to_owned(),
        release: false,
    }));
    let is_velero = is_velero_chart(built);
    let hidden = built
        .of_kind("HelmRelease")
        .filter(|release| is_velero(release) && release.node.at(&["spec", "valuesFrom"]).is_some());
    unread.extend(hidden.map(|release| part(files, release, HIDDEN)));
    let objects = built.objects.iter().filter(|_| !platform);
    unread.extend(unknown(files, built, objects, is_velero));
    unread
}

/// What the walk could not follow, beside what is told in another place.
fn unseen(built: &Built) -> BTreeSet<Unread> {
    let unseen = built.unseen.iter().filter(|one| !one.told);
    unseen
        .map(|one| Unread {
            file: one.path.clone(),
            line: one.at.line,
            what: one.what.clone(),
            why: one.why.clone(),
            release: false,
        })
        .collect()
}

/// Releases whose charts are not known, and resources of which no table says what becomes of them.
fn unknown<'b>(
    files: &Files<'_>,
    built: &Built,
    objects: impl Iterator<Item = &'b Object>,
    is_known: impl Fn(&Object) -> bool,
) -> Vec<Unread> {
    let parts = objects.filter_map(|object| {
        let why = match object.kind() {
            "HelmRelease" if !is_known(object) => "charts are not rendered",
            "HelmRelease" => return None,
            _ if is_unknown(built, object) => UNKNOWN,
            kind if object.is_unnamed() && keeps(object, kind) => UNNAMED,
            _ => return None,
        };
        Some(part(files, object, why))
    });
    parts.collect()
}

/// Whether an object is a claim, a workload or a resource whose operator keeps data.
fn keeps(object: &Object, kind: &str) -> bool {
    let operated = row(object.group(), kind).is_some_and(|row| row.data.is_some());
    kind == CLAIM || WORKLOADS.contains(&kind) || operated
}

/// Why a claim or a workload counts as not read.
const UNNAMED: &str = "a variable of its name has a value that is not known";

/// Why the release of Velero counts as not read.
const HIDDEN: &str =
    "not all that its `valuesFrom` names is in Git, so it is not known how Velero runs";

/// Why a resource counts as not read.
const UNKNOWN: &str = "it is not known what is made of it, and what that keeps";

fn part(files: &Files<'_>, object: &Object, why: &str) -> Unread {
    Unread {
        file: files.name(object.node.at).to_string(),
        line: object.node.at.line,
        what: match (object.namespace(), object.name()) {
            ("", name) => format!("{} {name}", object.kind()),
            (namespace, name) => format!("{} {namespace}/{name}", object.kind()),
        },
        why: why.to_owned(),
        release: object.kind() == "HelmRelease",
    }
}

/// What Flux applies to a primary beside the paths of a plan: what is not known of it may keep data that no backup
/// contains. What comes from a platform is left out, and so are the releases that show what they keep.
pub(super) fn beside(
    files: &Files<'_>,
    built: &Built,
    shown: &BTreeSet<&str>,
    platforms: &BTreeSet<&str>,
) -> BTreeSet<Unread> {
    let mut unread = unseen(built);
    let of_platform = |object: &Object| {
        let path = built.path_of(object);
        platforms.iter().any(|platform| is_within(path, platform))
    };
    let objects = built.objects.iter().filter(|one| !of_platform(one));
    let in_table = in_table(built);
    let is_known = |release: &Object| in_table(release) || shown.contains(release.name());
    unread.extend(unknown(files, built, objects, is_known));
    unread
}
