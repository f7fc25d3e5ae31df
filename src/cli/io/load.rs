//! Reading a plan: its files, and those that they use.

use super::find::{self, Search, Source, Text};
use super::place;
use super::root::{Content, Found, Root};
use super::shown::cannot;
use super::shown::{line, shown};
use super::site::{self, Site};
use crate::cli::args::Args;
use crate::diag::{Diag, findings};
use crate::driver::Project;
use crate::source::{FileId, Span};
use anyhow::{Context as _, Result};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// A plan as it was found.
pub(in crate::cli) struct Loaded {
    /// Its texts.
    pub(in crate::cli) project: Project,
    /// The files of the texts, in their order, below the top of its site.
    pub(in crate::cli) paths: Vec<PathBuf>,
    /// Where it stands.
    pub(in crate::cli) site: Site,
    /// Its repository; `None` where what it names is none, and then nothing of it is read.
    pub(in crate::cli) repository: Option<Root>,
}

/// Finds and reads a plan; `None` where there is no `.drplan` file.
pub(in crate::cli) fn load(args: &Args, path: Option<&Path>) -> Result<Option<Loaded>> {
    match find::find(args, path)? {
        Search::Nothing => Ok(None),
        Search::Outside(named) => outside(&named).map(Some),
        Search::Plan(site, files) => read(site, &files).map(Some),
    }
}

/// A plan behind a link that leads out of the repository: nothing of it is read.
fn outside(named: &Path) -> Result<Loaded> {
    let mut project = Project::default();
    project.add_refused(&shown(named), |at| {
        Diag::new(&findings::LINK_OUTSIDE, at, "this folder is behind a link out of the repository")
            .label("not read")
            .help("replace the link by the folder itself, or name the folder by its own path: a plan is what is in its own Git repository")
    });
    Ok(Loaded {
        project,
        paths: Vec::new(),
        site: Site {
            directory: place::current()?.join(named),
            top: Root::at(&place::current()?)?,
            git: false,
        },
        repository: None,
    })
}

fn read(site: Site, files: &[Source]) -> Result<Loaded> {
    let mut reading = Reading {
        project: Project::default(),
        paths: Vec::new(),
        queue: Vec::new(),
        seen: BTreeSet::new(),
        edges: Vec::new(),
    };
    for source in files {
        reading.add(&site.top, source, None)?;
    }
    let named = reading.project.repository();
    let repository = match site.repository(named.as_ref()) {
        Ok(root) => Some(root),
        Err(diag) => {
            reading.project.report(*diag);
            None
        }
    };
    let inside = repository.as_ref().unwrap_or(&site.top).path().to_owned();
    reading.uses(&site, &inside)?;
    Ok(Loaded {
        project: reading.project,
        paths: reading.paths,
        site,
        repository,
    })
}

/// Whether the files of a folder are those of a plan, and not only files that plans use. What cannot
/// be read may be one.
pub(super) fn has_plan(site: &Site, files: &[Source]) -> Result<bool> {
    let mut project = Project::default();
    for source in files {
        match find::text(&site.top, source)? {
            Text::Utf8(text) => {
                project.add(&source.shown, text, false);
            }
            Text::NotUtf8 | Text::Refused(_) => return Ok(true),
        }
    }
    Ok(!project.has_no_plan())
}

/// A text whose `use` statements are to be followed.
#[derive(Debug, Clone)]
struct Step {
    id: FileId,
    /// The file, without links.
    from: PathBuf,
    /// The files that led to it.
    chain: Vec<PathBuf>,
}

struct Reading {
    project: Project,
    paths: Vec<PathBuf>,
    queue: Vec<Step>,
    seen: BTreeSet<PathBuf>,
    /// Which file of the plan's folder uses which other one.
    edges: Vec<(PathBuf, PathBuf)>,
}

impl Reading {
    /// Adds a file; `chain` are the files that led to it by `use`.
    fn add(&mut self, top: &Root, source: &Source, chain: Option<Vec<PathBuf>>) -> Result<()> {
        self.paths.push(source.file.clone().unwrap_or_default());
        let from = source.file.as_ref().map(|file| top.path().join(file));
        self.seen.extend(from.clone().ok());
        match find::text(top, source)? {
            Text::Utf8(text) => {
                let id = self.project.add(&source.shown, text, chain.is_some());
                if let Ok(from) = from {
                    self.queue.push(Step {
                        id,
                        from,
                        chain: chain.unwrap_or_default(),
                    });
                }
            }
            Text::NotUtf8 => self.project.add_unreadable(&source.shown),
            Text::Refused(refusal) => {
                self.project
                    .add_refused(&source.shown, |at| refusal.diag(at));
            }
        }
        Ok(())
    }

    /// Follows every `use` to a file below a directory.
    fn uses(&mut self, site: &Site, inside: &Path) -> Result<()> {
        let home = self.seen.clone();
        let mut next = 0;
        while let Some(step) = self.queue.get(next).cloned() {
            next += 1;
            for used in self.project.uses(step.id) {
                let target = match target(site, inside, &step.from, &used.value)? {
                    Ok(target) => target,
                    Err(fault) => {
                        self.project.report(fault.diag(used.span, &used.value));
                        continue;
                    }
                };
                let from = &step.from;
                if target == *from
                    || step.chain.contains(&target)
                    || (home.contains(&target) && !home.contains(from))
                {
                    self.project.report(cyclic_use(used.span, &used.value));
                    continue;
                }
                if home.contains(&target) {
                    // Files of one directory may name each other, as long as one can be read first.
                    if reaches(&self.edges, &target, from) {
                        self.project.report(cyclic_use(used.span, &used.value));
                    } else {
                        self.edges.push((from.clone(), target));
                    }
                    continue;
                }
                if !self.seen.insert(target.clone()) {
                    continue;
                }
                let mut chain = step.chain.clone();
                chain.push(from.clone());
                let source = Source {
                    shown: shown(&target),
                    file: Ok(site.inner(&target).unwrap_or(&target).to_owned()),
                };
                self.add(&site.top, &source, Some(chain))?;
            }
        }
        Ok(())
    }
}

/// Why a file cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    Outside,
    Git,
    Nothing,
    Odd,
    NoPlan,
}

/// The file that a `use` means, without links.
fn target(
    site: &Site,
    inside: &Path,
    from: &Path,
    used: &str,
) -> Result<std::result::Result<PathBuf, Fault>> {
    let base = from.parent().unwrap_or(Path::new("."));
    let written = base.join(used);
    // What is outside by its words alone is not even looked for.
    if !site::normal(&written).starts_with(inside) {
        return Ok(Err(Fault::Outside));
    }
    let Ok(real) = place::real(&written) else {
        return Ok(Err(Fault::Nothing));
    };
    if !real.starts_with(inside) {
        return Ok(Err(Fault::Outside));
    }
    let Some(inner) = site.inner(&real) else {
        return Ok(Err(Fault::Git));
    };
    let found = site.top.look(inner);
    Ok(match found.with_context(|| cannot("read", &real))? {
        // A finding shows what it is about, and that may be a file of secrets which Git ignores.
        Found::File if !find::is_plan(&real) => Err(Fault::NoPlan),
        Found::File => Ok(real),
        Found::Nothing => Err(Fault::Nothing),
        Found::Link | Found::Directory | Found::Odd => Err(Fault::Odd),
    })
}

impl Fault {
    fn diag(self, span: Span, used: &str) -> Diag {
        let message = format!("`{}` cannot be used", line(used));
        let diag = Diag::new(&findings::USE_NOT_FOUND, span, message);
        match self {
            Fault::Outside => diag
                .label("it lies outside the repository")
                .help("copy it into the repository: a plan is what is in Git"),
            Fault::Git => diag
                .label("`.git` belongs to Git")
                .help("copy it into the repository: a plan is what is in Git"),
            Fault::Nothing => diag
                .label("there is no such file")
                .help("write the path from this file, as in `use \"../org/tiers.drplan\"`"),
            Fault::NoPlan => diag
                .label("the name of this file does not end in `.drplan`")
                .help(
                    "give the file a name as in `tiers.drplan`: what has another name is not read",
                ),
            Fault::Odd => diag
                .label("it is not a regular file")
                .help("write the path of a file, as in `use \"../org/tiers.drplan\"`"),
        }
    }
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

fn cyclic_use(span: Span, path: &str) -> Diag {
    Diag::new(
        &findings::CYCLIC_USE,
        span,
        format!("`{path}` uses this file in turn"),
    )
    .label("closes the circle")
    .help("move what both need into a third file, and `use` that")
}

/// What was read of a file that may be missing.
pub(in crate::cli) fn bytes(root: &Root, path: &Path, limit: u64) -> Result<Content> {
    let content = root.read(path, limit);
    content.with_context(|| cannot("read", &root.whole(path)))
}
