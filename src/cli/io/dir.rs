//! A directory that is held open: names are looked up in it, so that a directory that somebody
//! replaces by a link in the meantime changes nothing.

#[cfg(not(unix))]
mod other;
#[cfg(unix)]
mod unix;

#[cfg(not(unix))]
pub(super) use other::{Dir, device, links, owner, sync_all};
#[cfg(unix)]
pub(super) use unix::{Dir, device, links, owner, sync_all};

use std::fs::File;
use std::io::Result;

/// What a name of a directory is; nothing is followed to find it out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::cli) enum Kind {
    /// A regular file.
    File,
    /// A directory.
    Directory,
    /// A symbolic link.
    Link,
    /// A pipe, a socket or a device.
    Other,
}

/// What is to be on the disk.
#[derive(Debug, Clone, Copy)]
pub(super) enum Pending<'a> {
    /// The bytes of a file.
    File(&'a File),
    /// The names in a folder.
    Folder(&'a Dir),
}

impl Pending<'_> {
    /// Waits for it.
    pub(super) fn sync(self) -> Result<()> {
        match self {
            Pending::File(file) => file.sync_all(),
            Pending::Folder(folder) => folder.sync(),
        }
    }
}
