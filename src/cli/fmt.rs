//! `drplan fmt`.

use super::args::{Args, Fmt};
use super::io::{Keep, Root, Search, Seen, Source, Text, Wrote};
use super::{Exit, attempt, drift, io, report};
use crate::diag::findings::Family;
use crate::driver::Project;
use crate::fmt::{Formatted, format};
use crate::repository::Inventory;
use crate::source::SourceMap;
use anyhow::Result;
use std::collections::BTreeSet;
use std::path::PathBuf;

/// Files below one root.
type Found = (Root, Vec<Source>);

pub(super) fn run(args: &Args, verb: &Fmt) -> Result<Exit> {
    if verb.paths.iter().any(|path| path.as_os_str() == "-") {
        return stdin(args, verb);
    }
    let mut found: Vec<Found> = Vec::new();
    let mut exit = Exit::Ok;
    if verb.paths.is_empty() {
        match io::find(args, None)? {
            Search::Plan(site, files) => found.push((site.top, files)),
            Search::Nothing => return Ok(report::no_plan(args, None)),
            Search::Outside(_) => return outside(args, None),
        }
    }
    for path in &verb.paths {
        let seen = attempt(|| {
            let named = io::resolve(args, path);
            if !named.is_dir() {
                let (site, source) = io::source_at(&named)?;
                found.push((site.top, vec![source]));
                return Ok(Exit::Ok);
            }
            match io::find(args, Some(path))? {
                Search::Plan(site, files) => found.push((site.top, files)),
                Search::Nothing => {}
                Search::Outside(_) => return outside(args, Some(path)),
            }
            Ok(Exit::Ok)
        });
        exit = exit.worst(seen);
    }
    if found.is_empty() && exit == Exit::Ok {
        let only = verb.paths.first().filter(|_| verb.paths.len() == 1);
        return Ok(report::no_plan(args, only.map(PathBuf::as_path)));
    }
    let mut seen = BTreeSet::new();
    for (root, sources) in &found {
        for source in sources {
            // A file and the folder that it is in may both be named.
            if let Ok(path) = &source.file
                && !seen.insert(root.path().join(path))
            {
                continue;
            }
            exit = exit.worst(attempt(|| one(args, verb, root, source)));
        }
    }
    Ok(exit)
}

/// Says that a folder is behind a link that leads out of the repository.
fn outside(args: &Args, path: Option<&std::path::Path>) -> Result<Exit> {
    let Some(loaded) = io::load(args, path)? else {
        return Ok(report::no_plan(args, path));
    };
    findings(args, loaded.project)?;
    Ok(Exit::Findings)
}

/// Lays out one file.
fn one(args: &Args, verb: &Fmt, root: &Root, source: &Source) -> Result<Exit> {
    let shown = &source.shown;
    if let Ok(path) = &source.file
        && !verb.check
        && !verb.diff
    {
        root.sweep(path)?;
    }
    let text = match io::text(root, source)? {
        Text::Utf8(text) => text,
        Text::NotUtf8 => {
            let mut project = Project::default();
            project.add_unreadable(shown);
            findings(args, project)?;
            return Ok(Exit::Findings);
        }
        Text::Refused(refusal) => {
            let mut project = Project::default();
            project.add_refused(shown, |at| refusal.diag(at));
            findings(args, project)?;
            return Ok(Exit::Findings);
        }
    };
    let mut sources = SourceMap::default();
    let id = sources.add(shown, text);
    let Some(file) = sources.get(id) else {
        return Ok(Exit::Internal);
    };
    match format(file, id) {
        Formatted::Same => Ok(Exit::Ok),
        Formatted::Broken => {
            let mut project = Project::default();
            project.add(shown, file.text(), false);
            findings(args, project)?;
            Ok(Exit::Findings)
        }
        Formatted::Changed(new) => {
            if verb.diff {
                io::print(&drift::unified(shown, file.text(), &new))?;
            }
            if verb.check {
                io::print(&format!("not formatted: {shown}\n"))?;
                return Ok(Exit::OutOfDate);
            }
            if verb.diff {
                return Ok(Exit::Ok);
            }
            let wrote = edit(args, root, source, file.text(), &new)?;
            if wrote == Exit::Ok {
                io::print(&format!("formatted {shown}\n"))?;
            }
            Ok(wrote)
        }
    }
}

/// Writes a plan file that had another text; says why it does not.
pub(super) fn edit(
    args: &Args,
    root: &Root,
    source: &Source,
    old: &str,
    new: &str,
) -> Result<Exit> {
    let Ok(path) = &source.file else {
        return Ok(Exit::Findings);
    };
    let unchanged = |now: Seen<'_>| now == Some(old.as_bytes());
    let wrote = root.replace(path, new.as_bytes(), Keep::Names, &unchanged)?;
    let shown = &source.shown;
    match wrote {
        Wrote::Done | Wrote::Same => Ok(Exit::Ok),
        Wrote::Changed => {
            io::note(
                args,
                &format!(
                    "drplan: {shown} changed while it was read, and is left as it is; run this again"
                ),
            );
            Ok(Exit::OutOfDate)
        }
        Wrote::Linked => {
            io::note(
                args,
                &format!(
                    "drplan: {shown} has other names (hard links), and a new file would part them: nothing was written; replace it by a copy of its own (`cp -p {shown} copy && mv copy {shown}`) and run this again"
                ),
            );
            Ok(Exit::Io)
        }
    }
}

fn stdin(args: &Args, verb: &Fmt) -> Result<Exit> {
    let Some(text) = io::read_stdin()? else {
        let mut project = Project::default();
        project.add_unreadable(&verb.stdin_filename);
        findings(args, project)?;
        return Ok(Exit::Findings);
    };
    let mut sources = SourceMap::default();
    let id = sources.add(&*verb.stdin_filename, text);
    let Some(source) = sources.get(id) else {
        return Ok(Exit::Internal);
    };
    let (new, exit) = match format(source, id) {
        Formatted::Same => (source.text().to_owned(), Exit::Ok),
        Formatted::Changed(new) if verb.check => (new, Exit::OutOfDate),
        Formatted::Changed(new) => (new, Exit::Ok),
        Formatted::Broken => {
            let mut project = Project::default();
            project.add(&verb.stdin_filename, source.text(), false);
            findings(args, project)?;
            return Ok(Exit::Findings);
        }
    };
    if verb.diff {
        io::print(&drift::unified(&verb.stdin_filename, source.text(), &new))?;
    } else if !verb.check {
        io::print(&new)?;
    }
    Ok(exit)
}

/// Syntax findings alone: what a plan means is no matter of layout.
fn findings(args: &Args, project: Project) -> Result<()> {
    let today = io::today(args)?;
    let mut done = project.compile(today, |_| Inventory::default());
    done.diags
        .retain(|diag| diag.finding.family == Family::Syntax);
    report::findings(args, &done).map(|_| ())
}
