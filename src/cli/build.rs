//! `drplan build`.

mod ready;

use super::args::{Args, Build};
use super::drift::Kind;
use super::io::Root;
use super::write::Outcome;
use super::{Exit, io, old, report};
use crate::emit::Bundle;
use anyhow::Result;
pub(super) use ready::Ready;
use std::collections::BTreeMap;

pub(super) fn run(args: &Args, verb: &Build) -> Result<Exit> {
    let Some(mut loaded) = io::load(args, verb.plan.as_deref())? else {
        return Ok(report::no_plan(args, verb.plan.as_deref()));
    };
    let mut outputs = old::examine(&mut loaded, old::Depth::Files)?;
    let hidden = old::hidden(&outputs, verb.remove_old.as_deref());
    let (repository, asking) = (loaded.repository.clone(), old::Asking::new(&loaded));
    let mut done = loaded.project.build(io::today(args)?, |model| {
        io::look(repository.as_ref(), &hidden, model)
    });
    let exit = report::findings(args, &done)?;
    if exit != Exit::Ok {
        return Ok(exit);
    }
    let (Some(repository), Some(asking)) = (repository, asking) else {
        return Ok(exit);
    };
    if let Some(plan) = &verb.remove_old
        && !outputs.old.iter().any(|old| old.owner.plan == *plan)
    {
        let plan = io::line(plan);
        io::note(
            args,
            &format!("drplan: the repository has no old outputs of a plan `{plan}`"),
        );
        if outputs.partly {
            io::note(
                args,
                "drplan: not every folder was looked into: there are too many, or one cannot be read; what lies in the others is removed by hand",
            );
        }
        return Ok(Exit::Usage);
    }
    let root = match &verb.out {
        Some(out) => {
            outputs.claims.clear();
            Root::at(&io::resolve(args, out))?
        }
        None => repository,
    };
    if verb.check || verb.diff {
        let ready = Ready::new(args, &mut done, root, asking, &outputs)?;
        return ready.map_or(Ok(exit), |ready| ready.check(verb));
    }
    let _lock = root.lock()?;
    let Some(ready) = Ready::new(args, &mut done, root, asking, &outputs)? else {
        return Ok(exit);
    };
    if ready.refused(args, verb.overwrite_edited)? {
        return Ok(Exit::OutOfDate);
    }
    let exit = written(args, ready.write()?)?;
    if exit != Exit::Ok {
        return Ok(exit);
    }
    if !args.quiet {
        summary(args, &ready)?;
    }
    match &verb.remove_old {
        Some(plan) => removed(args, &ready, &outputs, plan),
        None => Ok(Exit::Ok),
    }
}

/// Whether everything was written; says what was not.
pub(super) fn written(args: &Args, outcome: Outcome) -> Result<Exit> {
    match outcome {
        Outcome::Done => Ok(Exit::Ok),
        Outcome::Changed(path) => {
            io::print(&format!("changed by somebody else: {}\n", io::line(&path)))?;
            io::note(
                args,
                "drplan: this file changed while it was to be written, and is left as it is; run this again",
            );
            Ok(Exit::OutOfDate)
        }
    }
}

/// Removes old outputs of a plan, and says what it removed.
fn removed(args: &Args, ready: &Ready, outputs: &old::Outputs, plan: &str) -> Result<Exit> {
    let (mut exit, mut count) = (Exit::Ok, 0);
    for old in outputs.old.iter().filter(|old| old.owner.plan == plan) {
        let removed = old::remove(&ready.root, old, &ready.bundle)?;
        count += removed.gone.len();
        let lines = removed.gone.iter().map(|path| format!("removed {path}\n"));
        if !args.quiet {
            io::print(&lines.collect::<String>())?;
        }
        for path in &removed.edited {
            io::print(&format!("{}: {path}\n", Kind::HandEdited.word()))?;
            exit = Exit::OutOfDate;
        }
    }
    io::note(args, &format!("{count} old files of plan {plan} removed"));
    if exit != Exit::Ok {
        io::note(
            args,
            "drplan: what was edited is left; remove it by hand when nothing needs it",
        );
    }
    Ok(exit)
}

fn summary(args: &Args, ready: &Ready) -> Result<()> {
    let bundle: &Bundle = &ready.bundle;
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut lines = String::new();
    for drift in &ready.drifts {
        let gone = !bundle.files.contains_key(&drift.path);
        let (word, verb) = match drift.kind {
            Kind::Missing => ("wrote", "new"),
            Kind::Changed => ("wrote", "changed"),
            Kind::Conflict if !gone => ("resolved", "changed"),
            Kind::HandEdited if !gone => ("wrote", "changed"),
            Kind::HandEdited if !drift.ours => ("left", "left"),
            Kind::Stale | Kind::Conflict | Kind::HandEdited => ("removed", "stale"),
            Kind::Unowned | Kind::Link | Kind::Odd => continue,
        };
        *counts.entry(verb).or_default() += 1;
        lines.push_str(&format!("{word} {}\n", drift.path));
    }
    io::print(&lines)?;
    let part = |key: &str| counts.get(key).copied().unwrap_or(0);
    io::note(
        args,
        &format!(
            "{} files: {} new, {} changed, {} removed",
            bundle.files.len(),
            part("new"),
            part("changed"),
            part("stale")
        ),
    );
    for (apps, component) in &bundle.components {
        io::note(
            args,
            &format!("the Kustomization of {apps} needs `components: [{component}]`"),
        );
    }
    for note in &bundle.notes {
        io::note(args, note);
    }
    Ok(())
}
