//! All reading and writing, the clock and the environment.

#![expect(
    clippy::disallowed_methods,
    reason = "this is the one door to the world"
)]

mod below;

pub(super) use below::{Below, Found, crosses_link};

use super::args::{Args, Color};
use crate::compile::Project;
use crate::diag::Diag;
use crate::model::Model;
use crate::model::value::Date;
use crate::repo::Inventory;
use crate::source::{FileId, Span};
use crate::syntax::MAX_BYTES;
use anyhow::{Context as _, Result};
use std::collections::BTreeSet;
use std::io::{IsTerminal as _, Read as _, Write as _};
use std::path::{Component, Path, PathBuf};

/// A plan as it was found.
pub(super) struct Loaded {
    /// Its texts.
    pub(super) project: Project,
    /// Its repository.
    pub(super) root: PathBuf,
}

/// The path that an argument names, below `-C`.
pub(super) fn resolve(args: &Args, path: &Path) -> PathBuf {
    match &args.directory {
        Some(base) => base.join(path),
        None => path.to_owned(),
    }
}

/// Finds and reads a plan; `None` where there is no `.drplan` file.
pub(super) fn load(args: &Args, path: Option<&Path>) -> Result<Option<Loaded>> {
    let Some((directory, files)) = find(args, path)? else {
        return Ok(None);
    };
    let mut project = Project::default();
    let mut seen = BTreeSet::new();
    let mut queue: Vec<(FileId, PathBuf, Vec<PathBuf>)> = Vec::new();
    for file in files {
        let absolute = normal(&absolute(&file)?);
        seen.insert(absolute.clone());
        if let Some(id) = add(&mut project, &file, false)? {
            queue.push((id, absolute, Vec::new()));
        }
    }
    let home: BTreeSet<PathBuf> = seen.clone();
    let root = root_of(&directory, project.repository())?;
    let inside = normal(&absolute(&root)?);
    let mut edges: Vec<(PathBuf, PathBuf)> = Vec::new();
    let mut next = 0;
    while let Some((id, from, chain)) = queue.get(next).cloned() {
        next += 1;
        for used in project.uses(id) {
            let base = from.parent().unwrap_or(Path::new("."));
            let target = normal(&base.join(&used.value));
            if target == from
                || chain.contains(&target)
                || (home.contains(&target) && !home.contains(&from))
            {
                project.report(cyclic_use(used.span, &used.value));
                continue;
            }
            let escaped = !target.starts_with(&inside)
                || std::fs::canonicalize(&target).is_ok_and(|real| {
                    std::fs::canonicalize(&inside).is_ok_and(|root| !real.starts_with(root))
                });
            if escaped || !target.is_file() {
                project.report(use_not_found(used.span, &used.value, escaped));
                continue;
            }
            if home.contains(&target) {
                // Files of one directory may name each other, as long as one can be read first.
                if reaches(&edges, &target, &from) {
                    project.report(cyclic_use(used.span, &used.value));
                } else {
                    edges.push((from.clone(), target));
                }
                continue;
            }
            if !seen.insert(target.clone()) {
                continue;
            }
            let shown = relative(&target);
            if let Some(id) = add(&mut project, &shown, true)? {
                let mut chain = chain.clone();
                chain.push(from.clone());
                queue.push((id, target, chain));
            }
        }
    }
    Ok(Some(Loaded { project, root }))
}

/// Whether one file uses another, directly or through others.
fn reaches(edges: &[(PathBuf, PathBuf)], from: &Path, to: &Path) -> bool {
    let mut seen = BTreeSet::from([from.to_owned()]);
    let mut queue = vec![from.to_owned()];
    while let Some(at) = queue.pop() {
        if at == to {
            return true;
        }
        let next = edges.iter().filter(|(user, _)| *user == at);
        queue.extend(
            next.map(|(_, used)| used.clone())
                .filter(|used| seen.insert(used.clone())),
        );
    }
    false
}

/// The directory of a plan and its files, sorted.
pub(super) fn find(args: &Args, path: Option<&Path>) -> Result<Option<(PathBuf, Vec<PathBuf>)>> {
    let candidates = match path {
        Some(path) => vec![resolve(args, path)],
        None => vec![
            resolve(args, Path::new(".")),
            resolve(args, Path::new("dr")),
        ],
    };
    for candidate in candidates {
        let directory = if candidate.is_dir() {
            candidate
        } else if candidate.exists() {
            candidate
                .parent()
                .filter(|p| !p.as_os_str().is_empty())
                .unwrap_or(Path::new("."))
                .to_owned()
        } else if path.is_some() {
            anyhow::bail!("{} does not exist", shown(&candidate));
        } else {
            continue;
        };
        let files = plan_files(&directory)?;
        if !files.is_empty() {
            return Ok(Some((directory, files)));
        }
    }
    Ok(None)
}

/// The `.drplan` files of a directory, by name.
pub(super) fn plan_files(directory: &Path) -> Result<Vec<PathBuf>> {
    let entries = std::fs::read_dir(directory)
        .with_context(|| format!("cannot read {}", shown(directory)))?;
    let mut files = Vec::new();
    for entry in entries {
        let path = entry
            .with_context(|| format!("cannot read {}", shown(directory)))?
            .path();
        if path.extension().is_some_and(|ext| ext == "drplan") && !path.is_dir() {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

fn add(project: &mut Project, path: &Path, used: bool) -> Result<Option<FileId>> {
    Ok(match read_text(path)? {
        Some(text) => Some(project.add(&shown(path), text, used)),
        None => {
            project.add_unreadable(&shown(path));
            None
        }
    })
}

/// The text of a file; `None` where it is not UTF-8. A file that is too large is read no further
/// than is needed to say so.
pub(super) fn read_text(path: &Path) -> Result<Option<String>> {
    let file = std::fs::File::open(path).with_context(|| format!("cannot read {}", shown(path)))?;
    let mut bytes = Vec::new();
    file.take(MAX_BYTES as u64 + 1)
        .read_to_end(&mut bytes)
        .with_context(|| format!("cannot read {}", shown(path)))?;
    if bytes.len() > MAX_BYTES {
        // Whether its last character is cut must not decide which finding it gets.
        return Ok(Some(String::from_utf8_lossy(&bytes).into_owned() + " "));
    }
    Ok(String::from_utf8(bytes).ok())
}

/// The whole of standard input.
pub(super) fn read_stdin() -> Result<Option<String>> {
    let mut bytes = Vec::new();
    std::io::stdin()
        .take(MAX_BYTES as u64 + 1)
        .read_to_end(&mut bytes)
        .context("cannot read standard input")?;
    Ok(String::from_utf8(bytes).ok())
}

/// The bytes of a file; `None` where it is not there.
pub(super) fn read_bytes(path: &Path) -> Result<Option<Vec<u8>>> {
    match std::fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(|| format!("cannot read {}", shown(path))),
    }
}

/// The repository of a plan: what it names, else the Git root, else its own directory.
fn root_of(directory: &Path, named: Option<String>) -> Result<PathBuf> {
    if let Some(named) = named {
        return Ok(directory.join(named));
    }
    let start = normal(&absolute(directory)?);
    let git = start.ancestors().find(|above| above.join(".git").exists());
    Ok(git.map_or_else(|| directory.to_owned(), relative))
}

/// What the repository shows of the paths that a plan names, and of what applies them.
pub(super) fn look(root: &Path, model: &Model) -> Inventory {
    let named = crate::analyze::paths::named(model);
    crate::repo::look(&Disk { root }, model, &named)
}

/// A repository on disk. What a symbolic link brings in is not shown: it may lie outside.
struct Disk<'a> {
    root: &'a Path,
}

impl crate::repo::Tree for Disk<'_> {
    fn exists(&self, path: &str) -> bool {
        self.root.join(path).exists()
    }

    fn read(&self, path: &str) -> Option<String> {
        let path = self.root.join(path);
        let meta = std::fs::symlink_metadata(&path).ok()?;
        if !meta.is_file() || meta.len() > MAX_BYTES as u64 {
            return None;
        }
        read_text(&path).ok().flatten()
    }

    fn list(&self, path: &str) -> Option<Vec<(String, bool)>> {
        let mut names = Vec::new();
        for entry in std::fs::read_dir(self.root.join(path)).ok()? {
            let entry = entry.ok()?;
            let kind = entry.file_type().ok()?;
            if !kind.is_symlink() {
                names.push((entry.file_name().into_string().ok()?, kind.is_dir()));
            }
        }
        names.sort();
        Some(names)
    }
}

/// The day that decides about `allow`: `--today`, else SOURCE_DATE_EPOCH, else the clock.
pub(super) fn today(args: &Args) -> Result<Date> {
    if let Some(text) = &args.today {
        return text
            .parse()
            .map_err(|rule| anyhow::anyhow!("--today {text}: {rule}"));
    }
    let epoch = std::env::var("SOURCE_DATE_EPOCH")
        .ok()
        .and_then(|text| text.parse::<i64>().ok());
    let now = epoch.unwrap_or_else(|| {
        std::time::SystemTime::now()
            .duration_since(std::time::UNIX_EPOCH)
            .map_or(0, |since| i64::try_from(since.as_secs()).unwrap_or(0))
    });
    Date::from_unix(now).context("the clock shows no day of the calendar")
}

/// Whether output is coloured.
pub(super) fn coloured(args: &Args) -> bool {
    match args.color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => std::env::var_os("NO_COLOR").is_none() && std::io::stdout().is_terminal(),
    }
}

/// Writes a report to standard output; a reader that has gone is no failure.
pub(super) fn print(text: &str) -> Result<()> {
    match std::io::stdout().write_all(text.as_bytes()) {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        other => other.context("cannot write to standard output"),
    }
}

/// Writes a note to standard error, unless `--quiet`.
pub(super) fn note(args: &Args, text: &str) {
    if !args.quiet {
        let _ = writeln!(std::io::stderr(), "{text}");
    }
}

/// Makes a directory and those above it.
pub(super) fn make_directory(path: &Path) -> Result<()> {
    std::fs::create_dir_all(path).with_context(|| format!("cannot make {}", shown(path)))
}

/// Replaces a file in one step: no reader and no kill ever sees half of it.
pub(super) fn replace(path: &Path, bytes: &[u8]) -> Result<()> {
    let name = path
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    let aside = path.with_file_name(format!(".{name}.drplan-new"));
    let written = std::fs::write(&aside, bytes).and_then(|()| std::fs::rename(&aside, path));
    if written.is_err() {
        let _ = std::fs::remove_file(&aside);
    }
    written.with_context(|| format!("cannot write {}", shown(path)))
}

/// Removes a file, and the directories above it that are empty then, up to a root.
pub(super) fn remove(path: &Path, root: &Path) -> Result<()> {
    std::fs::remove_file(path).with_context(|| format!("cannot remove {}", shown(path)))?;
    let mut above = path.parent();
    while let Some(directory) = above.filter(|directory| *directory != root) {
        if std::fs::remove_dir(directory).is_err() {
            break;
        }
        above = directory.parent();
    }
    Ok(())
}

/// The current directory.
pub(super) fn current() -> Result<PathBuf> {
    std::env::current_dir().context("the current directory is gone")
}

fn absolute(path: &Path) -> Result<PathBuf> {
    Ok(if path.is_absolute() {
        path.to_owned()
    } else {
        current()?.join(path)
    })
}

/// A path without `.` and `..`, by its words alone.
fn normal(path: &Path) -> PathBuf {
    let mut parts = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                parts.pop();
            }
            Component::Prefix(_) | Component::RootDir | Component::Normal(_) => parts.push(part),
        }
    }
    parts
}

/// A path as seen from the current directory, where that is shorter.
fn relative(path: &Path) -> PathBuf {
    match current()
        .ok()
        .and_then(|here| path.strip_prefix(normal(&here)).ok().map(Path::to_owned))
    {
        Some(inner) if inner.as_os_str().is_empty() => PathBuf::from("."),
        Some(inner) => inner,
        None => path.to_owned(),
    }
}

/// A path as it is shown: `/` on every system, no leading `./`.
pub(super) fn shown(path: &Path) -> String {
    let text = path.to_string_lossy().replace('\\', "/");
    text.strip_prefix("./")
        .filter(|rest| !rest.is_empty())
        .map_or(text.clone(), str::to_owned)
}

fn cyclic_use(span: Span, path: &str) -> Diag {
    Diag::new(
        "cyclic-use",
        span,
        format!("`{path}` uses this file in turn"),
    )
    .label("closes the circle")
    .help("move what both need into a third file, and `use` that")
}

fn use_not_found(span: Span, path: &str, escaped: bool) -> Diag {
    let diag = Diag::new("use-not-found", span, format!("`{path}` cannot be used"));
    if escaped {
        diag.label("it lies outside the repository")
            .help("copy it into the repository: a plan is what is in Git")
    } else {
        diag.label("there is no such file")
            .help("write the path from this file, as in `use \"../org/tiers.drplan\"`")
    }
}
