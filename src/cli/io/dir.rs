//! A directory that is held open: names are looked up in it, so that a directory that somebody
//! replaces by a link in the meantime changes nothing.

#[cfg(not(unix))]
mod other;
#[cfg(unix)]
mod unix;

#[cfg(not(unix))]
pub(super) use other::{Dir, links, owner};
#[cfg(unix)]
pub(super) use unix::{Dir, links, owner};

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
