//! From an argument to a plan: loaded, or compiled.

use super::args::Args;
use super::io::{self, Loaded};
use super::{Exit, neighbours, refuse};
use crate::driver::{Compilation, Project};
use crate::repository::Inventory;
use anyhow::Result;
use std::collections::BTreeSet;
use std::path::Path;

/// Whether an argument means standard input.
pub(super) fn is_stdin(path: Option<&Path>) -> bool {
    path.is_some_and(|path| path.as_os_str() == "-")
}

/// Loads the plan of an argument, or the only one below it; where there is none, or more than one,
/// says so and gives the exit code.
pub(super) fn load(args: &Args, path: Option<&Path>) -> Result<Result<Loaded, Exit>> {
    if let Some(loaded) = io::load(args, path)? {
        return Ok(Ok(loaded));
    }
    let below = io::plans_below(args, path)?;
    match below.as_slice() {
        [] => Ok(Err(none(args, path))),
        [only] => match io::load(args, Some(only))? {
            Some(loaded) => Ok(Ok(loaded)),
            None => Ok(Err(none(args, path))),
        },
        several => {
            let names: Vec<String> = several.iter().map(|path| io::shown(path)).collect();
            let message = format!(
                "there are {} plans {}: name one of {}",
                several.len(),
                place(path, "below it"),
                names.join(", ")
            );
            Ok(Err(refuse(args, Exit::Usage, &message)))
        }
    }
}

/// Says that there is no plan.
pub(super) fn none(args: &Args, path: Option<&Path>) -> Exit {
    let message = format!(
        "no .drplan file {}; `drplan init` writes one",
        place(path, "")
    );
    refuse(args, Exit::NoPlan, &message)
}

fn place(path: Option<&Path>, below: &str) -> String {
    match (path, below) {
        (Some(path), "") => format!("in {} or below it", io::shown(path)),
        (Some(path), _) => format!("below {}", io::shown(path)),
        (None, "") => "here or below".to_owned(),
        (None, _) => "below this folder".to_owned(),
    }
}

/// Finds, reads and compiles a plan, or the text of standard input.
pub(super) fn compiled(args: &Args, path: Option<&Path>) -> Result<Result<Compilation, Exit>> {
    let today = io::today(args)?;
    if is_stdin(path) {
        let project = from_stdin("<stdin>")?;
        return Ok(Ok(project.compile(today, |_| Inventory::default())));
    }
    let loaded = match load(args, path)? {
        Ok(loaded) => loaded,
        Err(exit) => return Ok(Err(exit)),
    };
    let root = loaded.repository;
    let place = (root.as_ref(), loaded.site.directory.as_path());
    Ok(Ok(loaded.project.compile(today, |model| {
        neighbours::look(args, place, &BTreeSet::new(), model)
    })))
}

/// The text of standard input as a plan of one file.
pub(super) fn from_stdin(name: &str) -> Result<Project> {
    let mut project = Project::default();
    match io::read_stdin()? {
        Some(text) => {
            project.add(name, text, false);
        }
        None => project.add_unreadable(name),
    }
    Ok(project)
}
