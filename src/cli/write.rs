//! Writing a bundle so that a kill at any moment leaves no half file and no file of ours unknown.

use super::drift::{Drift, Kind};
use super::io::{Change, Keep, Root, Seen, Unsynced, Wrote};
use super::outputs::{self, Entry, Head, List};
use super::owned::Owner;
use crate::emit::Bundle;
use anyhow::Result;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// What is written where.
pub(super) struct Plan<'a> {
    /// The root.
    pub(super) root: &'a Root,
    /// The path of the list below it.
    pub(super) list: &'a str,
    /// The list as it was read.
    pub(super) old: Option<&'a [u8]>,
    /// Whose list it is.
    pub(super) owner: &'a Owner,
    /// Its first line.
    pub(super) head: &'a Head,
    /// The files.
    pub(super) bundle: &'a Bundle,
    /// Their entries.
    pub(super) entries: &'a BTreeMap<String, Entry>,
    /// What the list says.
    pub(super) known: &'a List,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Outcome {
    /// All is written.
    Done,
    /// Somebody changed this file in the meantime; the next build goes on from there.
    Changed(String),
}

/// Writes what differs. First the list says what each file was and will be; then the files change
/// one by one, each in one step; at last the list says what they are.
pub(super) fn write(plan: &Plan<'_>, drifts: &[Drift], list_differs: bool) -> Result<Outcome> {
    let known = plan.known.files.keys();
    let known = known.filter(|path| plan.owner.may_own(path));
    let places = plan.bundle.files.keys().chain(known);
    sweep(plan.root, places.map(String::as_str).chain([plan.list]))?;
    if drifts.is_empty() && !list_differs {
        return Ok(Outcome::Done);
    }
    let mut last = plan.old.map(<[u8]>::to_vec);
    let mut unsynced = Unsynced::default();
    if !drifts.is_empty() {
        let text = outputs::write(plan.head, &under_way(plan, drifts));
        if !listed(plan, &text, last.as_deref(), &mut unsynced)? {
            return Ok(Outcome::Changed(plan.list.to_owned()));
        }
        last = Some(text.into_bytes());
    }
    // A file stays as it is where it is not what was compared any more.
    let same = |drift: &Drift, now: Seen<'_>| now.map(outputs::digest) == drift.seen;
    let asks: Vec<_> = drifts
        .iter()
        .map(|drift| move |now: Seen<'_>| same(drift, now))
        .collect();
    let changes: Vec<Change<'_>> = drifts
        .iter()
        .zip(&asks)
        .filter_map(|(drift, unchanged)| {
            let doc = plan.bundle.files.get(&drift.path)?;
            Some(Change {
                path: Path::new(&drift.path),
                bytes: doc.text.as_bytes(),
                unchanged,
            })
        })
        .collect();
    let stopped = plan.root.replace_all(&changes, Keep::Mode, &mut unsynced)?;
    if let Some((at, _)) = stopped {
        plan.root.sync(&mut unsynced)?;
        let changed = changes.get(at).map(|change| change.path.to_string_lossy());
        return Ok(Outcome::Changed(changed.unwrap_or_default().into_owned()));
    }
    let stale = |drift: &&Drift| drift.ours && !plan.bundle.files.contains_key(&drift.path);
    for drift in drifts.iter().filter(stale) {
        let path = Path::new(&drift.path);
        let unchanged = |now: Seen<'_>| same(drift, now);
        if plan.root.remove(path, &unchanged, &mut unsynced)? == Wrote::Changed {
            plan.root.sync(&mut unsynced)?;
            return Ok(Outcome::Changed(drift.path.clone()));
        }
    }
    let text = outputs::write(plan.head, plan.entries);
    // Its own name need not be waited for: without it the list says that the build is under way.
    Ok(if listed(plan, &text, last.as_deref(), &mut unsynced)? {
        Outcome::Done
    } else {
        Outcome::Changed(plan.list.to_owned())
    })
}

/// Writes the list, once everything before it is on the disk; whether it was still what it had been.
fn listed(plan: &Plan<'_>, text: &str, last: Seen<'_>, unsynced: &mut Unsynced) -> Result<bool> {
    let change = Change {
        path: Path::new(plan.list),
        bytes: text.as_bytes(),
        unchanged: &|now| now == last,
    };
    let stopped = plan.root.replace_all(&[change], Keep::Mode, unsynced)?;
    Ok(stopped.is_none())
}

/// Removes what killed builds left in the directories of some files.
fn sweep<'p>(root: &Root, places: impl Iterator<Item = &'p str>) -> Result<()> {
    let above = |path: &'p str| path.rsplit_once('/').map_or("", |(above, _)| above);
    let directories: BTreeSet<&str> = places.map(above).collect();
    for directory in directories {
        root.sweep(&Path::new(directory).join(outputs::LIST))?;
    }
    Ok(())
}

/// The list while a build is under way: every file of both builds, with all that it may have.
fn under_way(plan: &Plan<'_>, drifts: &[Drift]) -> BTreeMap<String, Entry> {
    let mut all = plan.entries.clone();
    let own = plan.known.files.iter();
    for (path, known) in own.filter(|(path, _)| plan.owner.may_own(path)) {
        let entry = all.entry(path.clone()).or_insert_with(|| Entry {
            path: path.clone(),
            sha256: known.digests.first().cloned().unwrap_or_default(),
            was: BTreeSet::new(),
            block: String::new(),
            objects: Vec::new(),
        });
        entry.was.extend(known.digests.iter().cloned());
    }
    for drift in drifts {
        let plain = outputs::digest(drift.old.as_bytes());
        if let Some(entry) = all.get_mut(&drift.path)
            && drift.kind != Kind::Missing
        {
            entry.was.insert(plain);
        }
    }
    for entry in all.values_mut() {
        entry.was.remove(&entry.sha256);
    }
    all
}
