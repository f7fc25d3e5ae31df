//! Writing below a root: whole files in one step, never through a link, never over what somebody
//! else wrote in the meantime.

mod aside;
mod disk;
mod lock;

use super::dir::{Dir, Kind, Pending, device, sync_all};
use super::root::{Content, Root, Way, read};
use super::shown::cannot;
use anyhow::{Context as _, Error, Result, bail};
use aside::{Aside, is_aside};
use std::collections::{BTreeMap, BTreeSet};
use std::ffi::{OsStr, OsString};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::rc::Rc;

/// How often another name is tried.
const TRIES: u32 = 100;
/// For more files and folders than these the whole file system is asked.
const FEW: usize = 16;
/// How many files and folders are open at a time: every system gives a process more than that.
const HANDLES: usize = if cfg!(target_os = "linux") { 160 } else { 90 };

/// What is left of the file that a new one replaces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::cli) enum Keep {
    /// Its mode and owner: it is drplan's own.
    Mode,
    /// Its other names too: it is the user's, and a new file would part them.
    Names,
}

/// What came of writing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::cli) enum Wrote {
    /// It is written.
    Done,
    /// It was so already.
    Same,
    /// Somebody changed it in the meantime, and it is left as it is.
    Changed,
    /// It has other names, which a new file would not have.
    Linked,
}

/// Bytes that were read, or that nothing was there.
pub(in crate::cli) type Seen<'a> = Option<&'a [u8]>;

/// One file that is to be written.
pub(in crate::cli) struct Change<'a> {
    /// Its path.
    pub(in crate::cli) path: &'a Path,
    /// What it will be.
    pub(in crate::cli) bytes: &'a [u8],
    /// What is asked about what is there, just before it is replaced.
    pub(in crate::cli) unchanged: &'a dyn Fn(Seen<'_>) -> bool,
}

/// Names that changed and may not be on the disk yet.
#[derive(Debug, Default)]
pub(in crate::cli) struct Unsynced {
    /// The paths that have them. What is above each may be new too.
    paths: Vec<PathBuf>,
    /// A folder on each file system that holds some; a folder that is new is on that of the one above.
    systems: BTreeMap<u64, Rc<Dir>>,
}

impl Unsynced {
    /// Notes that a name in a folder changed.
    fn note(&mut self, path: &Path, folder: &Rc<Dir>, device: u64) {
        self.paths.push(path.to_owned());
        let system = self.systems.entry(device);
        system.or_insert_with(|| Rc::clone(folder));
    }
}

impl Root {
    /// Makes a file whole in one step: no reader and no kill ever sees half of it. `unchanged` is
    /// asked about what is there just before.
    pub(in crate::cli) fn replace(
        &self,
        path: &Path,
        bytes: &[u8],
        keep: Keep,
        unchanged: &dyn Fn(Seen<'_>) -> bool,
    ) -> Result<Wrote> {
        let change = Change {
            path,
            bytes,
            unchanged,
        };
        let mut unsynced = Unsynced::default();
        let wrote = self.replace_all(&[change], keep, &mut unsynced)?;
        self.sync(&mut unsynced)?;
        Ok(wrote.map_or(Wrote::Done, |(_, wrote)| wrote))
    }

    /// Makes some files whole, each in one step, and waits for the disk as seldom as may be: before
    /// a name changes, its bytes and every name that changed earlier are on it. Where one of them
    /// cannot be it says which, and those after it are as they were.
    pub(in crate::cli) fn replace_all(
        &self,
        changes: &[Change<'_>],
        keep: Keep,
        unsynced: &mut Unsynced,
    ) -> Result<Option<(usize, Wrote)>> {
        let mut done = 0;
        while let Some(rest) = changes.get(done..).filter(|rest| !rest.is_empty()) {
            let (count, stopped) = self.replace_some(rest, keep, unsynced)?;
            if let Some((at, wrote)) = stopped {
                return Ok(Some((done + at, wrote)));
            }
            done += count;
        }
        Ok(None)
    }

    /// Writes as many files as handles allow under other names, waits until they are on the disk, and
    /// gives them their own names. Says how many, and where it stopped.
    fn replace_some(
        &self,
        changes: &[Change<'_>],
        keep: Keep,
        unsynced: &mut Unsynced,
    ) -> Result<(usize, Option<(usize, Wrote)>)> {
        let mut asides: Vec<(&Change<'_>, OsString, Aside)> = Vec::new();
        let mut folders: BTreeMap<&OsStr, Rc<Dir>> = BTreeMap::new();
        for (at, change) in changes.iter().enumerate() {
            if asides.len() + folders.len() >= HANDLES {
                break;
            }
            let (above, name) = self.open_once(change.path, &mut folders)?;
            let aside = Aside::new(above, &name, change.bytes, keep);
            match aside.with_context(|| cannot("write", &self.whole(change.path)))? {
                Some(aside) => asides.push((change, name, aside)),
                None => return Ok((0, Some((at, Wrote::Linked)))),
            }
        }
        let files = asides.iter();
        let files = files.map(|(change, _, aside)| (change.path, aside));
        self.wait(&files.collect::<Vec<_>>(), unsynced)?;
        let count = asides.len();
        for (at, (change, name, aside)) in asides.into_iter().enumerate() {
            let (above, device) = (Rc::clone(&aside.above), aside.device);
            let wrote = aside.becomes(&name, change, keep);
            match wrote.with_context(|| cannot("write", &self.whole(change.path)))? {
                Wrote::Done => unsynced.note(change.path, &above, device),
                Wrote::Same => {}
                wrote @ (Wrote::Changed | Wrote::Linked) => return Ok((0, Some((at, wrote)))),
            }
        }
        Ok((count, None))
    }

    /// The folder of a path, opened once for all the paths that are in it.
    fn open_once<'p>(
        &self,
        path: &'p Path,
        folders: &mut BTreeMap<&'p OsStr, Rc<Dir>>,
    ) -> Result<(Rc<Dir>, OsString)> {
        let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else {
            return self.open_way(path, true);
        };
        if let Some(open) = folders.get(folder.as_os_str()) {
            return Ok((Rc::clone(open), name.to_owned()));
        }
        let (above, name) = self.open_way(path, true)?;
        folders.insert(folder.as_os_str(), Rc::clone(&above));
        Ok((above, name))
    }

    /// Removes a file, unless somebody changed it in the meantime, and the directories above it that
    /// are empty then.
    pub(in crate::cli) fn remove(
        &self,
        path: &Path,
        unchanged: &dyn Fn(Seen<'_>) -> bool,
        unsynced: &mut Unsynced,
    ) -> Result<Wrote> {
        let (above, name) = self.open_way(path, false)?;
        let removed = match read(&above, &name, u64::MAX) {
            Ok(Content::Nothing) => return Ok(Wrote::Same),
            Ok(Content::Bytes(bytes)) if unchanged(Some(&bytes)) => above
                .file(&name)
                .and_then(|file| file.metadata())
                .and_then(|old| above.remove(&name).map(|()| device(&old))),
            Ok(_) => return Ok(Wrote::Changed),
            Err(error) => Err(error),
        };
        let device = removed.with_context(|| cannot("remove", &self.whole(path)))?;
        unsynced.note(path, &above, device);
        let mut empty = path.parent();
        while let Some(directory) = empty.filter(|directory| !directory.as_os_str().is_empty()) {
            match self.way(directory, false) {
                Ok((Way::Open(above), name)) if above.remove_directory(&name).is_ok() => {}
                Ok(_) | Err(_) => break,
            }
            empty = directory.parent();
        }
        Ok(Wrote::Done)
    }

    /// Waits until names that changed are on the disk.
    pub(in crate::cli) fn sync(&self, unsynced: &mut Unsynced) -> Result<()> {
        self.wait(&[], unsynced)
    }

    /// Waits for new files, and for every name that changed. For many of them each file system is asked
    /// once for everything, where the system knows how: that is far less work.
    fn wait(&self, new: &[(&Path, &Aside)], unsynced: &mut Unsynced) -> Result<()> {
        let names = std::mem::take(unsynced);
        if new.len() + names.paths.len() > FEW {
            let of_names = names.systems.iter();
            let of_names = of_names.map(|(device, folder)| (*device, Pending::Folder(folder)));
            let of_files = new.iter();
            let of_files = of_files.map(|(_, aside)| (aside.device, Pending::File(&aside.file)));
            let systems: BTreeMap<u64, Pending<'_>> = of_names.chain(of_files).collect();
            if sync_all(systems.values().copied()).with_context(|| cannot("write", self.path()))? {
                return Ok(());
            }
        }
        let above = names.paths.iter().flat_map(|path| path.ancestors().skip(1));
        let above: BTreeSet<&Path> = above.collect();
        let mut folders: Vec<(&Path, Rc<Dir>)> = Vec::new();
        for folder in above {
            let way = self.names(folder).and_then(|way| self.walk(&way, false));
            match way.with_context(|| cannot("write", &self.whole(folder)))? {
                Way::Open(open) => folders.push((folder, open)),
                Way::Nothing | Way::Link | Way::Odd => {}
            }
        }
        let files = new.iter();
        let files = files.map(|(path, aside)| (*path, Pending::File(&aside.file)));
        let folders = folders.iter();
        let folders = folders.map(|(path, folder)| (*path, Pending::Folder(folder)));
        disk::wait(&files.chain(folders).collect::<Vec<_>>())
            .map_err(|(path, error)| Error::new(error).context(cannot("write", &self.whole(path))))
    }

    /// Removes what killed runs left beside a file. What a run that is alive holds stays.
    pub(in crate::cli) fn sweep(&self, path: &Path) -> Result<()> {
        if let Ok((Way::Open(above), _)) = self.way(path, false) {
            for (name, kind) in above.names().unwrap_or_default() {
                if kind == Kind::File && is_aside(&name) {
                    let file = above.file(&name);
                    let ours = file.is_ok_and(|file| {
                        file.metadata().is_ok_and(|meta| meta.is_file())
                            && file.try_lock().is_ok()
                            && above.remove(&name).is_ok()
                    });
                    // What cannot be removed does no harm.
                    let _ = ours;
                }
            }
        }
        Ok(())
    }

    fn open_way(&self, path: &Path, make: bool) -> Result<(Rc<Dir>, OsString)> {
        let whole = || self.whole(path);
        match self.way(path, make) {
            Ok((Way::Open(above), name)) => Ok((above, name)),
            Ok((Way::Link, _)) => bail!(behind_link(&whole())),
            Ok((Way::Odd, _)) => bail!(
                "{}: a file stands where a folder must be",
                cannot("write", &whole())
            ),
            Ok((Way::Nothing, _)) => {
                Err(io::Error::from(ErrorKind::NotFound)).with_context(|| cannot("write", &whole()))
            }
            Err(error) => Err(error).with_context(|| cannot("write", &whole())),
        }
    }
}

fn behind_link(path: &Path) -> String {
    format!(
        "{} is a symbolic link, or lies behind one",
        super::shown(path)
    )
}
