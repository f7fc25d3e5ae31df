//! Paths without links, as far as they are there.

#![expect(
    clippy::disallowed_methods,
    reason = "a part of the one place that reads the file system"
)]

use super::place::{current, git_root, real};
use super::shown::cannot;
use anyhow::{Context as _, Result};
use std::io::ErrorKind;
use std::path::{Component, Path, PathBuf};

/// A path without links, as far as it is there.
pub(super) fn settled(path: &Path) -> Result<PathBuf> {
    let path = current()?.join(path);
    match real(&path) {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let dangles = std::fs::symlink_metadata(&path).is_ok();
            let (Some(above), Some(Component::Normal(name)), false) =
                (path.parent(), path.components().next_back(), dangles)
            else {
                return Err(error).with_context(|| cannot("read", &path));
            };
            Ok(settled(above)?.join(name))
        }
        other => other.with_context(|| cannot("read", &path)),
    }
}

/// Whether a directory is in a Git repository.
pub(in crate::cli) fn in_git(directory: &Path) -> Result<bool> {
    Ok(git_root(&settled(directory)?).is_some())
}
