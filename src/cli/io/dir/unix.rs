//! Directories by file descriptor.

use super::{Kind, Pending};
use rustix::fs::{self, AtFlags, FileType, Gid, Mode, OFlags, Uid};
use rustix::io::Errno;
use std::ffi::{CStr, OsStr, OsString};
use std::fs::{File, Metadata};
use std::io::{ErrorKind, Result};
#[cfg(target_os = "linux")]
use std::os::fd::AsFd as _;
use std::os::fd::OwnedFd;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Component, Path};

const DIRECTORY: OFlags = OFlags::RDONLY
    .union(OFlags::DIRECTORY)
    .union(OFlags::CLOEXEC);

/// A directory on the way to another one: where the system can, it need not be readable.
#[cfg(any(target_os = "linux", target_os = "android"))]
const PASSED: OFlags = OFlags::PATH.union(OFlags::DIRECTORY).union(OFlags::CLOEXEC);
#[cfg(not(any(target_os = "linux", target_os = "android")))]
const PASSED: OFlags = DIRECTORY;

/// The number of file systems that a program provides.
#[cfg(target_os = "linux")]
const FUSE: rustix::fs::FsWord = 0x6573_5546;

/// A directory that is held open.
#[derive(Debug)]
pub(in crate::cli::io) struct Dir(OwnedFd);

impl Dir {
    /// Opens a directory by its whole path, which holds no link: if somebody has made one since that
    /// was found out, it fails.
    pub(in crate::cli::io) fn open(path: &Path) -> Result<Self> {
        let mut at = fs::open("/", PASSED, Mode::empty())?;
        for part in path.components() {
            match part {
                Component::RootDir | Component::CurDir => {}
                Component::Normal(name) => {
                    at = fs::openat(&at, name, PASSED | OFlags::NOFOLLOW, Mode::empty())?;
                }
                Component::ParentDir | Component::Prefix(_) => {
                    return Err(ErrorKind::InvalidInput.into());
                }
            }
        }
        Ok(Self(fs::openat(&at, ".", DIRECTORY, Mode::empty())?))
    }

    /// A directory in this one; a link is none.
    pub(in crate::cli::io) fn child(&self, name: &OsStr) -> Result<Self> {
        let flags = DIRECTORY | OFlags::NOFOLLOW;
        Ok(Self(fs::openat(&self.0, name, flags, Mode::empty())?))
    }

    /// The directory at the end of a way that goes down, in one step: a link anywhere on it is refused.
    /// `None` where the system knows no such step, or there is none to go.
    pub(in crate::cli::io) fn descend(&self, way: &[OsString]) -> Option<Result<Self>> {
        #[cfg(target_os = "linux")]
        {
            let (first, rest) = way.split_first()?;
            let mut path = first.clone();
            for name in rest {
                path.push("/");
                path.push(name);
            }
            let strict = fs::ResolveFlags::BENEATH | fs::ResolveFlags::NO_SYMLINKS;
            match fs::openat2(&self.0, path, DIRECTORY, Mode::empty(), strict) {
                Err(Errno::NOSYS | Errno::PERM | Errno::INVAL | Errno::AGAIN) => None,
                opened => Some(opened.map(Self).map_err(Into::into)),
            }
        }
        #[cfg(not(target_os = "linux"))]
        {
            let _ = way;
            None
        }
    }

    /// The same directory, opened once more: a lock and a position of its own.
    pub(in crate::cli::io) fn again(&self) -> Result<Self> {
        Ok(Self(fs::openat(&self.0, ".", DIRECTORY, Mode::empty())?))
    }

    /// Makes a directory in this one, unless something of the name is there.
    pub(in crate::cli::io) fn make(&self, name: &OsStr) -> Result<()> {
        match fs::mkdirat(&self.0, name, Mode::from_raw_mode(0o777)) {
            Err(Errno::EXIST) => Ok(()),
            other => Ok(other?),
        }
    }

    /// What a name is.
    pub(in crate::cli::io) fn kind(&self, name: &OsStr) -> Result<Option<Kind>> {
        match fs::statat(&self.0, name, AtFlags::SYMLINK_NOFOLLOW) {
            Ok(stat) => Ok(Some(kind(FileType::from_raw_mode(stat.st_mode)))),
            Err(Errno::NOENT) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Opens what should be a file. It never waits: a pipe opens at once, and is refused by what its
    /// handle says of itself.
    pub(in crate::cli::io) fn file(&self, name: &OsStr) -> Result<File> {
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK;
        let flags = flags | OFlags::NOCTTY | OFlags::CLOEXEC;
        Ok(fs::openat(&self.0, name, flags, Mode::empty())?.into())
    }

    /// Makes a file that is not there yet; `private` keeps it from others until it has its mode.
    pub(in crate::cli::io) fn create(&self, name: &OsStr, private: bool) -> Result<File> {
        let flags = OFlags::RDWR | OFlags::CREATE | OFlags::EXCL;
        let flags = flags | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let mode = Mode::from_raw_mode(if private { 0o600 } else { 0o666 });
        Ok(fs::openat(&self.0, name, flags, mode)?.into())
    }

    /// Gives a file another name. `fresh` fails where something of that name is there, as far as the
    /// system can tell both in one step.
    pub(in crate::cli::io) fn rename(&self, from: &OsStr, to: &OsStr, fresh: bool) -> Result<()> {
        #[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
        if fresh {
            match fs::renameat_with(&self.0, from, &self.0, to, fs::RenameFlags::NOREPLACE) {
                // A file system that cannot do it.
                Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => {}
                other => return Ok(other?),
            }
        }
        let _ = fresh;
        Ok(fs::renameat(&self.0, from, &self.0, to)?)
    }

    /// Removes a file.
    pub(in crate::cli::io) fn remove(&self, name: &OsStr) -> Result<()> {
        Ok(fs::unlinkat(&self.0, name, AtFlags::empty())?)
    }

    /// Removes a directory that is empty.
    pub(in crate::cli::io) fn remove_directory(&self, name: &OsStr) -> Result<()> {
        Ok(fs::unlinkat(&self.0, name, AtFlags::REMOVEDIR)?)
    }

    /// The names in it, sorted.
    pub(in crate::cli::io) fn names(&self) -> Result<Vec<(OsString, Kind)>> {
        let mut names = Vec::new();
        let mut take = |name: &CStr, known: FileType| -> Result<()> {
            let name = OsStr::from_bytes(name.to_bytes());
            if name == "." || name == ".." {
                return Ok(());
            }
            let kind = if known == FileType::Unknown {
                self.kind(name)?
            } else {
                Some(kind(known))
            };
            names.extend(kind.map(|kind| (name.to_owned(), kind)));
            Ok(())
        };
        // On Linux from the handle itself: it need not be opened again.
        #[cfg(target_os = "linux")]
        {
            fs::seek(&self.0, fs::SeekFrom::Start(0))?;
            let mut room = Vec::with_capacity(8 << 10);
            let mut entries = fs::RawDir::new(&self.0, room.spare_capacity_mut());
            while let Some(entry) = entries.next() {
                let entry = entry?;
                take(entry.file_name(), entry.file_type())?;
            }
        }
        #[cfg(not(target_os = "linux"))]
        for entry in fs::Dir::read_from(&self.0)? {
            let entry = entry?;
            take(entry.file_name(), entry.file_type())?;
        }
        names.sort_by(|(a, _), (b, _)| a.cmp(b));
        Ok(names)
    }

    /// Waits until its names are on the disk. What cannot do that has nothing to wait for.
    pub(in crate::cli::io) fn sync(&self) -> Result<()> {
        match fs::fsync(&self.0) {
            Err(Errno::INVAL | Errno::NOTSUP | Errno::BADF | Errno::ROFS) => Ok(()),
            other => Ok(other?),
        }
    }

    /// Takes the directory for this process, until the handle is closed; `false` where another one
    /// has it. A file system without locks gives it to anybody.
    pub(in crate::cli::io) fn lock(&self) -> bool {
        let taken = fs::flock(&self.0, fs::FlockOperation::NonBlockingLockExclusive);
        taken != Err(Errno::WOULDBLOCK)
    }
}

/// Which file system a file is on.
pub(in crate::cli::io) fn device(of: &Metadata) -> u64 {
    of.dev()
}

/// Waits until the file systems of some handles are on the disk, which is far less work than to wait
/// for each of many files; `false` where the system knows no such thing.
pub(in crate::cli::io) fn sync_all<'p>(
    systems: impl Iterator<Item = Pending<'p>> + Clone,
) -> Result<bool> {
    #[cfg(target_os = "linux")]
    {
        let handle = |pending: Pending<'p>| match pending {
            Pending::File(file) => file.as_fd(),
            Pending::Folder(folder) => folder.0.as_fd(),
        };
        for system in systems.clone() {
            // What is behind a file system of a program hears of single files alone.
            if fs::fstatfs(handle(system))?.f_type == FUSE {
                return Ok(false);
            }
        }
        for system in systems {
            fs::syncfs(handle(system))?;
        }
        Ok(true)
    }
    #[cfg(not(target_os = "linux"))]
    {
        let _ = systems;
        Ok(false)
    }
}

fn kind(of: FileType) -> Kind {
    if of.is_file() {
        Kind::File
    } else if of.is_dir() {
        Kind::Directory
    } else if of.is_symlink() {
        Kind::Link
    } else {
        Kind::Other
    }
}

/// How many names a file has.
pub(in crate::cli::io) fn links(of: &Metadata) -> u64 {
    of.nlink()
}

/// Gives a file the owner of another one, as far as this user may.
pub(in crate::cli::io) fn owner(file: &File, of: &Metadata) {
    let Ok(own) = file.metadata() else { return };
    if (own.uid(), own.gid()) != (of.uid(), of.gid()) {
        let (user, group) = (Uid::from_raw(of.uid()), Gid::from_raw(of.gid()));
        let _ = fs::fchown(file, Some(user), Some(group));
    }
}
