//! `drplan build`.

use super::args::{Args, Build};
use super::drift::{self, Drift, Kind};
use super::outputs::Entry;
use super::{Exit, io, outputs, report, write};
use crate::compile::Compilation;
use crate::emit::Bundle;
use anyhow::Result;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

pub(super) fn run(args: &Args, verb: &Build) -> Result<Exit> {
    let Some(loaded) = io::load(args, verb.plan.as_deref())? else {
        return Ok(report::no_plan(args));
    };
    let root = match &verb.out {
        Some(out) => io::resolve(args, out),
        None => loaded.root.clone(),
    };
    let mut done = loaded
        .project
        .build(io::today(args)?, |model| io::look(&loaded.root, model));
    let exit = report::findings(args, &done)?;
    if exit != Exit::Ok {
        return Ok(exit);
    }
    let Some(ready) = Outputs::new(args, &mut done, &loaded.root, root)? else {
        return Ok(exit);
    };
    if verb.check || verb.diff {
        let same = ready.list_same.then_some(());
        return check(verb, &ready.bundle, &ready.drifts, same, &ready.list);
    }
    if ready.refused(args, verb.overwrite_edited)? {
        return Ok(Exit::OutOfDate);
    }
    ready.write()?;
    if !args.quiet {
        summary(args, &ready.bundle, &ready.drifts)?;
    }
    Ok(Exit::Ok)
}

/// What a plan comes to, beside what is there.
pub(super) struct Outputs {
    root: PathBuf,
    list: String,
    bundle: Bundle,
    entries: BTreeMap<String, Entry>,
    known: BTreeMap<String, Entry>,
    drifts: Vec<Drift>,
    list_same: bool,
}

impl Outputs {
    /// Takes the manifests and compares them; `None` while the plan has an error.
    pub(super) fn new(
        args: &Args,
        done: &mut Compilation,
        repository: &Path,
        root: PathBuf,
    ) -> Result<Option<Self>> {
        let (Some(bundle), Some(model)) = (done.bundle.take(), done.model.as_ref()) else {
            return Ok(None);
        };
        let list = format!(
            "{}/{}/.drplan-outputs.json",
            model.plan.output(),
            model.plan.name.value
        );
        let list = list.trim_start_matches('/').to_owned();
        let entries = outputs::entries(&bundle, &done.sources, &io::shown(repository));
        let old = if io::crosses_link(&root, &list) {
            None
        } else {
            io::read_bytes(&root.join(&list))?
        };
        let known = old.as_deref().and_then(outputs::read);
        if old.is_some() && known.is_none() {
            io::note(
                args,
                &format!(
                    "drplan: {list} cannot be read: nothing is removed, and it is written anew"
                ),
            );
        }
        let known = known.unwrap_or_default();
        let drifts = drift::compare(&root, &bundle, &known)?;
        let list_same = old.as_deref() == Some(outputs::write(&entries).as_bytes());
        Ok(Some(Self {
            root,
            list,
            bundle,
            entries,
            known,
            drifts,
            list_same,
        }))
    }

    /// Whether something that is not ours is in the way; says what.
    pub(super) fn refused(&self, args: &Args, overwrite_edited: bool) -> Result<bool> {
        let stop: Vec<&Drift> = self
            .drifts
            .iter()
            .filter(|d| d.kind.stops() && !(d.kind == Kind::HandEdited && overwrite_edited))
            .collect();
        for drift in &stop {
            io::print(&format!("{}: {}\n", drift.kind.word(), drift.path))?;
            io::print(&difference(&self.bundle, drift))?;
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
    pub(super) fn write(&self) -> Result<()> {
        let plan = write::Plan {
            root: &self.root,
            list: &self.list,
            bundle: &self.bundle,
            entries: &self.entries,
            known: &self.known,
        };
        write::write(&plan, &self.drifts, !self.list_same)
    }

    /// How many files change.
    pub(super) fn changes(&self) -> usize {
        self.drifts.len()
    }
}

fn difference(bundle: &Bundle, drift: &Drift) -> String {
    let new = bundle
        .files
        .get(&drift.path)
        .map_or("", |doc| doc.text.as_str());
    drift::unified(&drift.path, &drift.old, new)
}

/// Names each drift; bytes are compared, so staged and untracked files count alike.
fn check(
    verb: &Build,
    bundle: &Bundle,
    drifts: &[Drift],
    list: Option<()>,
    path: &str,
) -> Result<Exit> {
    for drift in drifts {
        if verb.check {
            io::print(&format!("{}: {}\n", drift.kind.word(), drift.path))?;
        }
        if verb.diff {
            io::print(&difference(bundle, drift))?;
        }
    }
    if verb.check && list.is_none() && drifts.is_empty() {
        io::print(&format!("changed: {path}\n"))?;
    }
    let same = drifts.is_empty() && list.is_some();
    Ok(if verb.check && !same {
        Exit::OutOfDate
    } else {
        Exit::Ok
    })
}

fn summary(args: &Args, bundle: &Bundle, drifts: &[Drift]) -> Result<()> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut lines = String::new();
    for drift in drifts {
        let (word, verb) = match drift.kind {
            Kind::Missing => ("wrote", "new"),
            Kind::Changed | Kind::HandEdited => ("wrote", "changed"),
            Kind::Stale => ("removed", "stale"),
            Kind::Unowned | Kind::Link => continue,
        };
        *counts.entry(verb).or_default() += 1;
        lines.push_str(&format!("{word} {}\n", drift.path));
    }
    io::print(&lines)?;
    let part = |key: &str| counts.get(key).copied().unwrap_or(0);
    io::note(
        args,
        &format!(
            "{} files: {} new, {} changed, {} removed",
            bundle.files.len(),
            part("new"),
            part("changed"),
            part("stale")
        ),
    );
    for (apps, component) in &bundle.components {
        io::note(
            args,
            &format!("the Kustomization of {apps} needs `components: [{component}]`"),
        );
    }
    for note in &bundle.notes {
        io::note(args, note);
    }
    Ok(())
}
