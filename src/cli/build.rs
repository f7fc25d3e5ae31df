//! `drplan build`.

mod ready;

use super::args::{Args, Build};
use super::drift::Kind;
use super::io::Root;
use super::write::Outcome;
use super::{Exit, io, judge, neighbours, old, plan, refuse};
use crate::driver::Compilation;
use crate::output::build::{self, Built, Change};
use crate::output::findings::Format;
use crate::output::wiring;
use anyhow::Result;
pub(super) use ready::Ready;

/// What a build comes to, and how it is printed.
struct Run<'a> {
    args: &'a Args,
    format: Format,
    done: Compilation,
    built: Built,
}

pub(super) fn run(args: &Args, verb: &Build) -> Result<Exit> {
    let mut loaded = match plan::load(args, verb.plan.as_deref())? {
        Ok(loaded) => loaded,
        Err(exit) => return Ok(exit),
    };
    let mut outputs = old::examine(&mut loaded, old::Depth::Files)?;
    let hidden = old::hidden(&outputs, verb.remove_old.as_deref());
    let (repository, asking) = (loaded.repository.clone(), old::Asking::new(&loaded));
    let directory = loaded.site.directory.clone();
    let done = loaded.project.build(io::today(args)?, |model| {
        neighbours::look(args, (repository.as_ref(), &directory), &hidden, model)
    });
    let mut run = Run {
        args,
        format: verb.format.unwrap_or_default(),
        done,
        built: Built::default(),
    };
    if run.format != Format::Json {
        judge::print_and_count(args, &run.done, run.format)?;
    }
    let exit = judge::exit(args, &run.done);
    let (Some(repository), Some(asking)) = (repository, asking) else {
        return run.end(exit);
    };
    if exit != Exit::Ok {
        // A plan that is refused for what is not wired says what to wire.
        for line in wiring::open(&run.done.wiring) {
            run.say_aside(&line);
        }
        return run.end(exit);
    }
    if let Some(plan) = &verb.remove_old
        && !outputs.old.iter().any(|old| old.owner.plan == *plan)
    {
        let plan = io::line(plan);
        let message = format!("the repository has no old outputs of a plan `{plan}`");
        let exit = refuse(args, Exit::Usage, &message);
        if outputs.partly {
            io::note(args, NOT_EVERYWHERE);
        }
        return Ok(exit);
    }
    let root = match &verb.out {
        Some(out) => {
            outputs.claims.clear();
            Root::at(&io::resolve(args, out))?
        }
        None => repository,
    };
    let exit = run.compare(verb, root, asking, &outputs)?;
    run.end(exit)
}

impl Run<'_> {
    /// Prints what programs read, and gives the exit code.
    fn end(self, exit: Exit) -> Result<Exit> {
        if self.format == Format::Json {
            io::print(&build::json(&self.done, &self.built, exit as u8))?;
        }
        Ok(exit)
    }

    fn compare(
        &mut self,
        verb: &Build,
        root: Root,
        asking: old::Asking,
        outputs: &old::Outputs,
    ) -> Result<Exit> {
        let only_look = verb.check || verb.diff;
        let _lock = match only_look {
            true => None,
            false => Some(root.lock()?),
        };
        let Some(ready) = Ready::new(&mut self.done, root, asking, outputs)? else {
            return Ok(Exit::Ok);
        };
        self.built.files = ready.bundle.files.len();
        if let Some(note) = ready.list_note() {
            self.note(note);
        }
        if only_look {
            self.built.changes = ready.differences(verb.diff);
            let text = build::differences(&self.built.changes, verb.check);
            self.say(&text)?;
            let differs = verb.check && !self.built.changes.is_empty();
            return Ok(if differs { Exit::OutOfDate } else { Exit::Ok });
        }
        let in_the_way = ready.in_the_way(verb.overwrite_edited);
        if !in_the_way.is_empty() {
            self.say(&build::differences(&in_the_way, true))?;
            self.built.changes = in_the_way;
            self.note(self::in_the_way(
                &self.built.changes,
                "write over it with --overwrite-edited",
            ));
            return Ok(Exit::OutOfDate);
        }
        if let Outcome::Changed(path) = ready.write()? {
            let (change, note) = changed(&path);
            self.say(&build::differences(std::slice::from_ref(&change), true))?;
            self.built.changes = vec![change];
            self.note(note);
            return Ok(Exit::OutOfDate);
        }
        self.built.changes = ready.done();
        if !self.args.quiet {
            self.say(&build::done(&self.built.changes))?;
        }
        self.note(ready.counts());
        for line in wiring::all(&self.done.wiring) {
            self.say_aside(&line);
        }
        match &verb.remove_old {
            Some(plan) => self.remove_old(&ready, outputs, plan),
            None => Ok(Exit::Ok),
        }
    }

    /// Removes old outputs of a plan, and says what it removed.
    fn remove_old(&mut self, ready: &Ready, outputs: &old::Outputs, plan: &str) -> Result<Exit> {
        let (mut gone, mut edited) = (Vec::new(), Vec::new());
        for old in outputs.old.iter().filter(|old| old.owner.plan == plan) {
            let removed = old::remove(&ready.root, old, &ready.bundle)?;
            gone.extend(removed.gone.iter().map(|path| Change::new("removed", path)));
            let word = Kind::HandEdited.word();
            edited.extend(removed.edited.iter().map(|path| Change::new(word, path)));
        }
        if !self.args.quiet {
            self.say(&build::done(&gone))?;
        }
        self.say(&build::differences(&edited, true))?;
        let count = gone.len();
        self.note(format!("{count} old files of plan {plan} removed"));
        let exit = if edited.is_empty() {
            Exit::Ok
        } else {
            let note = "drplan: what was edited is left; remove it by hand when nothing needs it";
            self.note(note.to_owned());
            Exit::OutOfDate
        };
        self.built.changes.extend(gone);
        self.built.changes.extend(edited);
        Ok(exit)
    }

    /// Prints for people.
    fn say(&self, text: &str) -> Result<()> {
        if self.format == Format::Json {
            return Ok(());
        }
        io::print(text)
    }

    /// The same on standard error.
    fn say_aside(&self, text: &str) {
        if self.format != Format::Json {
            io::note(self.args, text);
        }
    }

    /// Says something beside the report.
    fn note(&mut self, text: String) {
        self.say_aside(&text);
        self.built.notes.push(text);
    }
}

/// Old outputs may be where nothing was looked for.
const NOT_EVERYWHERE: &str = "drplan: not every folder was searched: there are too many, or one cannot be read; remove old outputs in the others by hand";

/// What is to be done with what is in the way. `edited` is what to do with an edited output.
pub(super) fn in_the_way(changes: &[Change], edited: &str) -> String {
    let (ours, others): (Vec<&Change>, Vec<&Change>) = changes
        .iter()
        .partition(|one| one.what == Kind::HandEdited.word());
    let mut steps = Vec::new();
    if !ours.is_empty() {
        steps.push(format!("take the edit into the plan, or {edited}"));
    }
    if !others.is_empty() {
        steps.push(
            "move or remove what stands in the way: drplan did not write it, or its list of outputs does not name it"
                .to_owned(),
        );
    }
    format!("drplan: nothing was written; {}", steps.join("; "))
}

/// A file that somebody changed while it was to be written, and what is said of it.
pub(super) fn changed(path: &str) -> (Change, String) {
    let note = "drplan: this file changed while it was to be written, and is left as it is; run this again";
    let change = Change::new("changed by somebody else", io::line(path));
    (change, note.to_owned())
}
