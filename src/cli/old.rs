//! Outputs that no plan writes any more: the plan is gone, or has another name or folder, and Flux
//! may still apply what it wrote.

mod findings;
mod live;
mod remove;
mod walk;

use super::drift;
use super::io::{self, Content, Loaded, Root};
use super::outputs::{self, Claims, Head, Known, List};
use super::owned::{self, Owner};
use crate::diag::Diag;
use crate::model::value::{Name, RepoPath};
use crate::source::Span;
use anyhow::Result;
pub(super) use remove::remove;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// So many bytes hold the head of an output.
const HEAD: u64 = 1_024;

/// What a repository shows of outputs.
#[derive(Debug, Default)]
pub(super) struct Outputs {
    /// Old outputs, one for each folder.
    pub(super) old: Vec<Old>,
    /// Stage files of this plan that its lists at earlier places name.
    pub(super) claims: Claims,
    /// Paths that say nothing about the plan: old outputs of its own.
    pub(super) hidden: BTreeSet<String>,
    /// Whether a folder of the repository was not looked into, since there are too many.
    pub(super) partly: bool,
}

/// Old outputs.
#[derive(Debug)]
pub(super) struct Old {
    /// Whose they are.
    pub(super) owner: Owner,
    /// The list that names them.
    pub(super) list: List,
    /// Where that is; a stage file that no list names has none.
    pub(super) place: Option<String>,
    /// Those that are still there and that drplan wrote.
    pub(super) files: Vec<String>,
    /// Why no plan writes them.
    why: String,
}

impl Old {
    /// Their stage files.
    fn stages(&self) -> impl Iterator<Item = &String> {
        self.files.iter().filter(|path| self.owner.is_stage(path))
    }

    /// Every path that speaks of the plan.
    pub(super) fn paths(&self) -> impl Iterator<Item = &String> {
        self.stages().chain([&self.owner.folder])
    }
}

/// The plan that asks.
#[derive(Debug, Clone)]
pub(super) struct Asking {
    /// It and its folder.
    pub(super) owner: Owner,
    /// The first line of its list.
    pub(super) head: Head,
    /// Its name in the plan.
    span: Span,
}

impl Asking {
    /// The plan of some texts; `None` where they do not say its name.
    pub(super) fn new(loaded: &Loaded) -> Option<Self> {
        let root = loaded.repository.as_ref()?;
        let name = loaded.project.plan_name()?;
        let output = loaded.project.said("output");
        let output = output.map_or_else(
            || Ok("dr".to_owned()),
            |said| RepoPath::new(&said.value).map(|path| path.as_str().to_owned()),
        );
        let (Ok(plan), Ok(output)) = (Name::new(&name.value), output) else {
            return None;
        };
        let directory = io::from(root.path(), &loaded.site.directory);
        Some(Self {
            owner: Owner::new(&output, plan.as_str()),
            head: Head {
                plan: Some(plan.to_string()),
                directory: Some(directory.to_string_lossy().replace('\\', "/")),
            },
            span: name.span,
        })
    }
}

/// How much is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Depth {
    /// Which files lists name.
    Names,
    /// Also whether drplan wrote those files: what follows is about each of them.
    Files,
}

/// Looks for outputs in the repository of a plan, and reports what is wrong with them.
pub(super) fn examine(loaded: &mut Loaded, depth: Depth) -> Result<Outputs> {
    let (Some(asking), Some(root)) = (Asking::new(loaded), loaded.repository.clone()) else {
        return Ok(Outputs::default());
    };
    let mut outputs = Outputs::default();
    let found = walk::walk(&root);
    outputs.partly = !found.whole;
    let own = asking.owner.list();
    if let Some(diag) = strangers(&root, &asking, &own, depth)? {
        loaded.project.report(diag);
    }
    let mut live = live::Live::new(&root, &loaded.site, &asking, &found);
    let mut lists: Vec<(Owner, List)> = Vec::new();
    for path in &found.lists {
        let Content::Bytes(bytes) = io::bytes(&root, Path::new(path), outputs::LARGEST_LIST)?
        else {
            continue;
        };
        let list = outputs::read(&bytes);
        if let Some(owner) = owner_of(path, &list) {
            lists.push((owner, list));
        }
    }
    if let Some(other) = lists
        .iter()
        .find(|(owner, _)| owner.list() == own)
        .and_then(|(owner, list)| live.rival(owner, &list.head))
    {
        loaded
            .project
            .report(findings::outputs_shared(&asking, &other));
    }
    lists.retain(|(owner, _)| owner.list() != own);
    let listed: BTreeSet<&String> = lists
        .iter()
        .flat_map(|(_, list)| list.files.keys())
        .collect();
    let strays = live.stray_stages(&found.stages, &listed);
    for (owner, list) in &lists {
        if owner.plan == asking.owner.plan {
            let stages = list.files.iter().filter(|(path, _)| owner.is_stage(path));
            outputs
                .claims
                .extend(stages.map(|(path, known)| (path.clone(), known.clone())));
        }
    }
    for (owner, list) in lists {
        if let Some(why) = live.why_old(&owner, &list.head) {
            let place = Some(owner.list());
            outputs
                .old
                .extend(old(&root, &asking, owner, (list, place), why)?);
        }
    }
    for (plan, path) in strays {
        let list = List {
            files: BTreeMap::from([(path, Known::default())]),
            ..List::default()
        };
        let why = format!("no plan of the repository is called `{plan}`");
        let owner = Owner::new("", &plan);
        outputs
            .old
            .extend(old(&root, &asking, owner, (list, None), why)?);
    }
    for old in &outputs.old {
        if old.owner.plan == asking.owner.plan {
            outputs.hidden.insert(old.owner.folder.clone());
        }
        loaded.project.report(findings::old_outputs(&asking, old));
    }
    Ok(outputs)
}

/// Whose a list is: it says so itself, and stands in its own folder below this root.
fn owner_of(path: &str, list: &List) -> Option<Owner> {
    let folder = path.strip_suffix(outputs::LIST)?.strip_suffix('/')?;
    let (output, name) = folder.rsplit_once('/').unwrap_or(("", folder));
    let plan = list.head.plan.as_deref().unwrap_or(name);
    let within = format!("{folder}/");
    // Paths of a list that belongs to a root below this one begin elsewhere.
    let here = list.files.keys().any(|path| path.starts_with(&within));
    (plan == name && Name::new(plan).is_ok() && here).then(|| Owner::new(output, plan))
}

/// What is left of the files of a list; `None` where nothing is.
fn old(
    root: &Root,
    asking: &Asking,
    owner: Owner,
    (list, place): (List, Option<String>),
    why: String,
) -> Result<Option<Old>> {
    let mut files = Vec::new();
    for path in list.files.keys().filter(|path| owner.may_own(path)) {
        let same = owner.plan == asking.owner.plan;
        // What this plan writes now is no old output.
        if same && (owner.is_stage(path) || asking.owner.folder == owner.folder) {
            continue;
        }
        if let Content::Bytes(bytes) = io::bytes(root, Path::new(path), outputs::LARGEST_FILE)?
            && owner.wrote(path, &outputs::plain(&bytes))
        {
            files.push(path.clone());
        }
    }
    Ok((!files.is_empty()).then_some(Old {
        owner,
        list,
        place,
        files,
        why,
    }))
}

/// Entries of the plan's own list that are none of its files.
fn strangers(root: &Root, asking: &Asking, own: &str, depth: Depth) -> Result<Option<Diag>> {
    let Content::Bytes(bytes) = io::bytes(root, Path::new(own), outputs::LARGEST_LIST)? else {
        return Ok(None);
    };
    let list = outputs::read(&bytes);
    let mut strangers: Vec<String> = Vec::new();
    for (path, known) in &list.files {
        let may = asking.owner.may_own(path);
        let lie = || -> Result<bool> {
            // What begins as drplan begins it is no lie, and the head of a file shows that.
            let head = root.head(Path::new(path), HEAD);
            if let Ok(Content::Bytes(head)) = head
                && asking.owner.wrote(path, &outputs::plain(&head))
            {
                return Ok(false);
            }
            let content = io::bytes(root, Path::new(path), outputs::LARGEST_FILE)?;
            let Content::Bytes(bytes) = content else {
                return Ok(false);
            };
            let judged = drift::judge(&asking.owner, path, &bytes, Some(known));
            Ok(judged.kind == drift::Kind::Unowned)
        };
        if !may || (depth == Depth::Files && lie()?) {
            strangers.push(format!("`{}`", io::line(path)));
        }
    }
    if strangers.is_empty() {
        return Ok(None);
    }
    let count = strangers.len();
    if count > 5 {
        strangers.truncate(5);
        strangers.push(format!("and {} more", count - 5));
    }
    Ok(Some(findings::outputs_not_owned(
        asking,
        own,
        &strangers.join(", "),
    )))
}

/// The paths that say nothing once the old outputs of a plan are removed.
pub(super) fn hidden(outputs: &Outputs, removed: Option<&str>) -> BTreeSet<String> {
    let mut hidden = outputs.hidden.clone();
    let gone = |old: &&Old| removed == Some(old.owner.plan.as_str());
    for old in outputs.old.iter().filter(gone) {
        hidden.extend(old.paths().cloned());
    }
    hidden
}

/// The plan whose stage file a path is.
fn stage_plan(path: &str) -> Option<&str> {
    owned::stage_of(path.rsplit('/').next().unwrap_or(path))
}
