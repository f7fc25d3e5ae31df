//! `drplan failover`.

use super::args::{Args, Failover, Step};
use super::build::Outputs;
use super::{Exit, io, report};
use crate::compile::Compilation;
use crate::failover::{self, Begin, Outcome};
use anyhow::Result;
use std::path::{Path, PathBuf};

pub(super) fn run(args: &Args, verb: &Failover) -> Result<Exit> {
    let plan = match &verb.step {
        Step::Begin { plan, .. }
        | Step::Finish { plan, .. }
        | Step::Abort { plan, .. }
        | Step::Status { plan } => plan.as_deref(),
    };
    let Some(loaded) = io::load(args, plan)? else {
        return Ok(report::no_plan(args));
    };
    let today = io::today(args)?;
    let project = loaded.project.clone();
    let done = loaded
        .project
        .compile(today, |model| io::look(&loaded.root, model));
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
            let lines = match (&done.model, done.facts()) {
                (Some(model), Some(facts)) => failover::status(model, &facts),
                _ => Vec::new(),
            };
            for line in lines {
                io::print(&format!("{line}\n"))?;
            }
            return Ok(Exit::Ok);
        }
    };
    let edited = project.edited(|_, text| apply(&outcome, text));
    let texts: Vec<(PathBuf, String)> = edited
        .sources()
        .iter()
        .zip(project.sources().iter())
        .filter(|((_, new), (_, old))| new.text() != old.text())
        .map(|((_, new), _)| (PathBuf::from(new.path()), new.text().to_owned()))
        .collect();
    let mut done = edited.build(today, |model| io::look(&loaded.root, model));
    let exit = report::findings(args, &done)?;
    if exit != Exit::Ok {
        return Ok(exit);
    }
    write(args, &mut done, &loaded.root, &texts, &outcome)
}

/// The move; `None` for a question.
fn decide(done: &Compilation, step: &Step) -> Option<Result<Outcome, String>> {
    let (Some(model), Some(facts)) = (&done.model, done.facts()) else {
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
            let told = Begin {
                cluster: cluster.as_deref(),
                run: run.as_deref(),
                tiers: tier,
                backups: backup,
            };
            Some(failover::begin(model, &facts, told))
        }
        Step::Finish { cluster, .. } => Some(failover::finish(model, &facts, cluster.as_deref())),
        Step::Abort { cluster, .. } => Some(failover::abort(model, &facts, cluster.as_deref())),
        Step::Status { .. } => None,
    }
}

/// The text with every change that concerns it; `None` where none does.
fn apply(outcome: &Outcome, text: &str) -> Option<String> {
    let mut current: Option<String> = None;
    for change in &outcome.changes {
        let base = current.as_deref().unwrap_or(text);
        if let Some(new) = failover::set_mode(base, &change.cluster, change.mode.as_deref()) {
            current = Some(new);
        }
    }
    current
}

/// Writes the plan, then what follows from it: a kill in between leaves what `build` completes.
fn write(
    args: &Args,
    done: &mut Compilation,
    root: &Path,
    texts: &[(PathBuf, String)],
    outcome: &Outcome,
) -> Result<Exit> {
    let Some(ready) = Outputs::new(args, done, root, root.to_owned())? else {
        return Ok(Exit::Findings);
    };
    if ready.refused(args, false)? {
        return Ok(Exit::OutOfDate);
    }
    for (path, text) in texts {
        io::replace(path, text.as_bytes())?;
        io::print(&format!("edited {}\n", io::shown(path)))?;
    }
    ready.write()?;
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
    for line in &outcome.advice {
        io::note(args, line);
    }
    Ok(Exit::Ok)
}
