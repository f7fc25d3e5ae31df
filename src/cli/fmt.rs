//! `drplan fmt`.

use super::args::{Args, Fmt};
use super::edit::{Edited, edit};
use super::io::{Root, Search, Source, Text};
use super::{Exit, caught, complain, drift, io, judge, plan};
use crate::diag::findings::Family;
use crate::driver::Project;
use crate::fmt::{Formatted, format};
use crate::output::build::Change;
use crate::output::findings::{Format, list};
use crate::output::fmt::json;
use crate::repository::Inventory;
use crate::source::SourceMap;
use anyhow::Result;
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Files below one root.
type Found = (Root, Vec<Source>);

/// What became of the files so far.
struct Run<'a> {
    args: &'a Args,
    verb: &'a Fmt,
    format: Format,
    files: Vec<Change>,
    findings: Vec<Value>,
    /// The text of standard input, laid out.
    text: Option<String>,
    exit: Exit,
}

pub(super) fn run(args: &Args, verb: &Fmt) -> Result<Exit> {
    let mut run = Run {
        args,
        verb,
        format: verb.format.unwrap_or_default(),
        files: Vec::new(),
        findings: Vec::new(),
        text: None,
        exit: Exit::Ok,
    };
    if verb.paths.iter().any(|path| plan::is_stdin(Some(path))) {
        run.exit = run.stdin()?;
        return run.end();
    }
    let found = run.found();
    if found.is_empty() && run.exit == Exit::Ok {
        let only = verb.paths.first().filter(|_| verb.paths.len() == 1);
        return Ok(plan::none(args, only.map(PathBuf::as_path)));
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
            let exit = caught(|| run.one(root, source));
            run.count(exit);
        }
    }
    run.end()
}

impl Run<'_> {
    /// Prints what is left to print.
    fn end(self) -> Result<Exit> {
        if self.format == Format::Json {
            let text = self.text.as_deref();
            io::print(&json(&self.files, &self.findings, text, self.exit as u8))?;
        }
        Ok(self.exit)
    }

    /// Takes over what came of one file: what fails is said, and the next one is done all the same.
    fn count(&mut self, done: Result<Exit, (Exit, String)>) {
        let exit = done.unwrap_or_else(|(exit, message)| {
            complain(&message);
            self.files.push(Change {
                diff: Some(message),
                ..Change::new("failed", "")
            });
            exit
        });
        self.exit = self.exit.worst(exit);
    }

    /// The files that the arguments name.
    fn found(&mut self) -> Vec<Found> {
        let mut found = Vec::new();
        let paths: Vec<Option<&Path>> = match self.verb.paths.as_slice() {
            [] => vec![None],
            paths => paths.iter().map(|path| Some(path.as_path())).collect(),
        };
        for path in paths {
            let exit = caught(|| self.find(path, &mut found));
            self.count(exit);
        }
        found
    }

    fn find(&mut self, path: Option<&Path>, found: &mut Vec<Found>) -> Result<Exit> {
        if let Some(path) = path {
            let named = io::resolve(self.args, path);
            if !named.is_dir() {
                let (site, source) = io::source_at(&named)?;
                found.push((site.top, vec![source]));
                return Ok(Exit::Ok);
            }
        }
        match io::find(self.args, path)? {
            Search::Plan(site, files) => found.push((site.top, files)),
            Search::Outside(_) => return self.outside(path),
            Search::Nothing => {
                for below in io::plans_below(self.args, path)? {
                    if let Search::Plan(site, files) = io::find(self.args, Some(&below))? {
                        found.push((site.top, files));
                    }
                }
            }
        }
        Ok(Exit::Ok)
    }

    /// Says that a folder is behind a link that leads out of the repository.
    fn outside(&mut self, path: Option<&Path>) -> Result<Exit> {
        let Some(loaded) = io::load(self.args, path)? else {
            return Ok(plan::none(self.args, path));
        };
        self.report(loaded.project)?;
        Ok(Exit::Findings)
    }

    /// Lays out one file.
    fn one(&mut self, root: &Root, source: &Source) -> Result<Exit> {
        let shown = &source.shown;
        let verb = self.verb;
        if let Ok(path) = &source.file
            && !verb.check
            && !verb.diff
        {
            root.sweep(path)?;
        }
        let text = match io::text(root, source)? {
            Text::Utf8(text) => text,
            Text::NotUtf8 => return self.broken(shown, |project| project.add_unreadable(shown)),
            Text::Refused(refusal) => {
                return self.broken(shown, |project| {
                    project.add_refused(shown, |at| refusal.diag(at));
                });
            }
        };
        let mut sources = SourceMap::default();
        let id = sources.add(shown, text);
        let Some(file) = sources.get(id) else {
            return Ok(Exit::Internal);
        };
        match format(file, id) {
            Formatted::Same => {
                self.files.push(Change::new("same", shown));
                Ok(Exit::Ok)
            }
            Formatted::Broken => self.broken(shown, |project| {
                project.add(shown, file.text(), false);
            }),
            Formatted::Changed(new) => self.changed(root, source, file.text(), &new),
        }
    }

    fn changed(&mut self, root: &Root, source: &Source, old: &str, new: &str) -> Result<Exit> {
        let shown = &source.shown;
        let (check, diff) = (self.verb.check, self.verb.diff);
        let diff = diff.then(|| drift::unified(shown, old, new));
        if check || diff.is_some() {
            self.say(diff.as_deref().unwrap_or(""))?;
            if check {
                self.say(&format!("not formatted: {shown}\n"))?;
            }
            self.files.push(Change {
                diff,
                ..Change::new("not formatted", shown)
            });
            return Ok(if check { Exit::OutOfDate } else { Exit::Ok });
        }
        match edit(root, source, old, new)? {
            Edited::Done => {
                self.say(&format!("formatted {shown}\n"))?;
                self.files.push(Change::new("formatted", shown));
                Ok(Exit::Ok)
            }
            Edited::Left(exit, message) => {
                complain(&message);
                self.files.push(Change {
                    diff: Some(message),
                    ..Change::new("left", shown)
                });
                Ok(exit)
            }
        }
    }

    fn stdin(&mut self) -> Result<Exit> {
        let (args, verb) = (self.args, self.verb);
        let name = verb.stdin_filename.as_str();
        let Some(text) = io::read_stdin()? else {
            return self.broken(name, |project| project.add_unreadable(name));
        };
        let mut sources = SourceMap::default();
        let id = sources.add(name, text);
        let Some(source) = sources.get(id) else {
            return Ok(Exit::Internal);
        };
        let (new, exit) = match format(source, id) {
            Formatted::Same => (source.text().to_owned(), Exit::Ok),
            Formatted::Changed(new) if verb.check => (new, Exit::OutOfDate),
            Formatted::Changed(new) => (new, Exit::Ok),
            Formatted::Broken => {
                return self.broken(name, |project| {
                    project.add(name, source.text(), false);
                });
            }
        };
        let diff = verb.diff.then(|| drift::unified(name, source.text(), &new));
        let what = if new == source.text() {
            "same"
        } else {
            "not formatted"
        };
        if let Some(diff) = &diff {
            self.say(diff)?;
        } else if !verb.check && !args.is_json() {
            io::print(&new)?;
        }
        self.files.push(Change {
            diff,
            ..Change::new(what, name)
        });
        self.text = (!verb.check && !verb.diff).then_some(new);
        Ok(exit)
    }

    /// A file that cannot be laid out, with the findings that say why.
    fn broken(&mut self, shown: &str, add: impl FnOnce(&mut Project)) -> Result<Exit> {
        let mut project = Project::default();
        add(&mut project);
        self.files.push(Change::new("broken", shown));
        self.report(project)?;
        Ok(Exit::Findings)
    }

    /// Syntax findings alone: what a plan means is no matter of layout.
    fn report(&mut self, project: Project) -> Result<()> {
        let today = io::today(self.args)?;
        let mut done = project.compile(today, |_| Inventory::default());
        done.diags
            .retain(|diag| diag.finding.family == Family::Syntax);
        if self.format == Format::Json {
            self.findings.extend(list(&done));
            return Ok(());
        }
        judge::print_and_count(self.args, &done, self.format)
    }

    /// Prints for people.
    fn say(&self, text: &str) -> Result<()> {
        if self.format == Format::Json {
            return Ok(());
        }
        io::print(text)
    }
}
