//! `drplan fmt`.

use super::args::{Args, Fmt};
use super::{Exit, drift, io, report};
use crate::compile::Project;
use crate::fmt::{Formatted, format};
use crate::repo::Inventory;
use crate::source::SourceMap;
use anyhow::Result;
use std::path::PathBuf;

pub(super) fn run(args: &Args, verb: &Fmt) -> Result<Exit> {
    if verb.paths.iter().any(|path| path.as_os_str() == "-") {
        return stdin(args, verb);
    }
    let mut files: Vec<PathBuf> = Vec::new();
    if verb.paths.is_empty() {
        match io::find(args, None)? {
            Some((_, found)) => files = found,
            None => return Ok(report::no_plan(args)),
        }
    }
    for path in &verb.paths {
        let path = io::resolve(args, path);
        if path.is_dir() {
            files.extend(io::plan_files(&path)?)
        } else {
            files.push(path)
        }
    }
    if files.is_empty() {
        return Ok(report::no_plan(args));
    }
    let mut exit = Exit::Ok;
    for path in files {
        let shown = io::shown(&path);
        let Some(text) = io::read_text(&path)? else {
            let mut project = Project::default();
            project.add_unreadable(&shown);
            findings(args, project)?;
            exit = Exit::Findings;
            continue;
        };
        let mut sources = SourceMap::default();
        let id = sources.add(&shown, text);
        let Some(source) = sources.get(id) else {
            continue;
        };
        match format(source, id) {
            Formatted::Same => {}
            Formatted::Broken => {
                let mut project = Project::default();
                project.add(&shown, source.text(), false);
                findings(args, project)?;
                exit = Exit::Findings;
            }
            Formatted::Changed(new) => {
                if verb.diff {
                    io::print(&drift::unified(&shown, source.text(), &new))?;
                }
                if verb.check {
                    io::print(&format!("not formatted: {shown}\n"))?;
                    if exit == Exit::Ok {
                        exit = Exit::OutOfDate;
                    }
                } else if !verb.diff {
                    io::replace(&path, new.as_bytes())?;
                    io::print(&format!("formatted {shown}\n"))?;
                }
            }
        }
    }
    Ok(exit)
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
    done.diags.retain(|diag| {
        crate::diag::findings::find(diag.name).is_some_and(|row| row.family == "syntax")
            && !matches!(
                diag.name,
                "no-plan-block"
                    | "unknown-keyword"
                    | "missing-statement"
                    | "wrong-value"
                    | "wrong-arguments"
                    | "wrong-block"
                    | "duplicate-statement"
                    | "two-plans"
            )
    });
    report::findings(args, &done).map(|_| ())
}
