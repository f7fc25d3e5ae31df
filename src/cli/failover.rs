//! `drplan failover`.

use super::args::{Args, Failover, Step};
use super::build::{self, Ready};
use super::io::{Loaded, Root, Source};
use super::{Exit, fmt, io, old, report};
use crate::driver::{Compilation, Project};
use crate::operate::{self, Begin, Outcome};
use anyhow::Result;

pub(super) fn run(args: &Args, verb: &Failover) -> Result<Exit> {
    let plan = match &verb.step {
        Step::Begin { plan, .. }
        | Step::Finish { plan, .. }
        | Step::Abort { plan, .. }
        | Step::Status { plan } => plan.as_deref(),
    };
    let Some(mut loaded) = io::load(args, plan)? else {
        return Ok(report::no_plan(args, plan));
    };
    let today = io::today(args)?;
    let project = loaded.project.clone();
    let outputs = old::examine(&mut loaded, old::Depth::Files)?;
    let root = loaded.repository.clone();
    let look = |model: &_| io::look(root.as_ref(), &outputs.hidden, model);
    let done = std::mem::take(&mut loaded.project).compile(today, look);
    let exit = report::findings(args, &done)?;
    if exit != Exit::Ok {
        return Ok(exit);
    }
    let outcome = match decide(&done, &verb.step) {
        Some(Ok(outcome)) => outcome,
        Some(Err(refusal)) => {
            io::note(args, &format!("drplan: {refusal}"));
            return Ok(Exit::Usage);
        }
        None => {
            let lines = done.analysis.as_ref().map(operate::status);
            for line in lines.unwrap_or_default() {
                io::print(&format!("{line}\n"))?;
            }
            return Ok(Exit::Ok);
        }
    };
    loaded.project = project.edited(|_, text| apply(&outcome, text));
    let edits = edits(&project, &loaded);
    let asking = old::Asking::new(&loaded);
    let mut done = loaded.project.build(today, look);
    let exit = report::findings(args, &done)?;
    if exit != Exit::Ok {
        return Ok(exit);
    }
    let (Some(root), Some(asking)) = (&root, asking) else {
        return Ok(exit);
    };
    let _lock = root.lock()?;
    let Some(ready) = Ready::new(args, &mut done, root.clone(), asking, &outputs)? else {
        return Ok(Exit::Findings);
    };
    write(args, &ready, &loaded.site.top, &edits, &outcome)
}

/// A plan file that changes: it, and both of its texts.
type Edit = (Source, String, String);

/// The files whose text is another one.
fn edits(before: &Project, after: &Loaded) -> Vec<Edit> {
    let old = before.sources().iter();
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

/// The move; `None` for a question.
fn decide(done: &Compilation, step: &Step) -> Option<Result<Outcome, String>> {
    let Some(analysis) = &done.analysis else {
        return Some(Err("the plan could not be read".to_owned()));
    };
    match step {
        Step::Begin {
            cluster,
            run,
            tier,
            backup,
            ..
        } => {
            let input = Begin {
                cluster: cluster.as_deref(),
                run: run.as_deref(),
                tiers: tier,
                backups: backup,
            };
            Some(operate::begin(analysis, input))
        }
        Step::Finish { cluster, .. } => Some(operate::finish(analysis, cluster.as_deref())),
        Step::Abort { cluster, .. } => Some(operate::abort(analysis, cluster.as_deref())),
        Step::Status { .. } => None,
    }
}

/// The text with every change that concerns it; `None` where none does.
fn apply(outcome: &Outcome, text: &str) -> Option<String> {
    let mut current: Option<String> = None;
    for change in &outcome.changes {
        let base = current.as_deref().unwrap_or(text);
        if let Some(new) = operate::set_mode(base, &change.cluster, change.mode.as_deref()) {
            current = Some(new);
        }
    }
    current
}

/// Writes the plan, then what follows from it: a kill in between leaves what `build` completes.
fn write(
    args: &Args,
    ready: &Ready,
    top: &Root,
    edits: &[Edit],
    outcome: &Outcome,
) -> Result<Exit> {
    if ready.refused(args, false)? {
        return Ok(Exit::OutOfDate);
    }
    for (source, old, new) in edits {
        if let Ok(path) = &source.file {
            top.sweep(path)?;
        }
        let exit = fmt::edit(args, top, source, old, new)?;
        if exit != Exit::Ok {
            return Ok(exit);
        }
        io::print(&format!("edited {}\n", source.shown))?;
    }
    let exit = build::written(args, ready.write()?)?;
    if exit != Exit::Ok {
        return Ok(exit);
    }
    for change in &outcome.changes {
        let mode = change.mode.as_deref().unwrap_or("no `mode` statement");
        io::print(&format!("  cluster {}: {mode}\n", change.cluster))?;
    }
    io::note(
        args,
        &format!(
            "{} manifests changed; review and commit them with the plan",
            ready.changes()
        ),
    );
    for step in &outcome.advice {
        io::note(args, &report::step(step));
    }
    Ok(Exit::Ok)
}
