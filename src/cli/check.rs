//! `drplan check`.

use super::args::{Args, Check};
use super::io::Search;
use super::{Exit, caught, complain, io, judge, neighbours, old, plan};
use crate::output::check::{Checked, json};
use crate::output::findings::Format;
use crate::output::wiring;
use crate::repository::Inventory;
use anyhow::Result;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// One plan to check: `None` for standard input.
type Target = Option<PathBuf>;

/// What is known of all plans so far.
struct Run<'a> {
    args: &'a Args,
    format: Format,
    /// Whether there are several plans, which are then named.
    several: bool,
    checked: Vec<Checked>,
    failures: Vec<String>,
    exit: Exit,
}

pub(super) fn run(args: &Args, verb: &Check) -> Result<Exit> {
    let mut run = Run {
        args,
        format: verb.format.unwrap_or_default(),
        several: false,
        checked: Vec::new(),
        failures: Vec::new(),
        exit: Exit::Ok,
    };
    let targets = run.targets(verb);
    if targets.is_empty() && run.exit == Exit::Ok {
        let only = verb.paths.first().filter(|_| verb.paths.len() == 1);
        return Ok(plan::none(args, only.map(PathBuf::as_path)));
    }
    run.several = targets.len() > 1;
    for target in targets {
        match caught(|| run.one(target.as_deref())) {
            Ok(exit) => run.exit = run.exit.worst(exit),
            Err(failure) => run.fail(failure),
        }
    }
    if run.format == Format::Json {
        io::print(&json(&run.checked, &run.failures))?;
    }
    Ok(run.exit)
}

impl Run<'_> {
    /// The plans that the arguments name, each once: those of one directory are one.
    fn targets(&mut self, verb: &Check) -> Vec<Target> {
        let paths: Vec<Option<&Path>> = match verb.paths.as_slice() {
            [] => vec![None],
            paths => paths.iter().map(|path| Some(path.as_path())).collect(),
        };
        let mut seen = BTreeSet::new();
        let mut targets = Vec::new();
        for path in paths {
            let args = self.args;
            let found = caught(|| named(args, path));
            match found {
                Ok(found) if found.is_empty() && verb.paths.len() > 1 => {
                    self.exit = self.exit.worst(Exit::NoPlan);
                    let path = path.map_or_else(|| ".".to_owned(), io::shown);
                    self.fail((
                        Exit::NoPlan,
                        format!("no .drplan file in {path} or below it"),
                    ));
                }
                Ok(found) => targets.extend(
                    found
                        .into_iter()
                        .filter_map(|(key, target)| seen.insert(key).then_some(target)),
                ),
                Err(failure) => self.fail(failure),
            }
        }
        targets
    }

    /// Says what could not be checked, and goes on with the next one.
    fn fail(&mut self, (exit, message): (Exit, String)) {
        self.exit = self.exit.worst(exit);
        complain(&message);
        self.failures.push(message);
    }

    fn one(&mut self, path: Option<&Path>) -> Result<Exit> {
        let args = self.args;
        let today = io::today(args)?;
        let (done, directory) = match path {
            None => {
                let project = plan::from_stdin("<stdin>")?;
                let done = project.check(today, |_| Inventory::default());
                (done, "<stdin>".to_owned())
            }
            Some(path) => {
                let Some(mut loaded) = io::load(args, Some(path))? else {
                    return Ok(plan::none(args, Some(path)));
                };
                let directory = io::shown(&loaded.site.directory);
                let outputs = old::examine(&mut loaded, old::Depth::Names)?;
                let root = loaded.repository;
                let place = (root.as_ref(), loaded.site.directory.as_path());
                let done = loaded.project.check(today, |model| {
                    neighbours::look(args, place, &outputs.hidden, model)
                });
                (done, directory)
            }
        };
        // The process ends soon: giving back a plan's memory piece by piece costs a tenth of it.
        let done = std::mem::ManuallyDrop::new(done);
        let checked = Checked::new(&done, directory, self.format == Format::Json);
        if self.format != Format::Json {
            judge::print(args, &done, self.format)?;
            io::note(args, &checked.line(self.several));
            if let Some(reading) = &checked.reading {
                io::note(args, reading);
            }
            for line in wiring::open(&done.wiring) {
                io::note(args, &line);
            }
        }
        self.checked.push(checked);
        Ok(judge::exit(args, &done))
    }
}

/// The plans of an argument: that of the folder, else those below it. Each has a key by which it is
/// known again.
fn named(args: &Args, path: Option<&Path>) -> Result<Vec<(PathBuf, Target)>> {
    if plan::is_stdin(path) {
        return Ok(vec![(PathBuf::from("-"), None)]);
    }
    match io::find(args, path)? {
        Search::Plan(site, _) => {
            let named = path.map_or_else(|| site.directory.clone(), Path::to_owned);
            Ok(vec![(site.directory, Some(named))])
        }
        Search::Outside(named) => {
            // Below `-C` an argument is named from there.
            let base = args.directory.as_deref().unwrap_or(Path::new(""));
            let argument = named.strip_prefix(base).unwrap_or(&named).to_owned();
            Ok(vec![(named, Some(argument))])
        }
        Search::Nothing => {
            let below = io::plans_below(args, path)?;
            Ok(below
                .into_iter()
                .map(|path| (path.clone(), Some(path)))
                .collect())
        }
    }
}
