//! Where the program runs, and where paths lead.

#![expect(
    clippy::disallowed_methods,
    reason = "a part of the one place that reads the file system"
)]

use crate::model::value;
use anyhow::{Context as _, Result};
use std::path::{Path, PathBuf};

/// The current directory, without links.
pub(in crate::cli) fn current() -> Result<PathBuf> {
    let here = std::env::current_dir().context("the current directory does not exist any more")?;
    real(&here).context("the current directory does not exist any more")
}

/// A path without links; it must be there.
pub(super) fn real(path: &Path) -> std::io::Result<PathBuf> {
    std::fs::canonicalize(path)
}

/// The Git repository around a directory.
pub(super) fn git_root(directory: &Path) -> Option<PathBuf> {
    let mut above = directory.ancestors();
    above
        .find(|above| above.join(".git").exists())
        .map(Path::to_owned)
}

/// Whether a path is Git's own: what it holds is no matter of a plan, and a file there may run.
pub(super) fn is_git(path: &Path) -> bool {
    path.components()
        .any(|part| value::is_git(&part.as_os_str().to_string_lossy()))
}
