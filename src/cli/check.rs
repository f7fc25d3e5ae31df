//! `drplan check`.

use super::args::{Args, Check};
use super::{Exit, io, report};
use crate::compile::Project;
use crate::repo::Inventory;
use anyhow::Result;
use std::collections::BTreeSet;
use std::path::Path;

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
        // Two files of one directory are one plan, checked once.
        if let Some((directory, _)) = io::find(args, path)?
            && !seen.insert(directory)
        {
            continue;
        }
        let Some(loaded) = io::load(args, path)? else {
            return Ok(report::no_plan(args));
        };
        let root = loaded.root;
        let done = loaded
            .project
            .compile(today, |model| io::look(&root, model));
        // The process ends soon: giving back a plan's memory piece by piece costs a tenth of it.
        let done = std::mem::ManuallyDrop::new(done);
        let exit = report::findings(args, &done)?;
        if exit as u8 > worst as u8 {
            worst = exit;
        }
    }
    Ok(worst)
}
