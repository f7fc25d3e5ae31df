//! What a plan comes to, beside what is there.

use crate::cli::Exit;
use crate::cli::args::{Args, Build};
use crate::cli::drift::{self, Drift, Kind};
use crate::cli::io::{self, Content, Root};
use crate::cli::old::{Asking, Outputs};
use crate::cli::outputs::{self, Entry, List};
use crate::cli::write::{self, Outcome};
use crate::driver::Compilation;
use crate::emit::Bundle;
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
        args: &Args,
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
        if known.unread {
            io::note(
                args,
                &format!(
                    "drplan: {list} cannot be read: nothing is removed, and it is written anew"
                ),
            );
        } else if known.conflict {
            io::note(
                args,
                &format!("drplan: {list} holds conflict markers: the entries of both sides count"),
            );
        }
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

    /// Whether something that is not ours is in the way; says what.
    pub(in crate::cli) fn refused(&self, args: &Args, overwrite_edited: bool) -> Result<bool> {
        let stop: Vec<&Drift> = self
            .drifts
            .iter()
            .filter(|d| d.kind.stops() && !(d.kind == Kind::HandEdited && overwrite_edited))
            .collect();
        for drift in &stop {
            io::print(&format!("{}: {}\n", drift.kind.word(), drift.path))?;
            io::print(&self.difference(drift))?;
        }
        if !stop.is_empty() {
            io::note(
                args,
                "drplan: nothing was written; take the edit into the plan, or write over it with --overwrite-edited",
            );
        }
        Ok(!stop.is_empty())
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

    /// How many files change.
    pub(in crate::cli) fn changes(&self) -> usize {
        self.drifts.len()
    }

    /// Names each drift; bytes are compared, so staged and untracked files count alike.
    pub(super) fn check(&self, verb: &Build) -> Result<Exit> {
        for drift in &self.drifts {
            if verb.check {
                io::print(&format!("{}: {}\n", drift.kind.word(), drift.path))?;
            }
            if verb.diff {
                io::print(&self.difference(drift))?;
            }
        }
        let list = self.asking.owner.list();
        if verb.check && self.known.conflict {
            io::print(&format!("{}: {list}\n", Kind::Conflict.word()))?;
        } else if verb.check && !self.list_same && self.drifts.is_empty() {
            io::print(&format!("changed: {list}\n"))?;
        }
        let same = self.drifts.is_empty() && self.list_same;
        Ok(if verb.check && !same {
            Exit::OutOfDate
        } else {
            Exit::Ok
        })
    }

    fn difference(&self, drift: &Drift) -> String {
        let new = self.bundle.files.get(&drift.path);
        let new = new.map_or("", |doc| doc.text.as_str());
        drift::unified(&drift.path, &drift.old, new)
    }
}
