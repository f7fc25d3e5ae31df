//! Directories by path, where the system has no names below a handle: what is looked at and what is
//! opened may then differ, if somebody changes it in between.

#![expect(
    clippy::disallowed_methods,
    reason = "all IO of the program is below src/cli/io"
)]

use super::{Kind, Pending};
use std::ffi::{OsStr, OsString};
use std::fs::{self, File, FileType, Metadata};
use std::io::{ErrorKind, Result};
use std::path::{Path, PathBuf};

/// A directory.
#[derive(Debug)]
pub(in crate::cli::io) struct Dir(PathBuf);

impl Dir {
    pub(in crate::cli::io) fn open(path: &Path) -> Result<Self> {
        fs::read_dir(path)?;
        Ok(Self(path.to_owned()))
    }

    pub(in crate::cli::io) fn child(&self, name: &OsStr) -> Result<Self> {
        match self.kind(name)? {
            Some(Kind::Directory) => Ok(Self(self.0.join(name))),
            Some(Kind::File | Kind::Link | Kind::Other) => Err(ErrorKind::NotADirectory.into()),
            None => Err(ErrorKind::NotFound.into()),
        }
    }

    pub(in crate::cli::io) fn descend(&self, _: &[OsString]) -> Option<Result<Self>> {
        None
    }

    pub(in crate::cli::io) fn again(&self) -> Result<Self> {
        Ok(Self(self.0.clone()))
    }

    pub(in crate::cli::io) fn make(&self, name: &OsStr) -> Result<()> {
        match fs::create_dir(self.0.join(name)) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
            other => other,
        }
    }

    pub(in crate::cli::io) fn kind(&self, name: &OsStr) -> Result<Option<Kind>> {
        match fs::symlink_metadata(self.0.join(name)) {
            Ok(meta) => Ok(Some(kind(meta.file_type()))),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    pub(in crate::cli::io) fn file(&self, name: &OsStr) -> Result<File> {
        match self.kind(name)? {
            Some(Kind::File) => File::open(self.0.join(name)),
            Some(Kind::Directory | Kind::Link | Kind::Other) => Err(ErrorKind::InvalidInput.into()),
            None => Err(ErrorKind::NotFound.into()),
        }
    }

    pub(in crate::cli::io) fn create(&self, name: &OsStr, _: bool) -> Result<File> {
        let mut options = File::options();
        options.read(true).write(true).create_new(true);
        options.open(self.0.join(name))
    }

    pub(in crate::cli::io) fn rename(&self, from: &OsStr, to: &OsStr, fresh: bool) -> Result<()> {
        if fresh && self.kind(to)?.is_some() {
            return Err(ErrorKind::AlreadyExists.into());
        }
        fs::rename(self.0.join(from), self.0.join(to))
    }

    pub(in crate::cli::io) fn remove(&self, name: &OsStr) -> Result<()> {
        fs::remove_file(self.0.join(name))
    }

    pub(in crate::cli::io) fn remove_directory(&self, name: &OsStr) -> Result<()> {
        fs::remove_dir(self.0.join(name))
    }

    pub(in crate::cli::io) fn names(&self) -> Result<Vec<(OsString, Kind)>> {
        let mut names = Vec::new();
        for entry in fs::read_dir(&self.0)? {
            let entry = entry?;
            names.push((entry.file_name(), kind(entry.file_type()?)));
        }
        names.sort_by(|(a, _), (b, _)| a.cmp(b));
        Ok(names)
    }

    pub(in crate::cli::io) fn sync(&self) -> Result<()> {
        Ok(())
    }

    pub(in crate::cli::io) fn lock(&self) -> bool {
        true
    }
}

fn kind(of: FileType) -> Kind {
    if of.is_symlink() {
        Kind::Link
    } else if of.is_file() {
        Kind::File
    } else if of.is_dir() {
        Kind::Directory
    } else {
        Kind::Other
    }
}

/// How many names a file has: not asked here.
pub(in crate::cli::io) fn links(_: &Metadata) -> u64 {
    1
}

/// Files belong to the user that made them.
pub(in crate::cli::io) fn owner(_: &File, _: &Metadata) {}

/// Nothing waits for a whole file system here.
pub(in crate::cli::io) fn sync_all<'p>(
    _: impl Iterator<Item = Pending<'p>> + Clone,
) -> Result<bool> {
    Ok(false)
}

/// All is taken for one file system.
pub(in crate::cli::io) fn device(_: &Metadata) -> u64 {
    0
}
