//! `drplan init`: a commented starter plan that checks clean.

use super::args::{Args, Init};
use super::io::{Keep, Root, Search, Seen, Wrote};
use super::{Exit, io, refuse};
use crate::model::value::Name;
use crate::output::answer::made;
use crate::report::{StarterView, starter};
use anyhow::Result;
use std::path::Path;

/// The file that is written.
const FILE: &str = "plan.drplan";

pub(super) fn run(args: &Args, verb: &Init) -> Result<Exit> {
    let named = verb.directory.as_deref().unwrap_or(Path::new("dr"));
    let directory = io::resolve(args, named);
    let root = Root::at(&directory)?;
    if io::leads_out(&directory, root.path())? {
        let message = format!(
            "{} is behind a link out of the repository; nothing was written",
            io::shown(&directory)
        );
        return Ok(refuse(args, Exit::Usage, &message));
    }
    if directory.is_dir() && !matches!(io::find(args, Some(named))?, Search::Nothing) {
        return Ok(taken(args, &directory));
    }
    let name = match &verb.name {
        Some(name) => name.clone(),
        None => {
            let home = io::current()?.join(io::resolve(args, Path::new(".")));
            let own = home
                .components()
                .next_back()
                .map(|part| part.as_os_str().to_string_lossy().to_lowercase());
            own.filter(|own| Name::new(own).is_ok() && own.len() <= 40)
                .unwrap_or_else(|| "shop".to_owned())
        }
    };
    if Name::new(&name).is_err() {
        let message = format!(
            "`{name}` is not a valid name of a plan: write lower-case letters, digits and `-`"
        );
        return Ok(refuse(args, Exit::Usage, &message));
    }
    let text = starter(&StarterView { name: &name })?;
    let nothing = |now: Seen<'_>| now.is_none();
    let wrote = root.replace(Path::new(FILE), text.as_bytes(), Keep::Names, &nothing)?;
    if matches!(wrote, Wrote::Changed | Wrote::Linked) {
        return Ok(taken(args, &directory));
    }
    let path = io::shown(&directory.join(FILE));
    if args.is_json() {
        io::print(&made("wrote", &path))?;
        return Ok(Exit::Ok);
    }
    io::print(&format!("wrote {path}\n"))?;
    io::note(
        args,
        "next: put your names in, then run `drplan check` and `drplan build`",
    );
    if io::in_git(&directory)? {
        io::note(args, &attributes(&name));
    }
    Ok(Exit::Ok)
}

fn taken(args: &Args, directory: &Path) -> Exit {
    let message = format!(
        "there is a plan in {} already; nothing was written",
        io::shown(directory)
    );
    refuse(args, Exit::Usage, &message)
}

/// What Git should know of the outputs.
fn attributes(name: &str) -> String {
    format!(
        "in Git, add to .gitattributes:\n  dr/{name}/** text eol=lf\n  **/drplan-{name}.yaml text eol=lf linguist-generated"
    )
}
