//! Where a plan stands: its folder, the Git repository around it, and what it names as its own root.

#![expect(
    clippy::disallowed_methods,
    reason = "all IO of the program is below src/cli/io"
)]

use super::place::{current, git_root, is_git, real};
use super::root::Root;
use super::settled::settled;
use crate::diag::{Diag, findings};
use crate::source::Spanned;
use anyhow::Result;
use std::path::{Component, Path, PathBuf};

/// Where a plan stands.
#[derive(Debug, Clone)]
pub(in crate::cli) struct Site {
    /// The plan's folder, without links.
    pub(in crate::cli) directory: PathBuf,
    /// The Git repository around it; without one the plan's folder.
    pub(in crate::cli) top: Root,
    /// Whether that is a Git repository.
    pub(in crate::cli) git: bool,
}

impl Site {
    /// The surroundings of a directory without links.
    pub(super) fn of(directory: PathBuf) -> Result<Self> {
        let git = git_root(&directory);
        Ok(Self {
            top: Root::at(git.as_deref().unwrap_or(&directory))?,
            git: git.is_some(),
            directory,
        })
    }

    /// A real path as one below the top; `None` where it lies outside, or is Git's.
    pub(super) fn inner<'p>(&self, real: &'p Path) -> Option<&'p Path> {
        let inner = real.strip_prefix(self.top.path()).ok()?;
        (!is_git(inner)).then_some(inner)
    }

    /// The root that is read and written: what the plan names, else the top.
    ///
    /// # Errors
    /// The finding, where what it names is no directory below the top.
    pub(super) fn repository(&self, named: Option<&Spanned<String>>) -> Result<Root, Box<Diag>> {
        let Some(named) = named else {
            return Ok(self.top.clone());
        };
        let refuse = |label: &str| Err(Box::new(self.outside(named, label)));
        let Ok(real) = settled(&self.directory.join(&named.value)) else {
            return refuse("this path cannot be followed");
        };
        match self.inner(&real) {
            None if real.starts_with(self.top.path()) => refuse("`.git` belongs to Git"),
            None => refuse("this folder is outside"),
            Some(_) if real.exists() && !real.is_dir() => refuse("this is not a folder"),
            Some(inner) => Ok(self.top.below(inner)),
        }
    }

    fn outside(&self, named: &Spanned<String>, label: &str) -> Diag {
        let (around, help) = if self.git {
            (
                "the Git repository of the plan",
                "write a folder of the Git repository, seen from the plan, as in `repository .`; without the statement it is the root of the Git repository",
            )
        } else {
            (
                "the folder of the plan, and no Git repository is around it",
                "run `git init` in the folder that is the repository, or move the plan into that folder and write `repository .`",
            )
        };
        Diag::new(
            &findings::REPOSITORY_OUTSIDE,
            named.span,
            format!("`repository {}` is not a folder inside {around}", named.value),
        )
        .label(label)
        .because("drplan reads and writes files below this folder, and changes elsewhere are not reviewed")
        .help(help)
    }
}

/// Whether a path leads out of a Git repository that it goes through: `real` is where it leads. A
/// link that stands in no repository is that of the user.
pub(in crate::cli) fn leads_out(path: &Path, real: &Path) -> Result<bool> {
    let named = normal(&current()?.join(path));
    let repositories = named
        .ancestors()
        .filter(|above| above.join(".git").exists());
    Ok(repositories
        .filter_map(|above| self::real(above).ok())
        .any(|top| {
            let inner = real.strip_prefix(&top);
            inner.map_or(true, is_git)
        }))
}

/// A path without `.` and `..`, by its words alone.
pub(super) fn normal(path: &Path) -> PathBuf {
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

/// Whether a path is a symbolic link.
pub(super) fn is_link(path: &Path) -> bool {
    std::fs::symlink_metadata(path).is_ok_and(|meta| meta.file_type().is_symlink())
}
