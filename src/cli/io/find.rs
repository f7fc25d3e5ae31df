//! Where a plan is, and which files it has.

use super::dir::Kind;
use super::place;
use super::refused::Refusal;
use super::root::{Content, Root};
use super::shown::cannot;
use super::shown::{acts, shown};
use super::site::{self, Site};
use crate::cli::args::Args;
use crate::syntax::MAX_BYTES;
use anyhow::{Context as _, Result};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

/// What was found for an argument.
pub(in crate::cli) enum Search {
    /// No plan.
    Nothing,
    /// A folder that a link of the repository leads to, outside of it.
    Outside(PathBuf),
    /// A plan.
    Plan(Site, Vec<Source>),
}

/// A plan file.
#[derive(Debug, Clone)]
pub(in crate::cli) struct Source {
    /// The path that it is shown under.
    pub(in crate::cli) shown: String,
    /// The file itself, below a root; or why it is not read.
    pub(in crate::cli) file: Result<PathBuf, Refusal>,
}

/// The text of a plan file.
pub(in crate::cli) enum Text {
    /// It is text.
    Utf8(String),
    /// It is none.
    NotUtf8,
    /// It is none of the repository's own files.
    Refused(Refusal),
}

/// The path that an argument names, below `-C`.
pub(in crate::cli) fn resolve(args: &Args, path: &Path) -> PathBuf {
    match &args.directory {
        Some(base) => base.join(path),
        None => path.to_owned(),
    }
}

/// Finds the plan of an argument: its folder, or a file of it (without one `.`, then `dr`).
pub(in crate::cli) fn find(args: &Args, path: Option<&Path>) -> Result<Search> {
    let candidates = match path {
        Some(path) => vec![path],
        None => vec![Path::new("."), Path::new("dr")],
    };
    for candidate in candidates {
        let named = resolve(args, candidate);
        let folder = if named.is_dir() {
            named.as_path()
        } else if path.is_some() && named.exists() && !is_plan(&named) {
            anyhow::bail!("{} is neither a folder nor a `.drplan` file", shown(&named));
        } else if named.exists() || (path.is_some() && site::is_link(&named) && is_plan(&named)) {
            match named.parent() {
                Some(above) if !above.as_os_str().is_empty() => above,
                Some(_) | None => Path::new("."),
            }
        } else if path.is_some() {
            anyhow::bail!("{} does not exist", shown(&named));
        } else {
            continue;
        };
        let real = place::real(folder).with_context(|| cannot("read", folder))?;
        if site::leads_out(folder, &real)? {
            return Ok(Search::Outside(named));
        }
        let site = Site::of(real)?;
        let files = sources(&site)?;
        if !files.is_empty() {
            return Ok(Search::Plan(site, files));
        }
    }
    Ok(Search::Nothing)
}

/// The `.drplan` files of a folder, by name. A link to one of them is not another file.
pub(in crate::cli) fn sources(site: &Site) -> Result<Vec<Source>> {
    let folder = below(site, &site.directory);
    let names = site.top.list(folder);
    let names = names.with_context(|| cannot("read", &site.directory))?;
    let mut files: Vec<Source> = Vec::new();
    let mut links = Vec::new();
    for (name, kind) in names.unwrap_or_default() {
        let path = site.directory.join(&name);
        if !is_plan(&path) || (kind != Kind::File && path.is_dir()) {
            continue;
        }
        let one = source(site, &path, &name, kind);
        let place = if kind == Kind::Link {
            &mut links
        } else {
            &mut files
        };
        place.push(one);
    }
    for link in links {
        let known = link.file.is_ok() && files.iter().any(|file| file.file == link.file);
        if !known {
            files.push(link);
        }
    }
    files.sort_by(|a, b| a.shown.cmp(&b.shown));
    Ok(files)
}

/// A plan file that an argument names, with its surroundings.
pub(in crate::cli) fn source_at(path: &Path) -> Result<(Site, Source)> {
    if !is_plan(path) {
        anyhow::bail!("{} is not a `.drplan` file", shown(path));
    }
    let folder = match path.parent() {
        Some(above) if !above.as_os_str().is_empty() => above,
        Some(_) | None => Path::new("."),
    };
    let real = place::real(folder).with_context(|| cannot("read", path))?;
    let outside = site::leads_out(folder, &real)?;
    let site = Site::of(real)?;
    let name = path.file_name().unwrap_or_default();
    let whole = site.directory.join(name);
    let kind = site.top.look(below(&site, &whole));
    let kind = match kind.with_context(|| cannot("read", path))? {
        super::Found::Nothing => anyhow::bail!("{}: no such file", cannot("read", path)),
        super::Found::Link => Kind::Link,
        super::Found::File => Kind::File,
        super::Found::Directory | super::Found::Odd => Kind::Other,
    };
    let mut source = source(&site, &whole, name, kind);
    if outside {
        source.file = Err(Refusal::Outside);
    }
    Ok((site, source))
}

fn source(site: &Site, path: &Path, name: &OsStr, kind: Kind) -> Source {
    let plain = name.to_str().is_some_and(|name| !name.chars().any(acts));
    let own = |real: &Path| site.inner(real).map(Path::to_owned);
    let file = match kind {
        _ if !plain => Err(Refusal::Name),
        Kind::File => own(path).ok_or(Refusal::Outside),
        Kind::Directory | Kind::Other => Err(Refusal::NotAFile),
        Kind::Link => match place::real(path) {
            Err(_) => Err(Refusal::Nowhere),
            // Another file, such as one of secrets that Git ignores, would stand in the findings.
            Ok(real) if own(&real).is_some() && !is_plan(&real) => Err(Refusal::NoPlan),
            Ok(real) => own(&real).ok_or(Refusal::Outside),
        },
    };
    Source {
        shown: shown(path),
        file,
    }
}

/// Whether a name is that of a plan file.
pub(super) fn is_plan(path: &Path) -> bool {
    path.extension().is_some_and(|ext| ext == "drplan")
}

/// The part of a path below the top that a site has.
fn below<'p>(site: &Site, path: &'p Path) -> &'p Path {
    path.strip_prefix(site.top.path()).unwrap_or(path)
}

/// The text of a plan file below a root. A file that is too large is read no further than is needed
/// to say so.
pub(in crate::cli) fn text(root: &Root, source: &Source) -> Result<Text> {
    let path = match &source.file {
        Ok(path) => path,
        Err(refusal) => return Ok(Text::Refused(*refusal)),
    };
    let content = root.head(path, MAX_BYTES as u64 + 1);
    let content = content.with_context(|| format!("cannot read {}", source.shown))?;
    Ok(match content {
        Content::Nothing => anyhow::bail!("cannot read {}: no such file", source.shown),
        Content::Link => Text::Refused(Refusal::Outside),
        Content::Odd | Content::Large(_) => Text::Refused(Refusal::NotAFile),
        Content::Bytes(bytes) if bytes.len() > MAX_BYTES => {
            // Whether its last character is cut must not decide which finding it gets.
            Text::Utf8(String::from_utf8_lossy(&bytes).into_owned() + " ")
        }
        Content::Bytes(bytes) => match String::from_utf8(bytes) {
            Ok(text) => Text::Utf8(text),
            Err(_) => Text::NotUtf8,
        },
    })
}
