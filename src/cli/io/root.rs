//! What lies below a directory. Every way down is gone step by step from a handle, and no symbolic
//! link is followed on it.

mod file;

use super::dir::{Dir, Kind};
use super::settled::settled;
use super::shown::cannot;
use anyhow::{Context as _, Result};
pub(super) use file::read;
use file::{open, whole};
use std::cell::RefCell;
use std::ffi::{OsStr, OsString};
use std::io::{self, ErrorKind};
use std::path::{Component, Path, PathBuf};
use std::rc::Rc;

/// A directory that is read or written below.
#[derive(Debug, Clone)]
pub(in crate::cli) struct Root {
    path: PathBuf,
    base: Rc<Dir>,
    /// The way from `base` to it; some of it may not be there yet.
    prefix: PathBuf,
    /// The directory of what was read last: most that is asked for lies beside each other. What is
    /// written begins at `base` every time.
    last: Rc<RefCell<Option<Last>>>,
}

/// The names of a way, and the directory that it leads to.
type Last = (Vec<OsString>, Rc<Dir>);

/// What a path comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::cli) enum Content {
    /// Nothing is there.
    Nothing,
    /// It is a symbolic link, or lies behind one.
    Link,
    /// It is a directory, a pipe, a socket or a device, or lies below what is no directory.
    Odd,
    /// A file with more bytes than were asked for.
    Large(u64),
    /// A file.
    Bytes(Vec<u8>),
}

/// What is at a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::cli) enum Found {
    /// Nothing.
    Nothing,
    /// A symbolic link, also where one stands on the way.
    Link,
    /// A regular file.
    File,
    /// A directory.
    Directory,
    /// Neither.
    Odd,
}

/// Where the way to a name ends.
pub(super) enum Way {
    /// In the directory that should hold the name.
    Open(Rc<Dir>),
    /// Before it: the next directory is not there.
    Nothing,
    /// At a symbolic link.
    Link,
    /// At something that is neither.
    Odd,
}

impl Root {
    /// A directory that somebody named; it may be missing.
    pub(in crate::cli) fn at(path: &Path) -> Result<Self> {
        let path = settled(path)?;
        let mut there = path.as_path();
        while !there.exists() {
            there = there.parent().context("the file system has no root")?;
        }
        let base = Dir::open(there).with_context(|| cannot("read", there))?;
        let prefix = path.strip_prefix(there).unwrap_or(Path::new("")).to_owned();
        Ok(Self {
            base: Rc::new(base),
            prefix,
            path,
            last: Rc::default(),
        })
    }

    /// A directory below this one.
    pub(in crate::cli) fn below(&self, path: &Path) -> Self {
        Self {
            path: self.path.join(path),
            base: Rc::clone(&self.base),
            prefix: self.prefix.join(path),
            last: Rc::clone(&self.last),
        }
    }

    /// Where it is, without links.
    pub(in crate::cli) fn path(&self) -> &Path {
        &self.path
    }

    /// A path below it, for a report.
    pub(super) fn whole(&self, path: &Path) -> PathBuf {
        self.path.join(path)
    }

    /// Goes to the directory that holds a path, and gives the last name of the path.
    pub(super) fn way(&self, path: &Path, make: bool) -> io::Result<(Way, OsString)> {
        let mut names = names(&self.prefix.join(path))?;
        let last = names.pop().ok_or(ErrorKind::InvalidInput)?;
        Ok((self.walk(&names, make)?, last))
    }

    /// Goes to a directory.
    pub(super) fn walk(&self, names: &[OsString], make: bool) -> io::Result<Way> {
        let mut at = Rc::clone(&self.base);
        let mut done = 0;
        // As far as all is well it is one step; what is not is found out one by one.
        if let Some((last, above)) = names.split_last() {
            match at.descend(names) {
                Some(Ok(end)) => return Ok(Way::Open(Rc::new(end))),
                // A link or a file on the way is met before what is missing behind it.
                Some(Err(error)) if error.kind() == ErrorKind::NotFound => {
                    if !make {
                        return Ok(Way::Nothing);
                    }
                    if let Some(Ok(open)) = at.descend(above) {
                        open.make(last)?;
                        (at, done) = (Rc::new(open), above.len());
                    }
                }
                Some(Err(_)) | None => {}
            }
        }
        for name in names.iter().skip(done) {
            match step(&at, name, make)? {
                Way::Open(next) => at = next,
                other @ (Way::Nothing | Way::Link | Way::Odd) => return Ok(other),
            }
        }
        Ok(Way::Open(at))
    }

    /// Goes to the directory that holds a path, to read there.
    fn near(&self, path: &Path) -> io::Result<(Way, OsString)> {
        let mut names = names(&self.prefix.join(path))?;
        let name = names.pop().ok_or(ErrorKind::InvalidInput)?;
        let mut last = self.last.borrow_mut();
        if let Some((known, at)) = &*last
            && *known == names
        {
            return Ok((Way::Open(Rc::clone(at)), name));
        }
        let way = self.walk(&names, false)?;
        if let Way::Open(at) = &way {
            *last = Some((names, Rc::clone(at)));
        }
        Ok((way, name))
    }

    /// Forgets the way to what was read last: somebody may have replaced a part of it.
    pub(super) fn forget(&self) {
        self.last.take();
    }

    /// The names of the way to a directory.
    pub(super) fn names(&self, path: &Path) -> io::Result<Vec<OsString>> {
        names(&self.prefix.join(path))
    }

    /// What is at a path.
    pub(in crate::cli) fn look(&self, path: &Path) -> io::Result<Found> {
        if self.names(path)?.is_empty() {
            return Ok(Found::Directory);
        }
        let (way, name) = self.near(path)?;
        let kind = match way {
            Way::Open(above) => above.kind(&name)?,
            Way::Nothing => None,
            Way::Link => Some(Kind::Link),
            Way::Odd => Some(Kind::Other),
        };
        Ok(match kind {
            None => Found::Nothing,
            Some(Kind::Link) => Found::Link,
            Some(Kind::File) => Found::File,
            Some(Kind::Directory) => Found::Directory,
            Some(Kind::Other) => Found::Odd,
        })
    }

    /// The bytes of a file that has at most so many.
    pub(in crate::cli) fn read(&self, path: &Path, limit: u64) -> io::Result<Content> {
        let (way, name) = self.near(path)?;
        match way {
            Way::Open(above) => read(&above, &name, limit),
            Way::Nothing => Ok(Content::Nothing),
            Way::Link => Ok(Content::Link),
            Way::Odd => Ok(Content::Odd),
        }
    }

    /// The first bytes of a file.
    pub(in crate::cli) fn head(&self, path: &Path, limit: u64) -> io::Result<Content> {
        let (way, name) = self.near(path)?;
        let opened = match way {
            Way::Open(above) => open(&above, &name)?,
            Way::Nothing => Err(Content::Nothing),
            Way::Link => Err(Content::Link),
            Way::Odd => Err(Content::Odd),
        };
        match opened {
            Ok((file, size)) => Ok(Content::Bytes(whole(file, size, limit)?)),
            Err(content) => Ok(content),
        }
    }

    /// The names in a directory, sorted; `None` where there is none.
    pub(in crate::cli) fn list(&self, path: &Path) -> io::Result<Option<Vec<(OsString, Kind)>>> {
        if self.names(path)?.is_empty() {
            return self.base.names().map(Some);
        }
        let (Way::Open(above), name) = self.near(path)? else {
            return Ok(None);
        };
        match step(&above, &name, false)? {
            Way::Open(directory) => directory.names().map(Some),
            Way::Nothing | Way::Link | Way::Odd => Ok(None),
        }
    }
}

/// One step down.
fn step(at: &Dir, name: &OsStr, make: bool) -> io::Result<Way> {
    let error = match at.child(name) {
        Ok(next) => return Ok(Way::Open(Rc::new(next))),
        Err(error) => error,
    };
    if make && error.kind() == ErrorKind::NotFound {
        at.make(name)?;
        return at.child(name).map(|next| Way::Open(Rc::new(next)));
    }
    match at.kind(name)? {
        None => Ok(Way::Nothing),
        Some(Kind::Link) => Ok(Way::Link),
        Some(Kind::File | Kind::Other) => Ok(Way::Odd),
        Some(Kind::Directory) => Err(error),
    }
}

/// The names of a path that goes down and nowhere else.
fn names(path: &Path) -> io::Result<Vec<OsString>> {
    path.components()
        .map(|part| match part {
            Component::Normal(name) => Ok(name.to_owned()),
            Component::CurDir
            | Component::ParentDir
            | Component::RootDir
            | Component::Prefix(_) => Err(ErrorKind::InvalidInput.into()),
        })
        .collect()
}
