//! What a plan comes to, beside what is there.

use crate::cli::drift::{self, Drift, Kind};
use crate::cli::io::{self, Content, Root};
use crate::cli::old::{Asking, Outputs};
use crate::cli::outputs::{self, Entry, List};
use crate::cli::write::{self, Outcome};
use crate::driver::Compilation;
use crate::emit::Bundle;
use crate::output::build::Change;
use crate::output::many;
use anyhow::{Result, bail};
use std::collections::BTreeMap;
use std::path::Path;

/// The outputs of a plan, and how what is there differs from them.
pub(in crate::cli) struct Ready {
    pub(super) root: Root,
    asking: Asking,
    /// The list as it was read.
    old: Option<Vec<u8>>,
    known: List,
    pub(super) bundle: Bundle,
    entries: BTreeMap<String, Entry>,
    pub(super) drifts: Vec<Drift>,
    list_same: bool,
}

impl Ready {
    /// Takes the manifests and compares them; `None` while the plan has an error.
    pub(in crate::cli) fn new(
        done: &mut Compilation,
        root: Root,
        asking: Asking,
        outputs: &Outputs,
    ) -> Result<Option<Self>> {
        let Some(bundle) = done.bundle.take() else {
            return Ok(None);
        };
        let list = asking.owner.list();
        let old = match io::bytes(&root, Path::new(&list), outputs::LARGEST_LIST)? {
            Content::Bytes(bytes) => Some(bytes),
            Content::Nothing | Content::Link => None,
            Content::Odd => bail!("cannot read {list}: it is not a regular file"),
            Content::Large(bytes) => bail!("cannot read {list}: it has {bytes} bytes"),
        };
        let known = old.as_deref().map(outputs::read).unwrap_or_default();
        let sides = drift::Sides {
            root: &root,
            owner: &asking.owner,
            bundle: &bundle,
            list: &known,
            claims: &outputs.claims,
        };
        let drifts = drift::compare(&sides)?;
        let entries = outputs::entries(&bundle);
        let new = outputs::write(&asking.head, &entries);
        let list_same = old.as_deref().is_some_and(|old| outputs::plain(old) == new);
        Ok(Some(Self {
            root,
            asking,
            old,
            known,
            bundle,
            entries,
            drifts,
            list_same,
        }))
    }

    /// What is in the way and not ours, with how it differs.
    pub(in crate::cli) fn in_the_way(&self, overwrite_edited: bool) -> Vec<Change> {
        let stop = self.drifts.iter().filter(|drift| {
            drift.kind.stops() && !(drift.kind == Kind::HandEdited && overwrite_edited)
        });
        stop.map(|drift| self.change(drift, true)).collect()
    }

    /// What is said of its list, if that is not as it should be.
    pub(in crate::cli) fn list_note(&self) -> Option<String> {
        let list = self.asking.owner.list();
        if self.known.unread {
            Some(format!(
                "drplan: {list} cannot be read: nothing is removed, and it is written again"
            ))
        } else {
            self.known.conflict.then(|| {
                format!("drplan: {list} holds conflict markers: the entries of both sides count")
            })
        }
    }

    /// Writes what differs.
    pub(in crate::cli) fn write(&self) -> Result<Outcome> {
        let plan = write::Plan {
            root: &self.root,
            list: &self.asking.owner.list(),
            old: self.old.as_deref(),
            owner: &self.asking.owner,
            head: &self.asking.head,
            bundle: &self.bundle,
            entries: &self.entries,
            known: &self.known,
        };
        write::write(&plan, &self.drifts, !self.list_same)
    }

    /// Every difference; bytes are compared, so staged and untracked files count alike.
    pub(super) fn differences(&self, diff: bool) -> Vec<Change> {
        let all = self.drifts.iter();
        let mut changes: Vec<Change> = all.map(|drift| self.change(drift, diff)).collect();
        let list = self.asking.owner.list();
        if self.known.conflict {
            changes.push(Change::new(Kind::Conflict.word(), list));
        } else if !self.list_same && self.drifts.is_empty() {
            changes.push(Change::new(Kind::Changed.word(), list));
        }
        changes
    }

    /// What was done about each difference.
    pub(in crate::cli) fn done(&self) -> Vec<Change> {
        let all = self.drifts.iter().filter_map(|drift| {
            let gone = !self.bundle.files.contains_key(&drift.path);
            let what = match drift.kind {
                Kind::Missing | Kind::Changed => "wrote",
                Kind::Conflict if !gone => "resolved",
                Kind::HandEdited if !gone => "wrote",
                Kind::HandEdited if !drift.ours => "left",
                Kind::Stale | Kind::Conflict | Kind::HandEdited => "removed",
                Kind::Unowned | Kind::Link | Kind::Odd => return None,
            };
            Some(Change::new(what, &drift.path))
        });
        all.collect()
    }

    /// How many files are new, changed and removed, in one line.
    pub(super) fn counts(&self) -> String {
        let missing = |drift: &&Drift| drift.kind == Kind::Missing;
        let new = self.drifts.iter().filter(missing).count();
        let done = self.done();
        let removed = done.iter().filter(|one| one.what == "removed").count();
        let left = done.iter().filter(|one| one.what == "left").count();
        format!(
            "{}: {new} new, {} changed, {removed} removed",
            many(self.bundle.files.len(), "file"),
            done.len() - new - removed - left,
        )
    }

    fn change(&self, drift: &Drift, diff: bool) -> Change {
        let new = self.bundle.files.get(&drift.path);
        let new = new.map_or("", |doc| doc.text.as_str());
        Change {
            what: drift.kind.word(),
            path: drift.path.clone(),
            diff: diff.then(|| drift::unified(&drift.path, &drift.old, new)),
        }
    }
}
