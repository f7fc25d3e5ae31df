//! Which plans a repository has, and whether one of them still writes some outputs.

use super::walk::Walk;
use super::{Asking, stage_plan};
use crate::cli::io::{self, Content, Root, Site, Text};
use crate::cli::outputs::{self, Head};
use crate::cli::owned::Owner;
use crate::driver::Project;
use crate::model::value::{Name, RepoPath};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};

/// The plan in a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
enum There {
    /// No plan file, or none with a plan: others may use what it declares.
    Nothing,
    /// A plan without a name, or one that cannot be read: it accuses no other plan.
    Unknown,
    /// A plan.
    Plan(Owner),
}

/// What is known of the plans of a repository; each folder is read once, when it is asked about.
pub(super) struct Live<'a> {
    root: &'a Root,
    site: &'a Site,
    asking: &'a Asking,
    found: &'a Walk,
    read: BTreeMap<PathBuf, There>,
}

impl<'a> Live<'a> {
    pub(super) fn new(root: &'a Root, site: &'a Site, asking: &'a Asking, found: &'a Walk) -> Self {
        Self {
            root,
            site,
            asking,
            found,
            read: BTreeMap::new(),
        }
    }

    /// Why no plan writes the outputs of a list any more; `None` where a plan does, or may.
    pub(super) fn why_old(&mut self, owner: &Owner, head: &Head) -> Option<String> {
        // A name that could not be written down is not known.
        let whole = |directory: &&str| !directory.contains(char::REPLACEMENT_CHARACTER);
        let directory = head.directory.as_deref().filter(whole)?;
        let why = match self.there(directory) {
            There::Unknown => return None,
            There::Plan(now) if now == *owner => return None,
            There::Plan(now) if now.plan == owner.plan => {
                format!("plan `{}` writes to `{}` now", now.plan, now.folder)
            }
            There::Plan(now) => {
                format!("the plan in `{directory}` is called `{}` now", now.plan)
            }
            There::Nothing => format!("there is no plan in `{directory}` any more"),
        };
        // It may have moved, and is to be built there.
        let moved =
            |there: &There| *there == There::Unknown || *there == There::Plan(owner.clone());
        (!self.any(moved)).then_some(why)
    }

    /// The folder of another plan that writes the same outputs as the one that asks.
    pub(super) fn rival(&mut self, owner: &Owner, head: &Head) -> Option<String> {
        let directory = head.directory.clone()?;
        let other = self.asking.head.directory.as_deref() != Some(&directory);
        (other && self.there(&directory) == There::Plan(owner.clone())).then_some(directory)
    }

    /// Stage files that no list names and whose plan is nowhere in the repository, with that plan.
    pub(super) fn stray_stages(
        &mut self,
        stages: &[String],
        listed: &BTreeSet<&String>,
    ) -> Vec<(String, String)> {
        let mut strays = Vec::new();
        for path in stages.iter().filter(|path| !listed.contains(path)) {
            let Some(plan) = stage_plan(path).filter(|plan| *plan != self.asking.owner.plan) else {
                continue;
            };
            let content = self.root.read(Path::new(path), outputs::LARGEST_FILE);
            let Ok(Content::Bytes(bytes)) = content else {
                continue;
            };
            let wrote = Owner::new("", plan).wrote(path, &outputs::plain(&bytes));
            if wrote && self.found.whole && !self.has(plan) {
                strays.push((plan.to_owned(), path.clone()));
            }
        }
        strays
    }

    /// Whether a plan of this name is in the repository, or may be.
    fn has(&mut self, plan: &str) -> bool {
        self.any(|there| match there {
            There::Nothing => false,
            There::Unknown => true,
            There::Plan(owner) => owner.plan == plan,
        })
    }

    /// Whether something is so of a folder with plan files.
    fn any(&mut self, is: impl Fn(&There) -> bool) -> bool {
        let found = self.found;
        found.plans.iter().any(|folder| is(&self.there(folder)))
    }

    /// The plan in a folder, seen from the root.
    fn there(&mut self, directory: &str) -> There {
        if self.asking.head.directory.as_deref() == Some(directory) {
            return There::Plan(self.asking.owner.clone());
        }
        let Some(folder) = self.folder(directory) else {
            return There::Unknown;
        };
        if let Some(known) = self.read.get(&folder) {
            return known.clone();
        }
        let there = self.plan_in(&folder);
        self.read.insert(folder, there.clone());
        there
    }

    /// A folder below the top of the site; `None` for a path that leaves it.
    fn folder(&self, directory: &str) -> Option<PathBuf> {
        let root = self.root.path().strip_prefix(self.site.top.path()).ok()?;
        let mut folder = root.to_owned();
        for part in Path::new(directory).components() {
            match part {
                Component::CurDir => {}
                Component::Normal(name) => folder.push(name),
                Component::ParentDir if folder.pop() => {}
                Component::ParentDir | Component::RootDir | Component::Prefix(_) => return None,
            }
        }
        Some(folder)
    }

    fn plan_in(&self, folder: &Path) -> There {
        let site = Site {
            directory: self.site.top.path().join(folder),
            ..self.site.clone()
        };
        let Ok(sources) = io::sources(&site) else {
            return There::Unknown;
        };
        if sources.is_empty() {
            return There::Nothing;
        }
        let mut project = Project::default();
        for source in &sources {
            match io::text(&site.top, source) {
                Ok(Text::Utf8(text)) => project.add(&source.shown, text, false),
                Ok(Text::NotUtf8 | Text::Refused(_)) | Err(_) => return There::Unknown,
            };
        }
        if project.has_no_plan() {
            return There::Nothing;
        }
        let named = project.plan_name();
        let Some(name) = named.and_then(|name| Name::new(&name.value).ok()) else {
            return There::Unknown;
        };
        let output = match project.said("output") {
            None => "dr".to_owned(),
            Some(said) => match RepoPath::new(&said.value) {
                Ok(path) => path.as_str().to_owned(),
                Err(_) => return There::Unknown,
            },
        };
        There::Plan(Owner::new(&output, name.as_str()))
    }
}
