//! `drplan check`.

use super::args::{Args, Check};
use super::{Exit, attempt, io, old, report};
use crate::driver::Project;
use crate::model::value::Date;
use crate::repository::Inventory;
use anyhow::Result;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

pub(super) fn run(args: &Args, verb: &Check) -> Result<Exit> {
    if verb.paths.iter().any(|path| path.as_os_str() == "-") {
        let mut project = Project::default();
        match io::read_stdin()? {
            Some(text) => {
                project.add("<stdin>", text, false);
            }
            None => project.add_unreadable("<stdin>"),
        }
        let done = project.compile(io::today(args)?, |_| Inventory::default());
        return report::findings(args, &done);
    }
    let today = io::today(args)?;
    let paths: Vec<Option<&Path>> = match verb.paths.as_slice() {
        [] => vec![None],
        paths => paths.iter().map(|path| Some(path.as_path())).collect(),
    };
    let mut worst = Exit::Ok;
    let mut seen = BTreeSet::new();
    for path in paths {
        worst = worst.worst(attempt(|| one(args, path, today, &mut seen)));
    }
    Ok(worst)
}

/// Checks the plan that a path names, unless it was checked already.
fn one(
    args: &Args,
    path: Option<&Path>,
    today: Date,
    seen: &mut BTreeSet<PathBuf>,
) -> Result<Exit> {
    let Some(mut loaded) = io::load(args, path)? else {
        return Ok(report::no_plan(args, path));
    };
    // Two files of one directory are one plan, checked once.
    if !seen.insert(loaded.site.directory.clone()) {
        return Ok(Exit::Ok);
    }
    let outputs = old::examine(&mut loaded, old::Depth::Names)?;
    let root = loaded.repository;
    let done = loaded.project.compile(today, |model| {
        io::look(root.as_ref(), &outputs.hidden, model)
    });
    // The process ends soon: giving back a plan's memory piece by piece costs a tenth of it.
    let done = std::mem::ManuallyDrop::new(done);
    report::findings(args, &done)
}
