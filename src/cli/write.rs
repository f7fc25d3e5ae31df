//! Writing a bundle so that a kill at any moment leaves no half file and no file of ours unknown.

use super::drift::{Drift, Kind};
use super::io;
use super::outputs::{self, Entry};
use crate::emit::Bundle;
use anyhow::Result;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// What is written where.
pub(super) struct Plan<'a> {
    /// The root.
    pub(super) root: &'a Path,
    /// The path of the list below it.
    pub(super) list: &'a str,
    /// The files.
    pub(super) bundle: &'a Bundle,
    /// Their entries.
    pub(super) entries: &'a BTreeMap<String, Entry>,
    /// The entries of the last build.
    pub(super) known: &'a BTreeMap<String, Entry>,
}

/// Writes what differs. First the list says what each file was and will be; then the files change
/// one by one, each in one step; at last the list says what they are.
pub(super) fn write(plan: &Plan<'_>, drifts: &[Drift], list_differs: bool) -> Result<()> {
    if drifts.is_empty() && !list_differs {
        return Ok(());
    }
    let list = plan.root.join(plan.list);
    if io::crosses_link(plan.root, plan.list) {
        anyhow::bail!("{} is a symbolic link, or lies behind one", plan.list);
    }
    let mut made = BTreeSet::new();
    let mut directory = |path: &Path| -> Result<()> {
        if let Some(parent) = path.parent()
            && made.insert(parent.to_owned())
        {
            io::make_directory(parent)?;
        }
        Ok(())
    };
    if !drifts.is_empty() {
        directory(&list)?;
        io::replace(&list, outputs::write(&under_way(plan, drifts)).as_bytes())?;
    }
    for drift in drifts {
        let path = plan.root.join(&drift.path);
        match plan.bundle.files.get(&drift.path) {
            Some(doc) => {
                directory(&path)?;
                io::replace(&path, doc.text.as_bytes())?;
            }
            None if drift.kind == Kind::Stale || drift.kind == Kind::HandEdited => {
                io::remove(&path, plan.root)?;
            }
            None => {}
        }
    }
    directory(&list)?;
    io::make_directory(list.parent().unwrap_or(plan.root))?;
    io::replace(&list, outputs::write(plan.entries).as_bytes())
}

/// The list while a build is under way: every file of both builds, with both digests.
fn under_way(plan: &Plan<'_>, drifts: &[Drift]) -> BTreeMap<String, Entry> {
    let mut all = plan.known.clone();
    all.extend(plan.entries.clone());
    for drift in drifts {
        if let Some(entry) = all.get_mut(&drift.path) {
            entry.was.clone_from(&drift.digest);
        }
    }
    all
}
