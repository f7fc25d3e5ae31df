//! What of the applications and platforms of a plan was not read.

use super::brought::Brought;
use super::contents::is_known_chart;
use super::files::Files;
use std::collections::BTreeSet;

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
}

impl Reading {
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

/// Gathers it from the paths of a plan. The charts of platforms are left out: what the plan promises
/// does not depend on them.
pub(super) fn gather(files: &Files<'_>, built: &Brought, platforms: &BTreeSet<&str>) -> Reading {
    let mut workloads = BTreeSet::new();
    let mut unread = BTreeSet::new();
    for (path, built) in built.once() {
        for one in built.unseen.iter().filter(|one| !one.told) {
            unread.insert(Unread {
                file: one.path.clone(),
                line: one.at.line,
                what: one.what.clone(),
                why: one.why.clone(),
                release: false,
            });
        }
        for one in &built.remote {
            unread.insert(Unread {
                file: files.name(one.at).to_string(),
                line: one.at.line,
                what: format!("{} {}", one.kind, one.name),
                why: "Flux applies it to another cluster, which the repository does not name"
                    .to_owned(),
                release: false,
            });
        }
        for object in &built.objects {
            let name = (object.namespace(), object.name());
            if WORKLOADS.contains(&object.kind()) {
                workloads.insert((object.kind(), name, object.file.as_str()));
            }
            let chart = object.kind() == "HelmRelease" && !platforms.contains(path);
            if chart && !is_known_chart(built, object) {
                unread.insert(Unread {
                    file: files.name(object.node.at).to_string(),
                    line: object.node.at.line,
                    what: match name {
                        ("", name) => format!("HelmRelease {name}"),
                        (namespace, name) => format!("HelmRelease {namespace}/{name}"),
                    },
                    why: "charts are not rendered".to_owned(),
                    release: true,
                });
            }
        }
    }
    Reading {
        workloads: workloads.len(),
        unread: unread.into_iter().collect(),
    }
}
