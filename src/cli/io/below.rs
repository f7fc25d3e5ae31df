//! Plans below a folder that is not one itself.

use super::dir::Kind;
use super::find::{Search, find, resolve};
use super::place::{is_git, real};
use super::root::Root;
use super::shown::cannot;
use crate::cli::args::Args;
use anyhow::{Context as _, Result};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

/// Folders that are looked into.
const MOST: usize = 100_000;

/// The folders below an argument (without one `.`) that hold a plan, by name. Links, hidden folders
/// and other Git repositories are not looked into; files without a `plan` block are those of others.
pub(in crate::cli) fn plans_below(args: &Args, path: Option<&Path>) -> Result<Vec<PathBuf>> {
    let named = resolve(args, path.unwrap_or(Path::new(".")));
    if !named.is_dir() {
        return Ok(Vec::new());
    }
    let top = real(&named).with_context(|| cannot("read", &named))?;
    let root = Root::at(&top)?;
    let mut found = Vec::new();
    let mut queue = vec![PathBuf::new()];
    let mut looked = 0;
    while let Some(folder) = queue.pop() {
        looked += 1;
        if looked > MOST {
            anyhow::bail!(
                "{} has more than {MOST} folders below it: name the folder of a plan",
                super::shown(&named)
            );
        }
        let entries = root.list(&folder);
        let entries = entries.with_context(|| cannot("read", &top.join(&folder)))?;
        let entries = entries.unwrap_or_default();
        let is = |name: &OsStr, word: &str| name == OsStr::new(word);
        let inner = !folder.as_os_str().is_empty();
        if inner && entries.iter().any(|(name, _)| is(name, ".git")) {
            continue;
        }
        let plan = |name: &OsStr| {
            Path::new(name)
                .extension()
                .is_some_and(|ext| ext == "drplan")
        };
        if entries
            .iter()
            .any(|(name, kind)| *kind != Kind::Directory && plan(name))
        {
            found.push(folder.clone());
        }
        for (name, kind) in entries {
            let hidden = name.to_string_lossy().starts_with('.');
            if kind == Kind::Directory && !hidden && !is_git(Path::new(&name)) {
                queue.push(folder.join(name));
            }
        }
    }
    found.sort();
    let mut plans = Vec::new();
    for folder in found {
        // Below `-C` an argument is named from there.
        let whole = match path {
            Some(path) => path.join(&folder),
            None => folder,
        };
        if let Search::Plan(site, files) = find(args, Some(&whole))?
            && super::load::has_plan(&site, &files)?
        {
            plans.push(whole);
        }
    }
    Ok(plans)
}
