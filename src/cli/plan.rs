//! From an argument to a plan: loaded, or compiled.

use super::args::Args;
use super::io::{self, Loaded, Search};
use super::{Exit, neighbours, refuse};
use crate::driver::{Compilation, Project};
use crate::repository::Inventory;
use anyhow::Result;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// So many folders above are looked at.
const LEVELS: usize = 16;

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
    let next = match above(args).filter(|_| path.is_none()) {
        Some(plan) => format!(
            "there is a plan in {0}: name it, as in `drplan check {0}`",
            io::shown(&plan)
        ),
        None => "`drplan init` writes one".to_owned(),
    };
    let message = format!("no .drplan file {}; {next}", place(path, ""));
    refuse(args, Exit::NoPlan, &message)
}

/// A folder with a plan above the current one, in the same repository.
fn above(args: &Args) -> Option<PathBuf> {
    let mut up = PathBuf::from("..");
    for _ in 0..LEVELS {
        if !io::in_git(&io::resolve(args, &up)).is_ok_and(|inside| inside) {
            return None;
        }
        let mut places = [up.clone(), up.join("dr")].into_iter();
        let found = places.find(|place| {
            let there = io::resolve(args, place).is_dir();
            there && matches!(io::find(args, Some(place)), Ok(Search::Plan(..)))
        });
        if found.is_some() {
            return found;
        }
        up.push("..");
    }
    None
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
