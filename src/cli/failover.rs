//! `drplan failover`.

use super::args::{Args, Failover, Step};
use super::build::{Ready, changed, in_the_way};
use super::edit::{Edited, edit};
use super::io::{Loaded, Root, Source};
use super::write::Outcome as Written;
use super::{Exit, complain, io, judge, neighbours, old, plan, refuse};
use crate::driver::Compilation;
use crate::operate::{self, Begin, Outcome};
use crate::output::build::{self as build_text, Change};
use crate::output::failover::{json, modes, status as status_text, status_json};
use crate::output::findings::Format;
use crate::output::many;
use anyhow::Result;

pub(super) fn run(args: &Args, verb: &Failover) -> Result<Exit> {
    let named = match &verb.step {
        Step::Begin { plan, .. }
        | Step::Finish { plan, .. }
        | Step::Abort { plan, .. }
        | Step::Status { plan } => plan.as_deref(),
    };
    if let Some(path) = named.filter(|path| !io::resolve(args, path).exists()) {
        let path = io::shown(path);
        let message =
            format!("there is no plan `{path}`; a cluster is named with `--cluster {path}`");
        return Ok(refuse(args, Exit::Io, &message));
    }
    let mut loaded = match plan::load(args, named)? {
        Ok(loaded) => loaded,
        Err(exit) => return Ok(exit),
    };
    let format = verb.format.unwrap_or_default();
    let today = io::today(args)?;
    let outputs = old::examine(&mut loaded, old::Depth::Files)?;
    let root = loaded.repository.clone();
    let directory = loaded.site.directory.clone();
    let place = (root.as_ref(), directory.as_path());
    let look = |model: &_| neighbours::look(args, place, &outputs.hidden, model);
    let done = std::mem::take(&mut loaded.project).compile(today, look);
    let exit = judge::exit_before_move(args, &done);
    if let Step::Status { .. } = &verb.step {
        return status(args, format, &done).map(|()| judge::exit(args, &done));
    }
    if exit != Exit::Ok {
        return refused(args, format, &done, exit);
    }
    let outcome = match decide(&done, &verb.step) {
        Ok(outcome) => outcome,
        Err(refusal) => return Ok(refuse(args, Exit::Usage, &refusal)),
    };
    loaded.project = done.edited(|_, text| apply(&outcome, text));
    let edits = edits(&done, &loaded);
    let asking = old::Asking::new(&loaded);
    let mut done = loaded.project.build_move(today, look);
    let exit = judge::exit_of_move(args, &done);
    let (Some(root), Some(asking)) = (&root, asking) else {
        return refused(args, format, &done, exit);
    };
    if exit != Exit::Ok {
        return refused(args, format, &done, exit);
    }
    let _lock = root.lock()?;
    let Some(ready) = Ready::new(&mut done, root.clone(), asking, &outputs)? else {
        return refused(args, format, &done, Exit::Findings);
    };
    let mut files = Vec::new();
    let exit = write(args, format, &ready, &loaded.site.top, &edits, &mut files)?;
    if format == Format::Json {
        io::print(&json(&done, &outcome, &files, exit as u8))?;
        return Ok(exit);
    }
    if exit != Exit::Ok {
        return Ok(exit);
    }
    io::print(&modes(&outcome))?;
    let manifests = many(ready.done().len(), "manifest");
    io::note(
        args,
        &format!(
            "{manifests} changed; review and commit them with the plan and the list of outputs"
        ),
    );
    match done.broken_promises() {
        0 => judge::count(args, &done),
        broken => {
            judge::print(args, &done, format)?;
            io::note(args, &unmet(broken));
        }
    }
    for step in &outcome.advice {
        io::note(args, &build_text::step(step));
    }
    Ok(exit)
}

/// What is said of promises that do not hold after a move: it is written, and the checks of a pull request fail.
fn unmet(broken: usize) -> String {
    format!(
        "drplan: the move is written although there {}: backups that are late are better than none; change the plan, or write what was measured, before the next `drplan build`",
        match broken {
            1 => "is 1 error of a promise".to_owned(),
            broken => format!("are {broken} errors of promises"),
        }
    )
}

/// Says with the findings of the plan why there is no move.
fn refused(args: &Args, format: Format, done: &Compilation, exit: Exit) -> Result<Exit> {
    if format == Format::Json {
        io::print(&json(done, &Outcome::default(), &[], exit as u8))?;
    } else {
        judge::print_and_count(args, done, format)?;
    }
    Ok(exit)
}

/// Says where the clusters are; of a plan that could not be read, why.
fn status(args: &Args, format: Format, done: &Compilation) -> Result<()> {
    let whole = done.analysis.as_ref().filter(|_| done.is_whole());
    let clusters = whole.map(operate::status).unwrap_or_default();
    if format == Format::Json {
        return io::print(&status_json(done, &clusters));
    }
    if whole.is_none() {
        return judge::print_and_count(args, done, format);
    }
    io::print(&status_text(&clusters))?;
    judge::count(args, done);
    Ok(())
}

/// A plan file that changes: it, and both of its texts.
type Edit = (Source, String, String);

/// The files whose text is another one.
fn edits(before: &Compilation, after: &Loaded) -> Vec<Edit> {
    let old = before.sources.iter();
    let new = after.project.sources().iter();
    old.zip(new)
        .zip(&after.paths)
        .filter(|(((_, old), (_, new)), _)| new.text() != old.text())
        .map(|(((_, old), (_, new)), path)| {
            let source = Source {
                shown: new.path().to_owned(),
                file: Ok(path.clone()),
            };
            (source, old.text().to_owned(), new.text().to_owned())
        })
        .collect()
}

/// The move.
fn decide(done: &Compilation, step: &Step) -> Result<Outcome, String> {
    let Some(analysis) = &done.analysis else {
        return Err("the plan could not be read".to_owned());
    };
    match step {
        Step::Begin {
            recovery,
            run,
            tier,
            backup,
            ..
        } => {
            let input = Begin {
                chosen: recovery.chosen(),
                run: run.as_deref(),
                tiers: tier,
                backups: backup,
            };
            operate::begin(analysis, input)
        }
        Step::Finish { recovery, .. } => operate::finish(analysis, recovery.chosen()),
        Step::Abort { recovery, .. } => operate::abort(analysis, recovery.chosen()),
        Step::Status { .. } => Ok(Outcome::default()),
    }
}

/// The text with every change that concerns it; `None` where none does.
fn apply(outcome: &Outcome, text: &str) -> Option<String> {
    let mut current: Option<String> = None;
    for change in &outcome.changes {
        let base = current.as_deref().unwrap_or(text);
        if let Some(new) = change.written(base) {
            current = Some(new);
        }
    }
    current
}

/// Writes the plan, then what follows from it: a kill in between leaves what `build` completes.
/// `files` takes what was done.
fn write(
    args: &Args,
    format: Format,
    ready: &Ready,
    top: &Root,
    edits: &[Edit],
    files: &mut Vec<Change>,
) -> Result<Exit> {
    let say = |text: &str| match format {
        Format::Json => Ok(()),
        Format::Full | Format::Concise | Format::Plain => io::print(text),
    };
    if let Some(note) = ready.list_note() {
        io::note(args, &note);
    }
    let stops = ready.in_the_way(false);
    if !stops.is_empty() {
        say(&build_text::differences(&stops, true))?;
        let edited = "first write over it with `drplan build --overwrite-edited`, then run this command again";
        io::note(args, &in_the_way(&stops, edited));
        *files = stops;
        return Ok(Exit::OutOfDate);
    }
    for (source, old, new) in edits {
        if let Ok(path) = &source.file {
            top.sweep(path)?;
        }
        if let Edited::Left(exit, message) = edit(top, source, old, new)? {
            complain(&message);
            files.push(Change::new("left", &source.shown));
            return Ok(exit);
        }
        say(&format!("edited {}\n", source.shown))?;
        files.push(Change::new("edited", &source.shown));
    }
    if let Written::Changed(path) = ready.write()? {
        let (change, note) = changed(&path);
        say(&build_text::differences(
            std::slice::from_ref(&change),
            true,
        ))?;
        io::note(args, &note);
        files.push(change);
        return Ok(Exit::OutOfDate);
    }
    files.extend(ready.done());
    Ok(Exit::Ok)
}
