//! `drplan init`: a commented starter plan that checks clean.

use super::args::{Args, Init};
use super::{Exit, io};
use crate::model::value::Name;
use crate::report::{StarterView, starter};
use anyhow::Result;
use std::path::Path;

pub(super) fn run(args: &Args, verb: &Init) -> Result<Exit> {
    let directory = io::resolve(args, verb.directory.as_deref().unwrap_or(Path::new("dr")));
    let path = directory.join("plan.drplan");
    if directory.is_dir() && !io::plan_files(&directory)?.is_empty() {
        io::note(
            args,
            &format!(
                "drplan: there is a plan in {} already; nothing was written",
                io::shown(&directory)
            ),
        );
        return Ok(Exit::Usage);
    }
    let name = match &verb.name {
        Some(name) => name.clone(),
        None => {
            let home = io::resolve(args, Path::new("."));
            let home = if home.is_absolute() {
                home
            } else {
                io::current()?.join(home)
            };
            let own = home
                .components()
                .next_back()
                .map(|part| part.as_os_str().to_string_lossy().to_lowercase());
            own.filter(|own| Name::new(own).is_ok() && own.len() <= 40)
                .unwrap_or_else(|| "shop".to_owned())
        }
    };
    if Name::new(&name).is_err() {
        io::note(
            args,
            &format!("drplan: `{name}` is no name: write lower-case letters, digits and `-`"),
        );
        return Ok(Exit::Usage);
    }
    io::make_directory(&directory)?;
    let text = starter(&StarterView { name: &name })?;
    io::replace(&path, text.as_bytes())?;
    io::print(&format!("wrote {}\n", io::shown(&path)))?;
    io::note(
        args,
        "next: put your names in, then run `drplan check` and `drplan build`",
    );
    Ok(Exit::Ok)
}
