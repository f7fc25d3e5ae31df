//! Writing below a root: whole files in one step, never through a link, never over what somebody
//! else wrote in the meantime.

mod aside;

use super::dir::{Dir, Kind};
use super::root::{Content, Root, Way, read};
use super::shown::cannot;
use anyhow::{Context as _, Result, bail};
use aside::{Aside, is_aside};
use std::collections::BTreeSet;
use std::ffi::OsString;
use std::io::{self, ErrorKind};
use std::path::Path;
use std::rc::Rc;
use std::time::Duration;

/// How often another name is tried, and a lock.
const TRIES: u32 = 100;
/// How many files are written before their names change: each holds two handles.
const BATCH: usize = 32;
/// So many are waited for one by one; for more of them the whole disk is.
const FEW: usize = 6;

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
        let wrote = self.replace_each(&[change], keep)?;
        self.sync(&[path])?;
        Ok(wrote.map_or(Wrote::Done, |(_, wrote)| wrote))
    }

    /// Makes some files whole, each in one step, and waits for the disk as seldom as may be. Where one
    /// of them cannot be it says which, and those after it are as they were.
    pub(in crate::cli) fn replace_all(
        &self,
        changes: &[Change<'_>],
    ) -> Result<Option<(usize, Wrote)>> {
        for (number, batch) in changes.chunks(BATCH).enumerate() {
            if let Some((at, wrote)) = self.replace_each(batch, Keep::Mode)? {
                return Ok(Some((number * BATCH + at, wrote)));
            }
        }
        let paths: Vec<&Path> = changes.iter().map(|change| change.path).collect();
        self.sync(&paths)?;
        Ok(None)
    }

    /// Writes the files of one batch under other names, waits until they are on the disk, and gives
    /// them their own names. What is there already is written neither.
    fn replace_each(&self, batch: &[Change<'_>], keep: Keep) -> Result<Option<(usize, Wrote)>> {
        let mut asides = Vec::new();
        for (at, change) in batch.iter().enumerate() {
            let (above, name) = self.open_way(change.path, true)?;
            let aside = Aside::new(above, &name, change.bytes, keep);
            match aside.with_context(|| cannot("write", &self.whole(change.path)))? {
                Some(aside) => asides.push((change, name, aside)),
                None => return Ok(Some((at, Wrote::Linked))),
            }
        }
        let in_one_go = asides.len() > FEW && self.base().sync_everything()?;
        for (change, _, aside) in asides.iter().filter(|_| !in_one_go) {
            let synced = aside.file.sync_all();
            synced.with_context(|| cannot("write", &self.whole(change.path)))?;
        }
        for (at, (change, name, aside)) in asides.into_iter().enumerate() {
            let wrote = aside.becomes(&name, change);
            match wrote.with_context(|| cannot("write", &self.whole(change.path)))? {
                Wrote::Done | Wrote::Same => {}
                wrote @ (Wrote::Changed | Wrote::Linked) => return Ok(Some((at, wrote))),
            }
        }
        Ok(None)
    }

    /// Removes a file, unless somebody changed it in the meantime, and the directories above it that
    /// are empty then.
    pub(in crate::cli) fn remove(
        &self,
        path: &Path,
        unchanged: &dyn Fn(Seen<'_>) -> bool,
    ) -> Result<Wrote> {
        let (above, name) = self.open_way(path, false)?;
        let removed = match read(&above, &name, u64::MAX) {
            Ok(Content::Nothing) => return Ok(Wrote::Same),
            Ok(Content::Bytes(bytes)) if unchanged(Some(&bytes)) => above.remove(&name),
            Ok(_) => return Ok(Wrote::Changed),
            Err(error) => Err(error),
        };
        removed.with_context(|| cannot("remove", &self.whole(path)))?;
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

    /// Waits until the names of some files are on the disk, and of the folders that hold them.
    pub(in crate::cli) fn sync(&self, paths: &[&Path]) -> Result<()> {
        let above: BTreeSet<&Path> = paths
            .iter()
            .flat_map(|path| path.ancestors().skip(1))
            .collect();
        if above.len() > FEW && self.base().sync_everything()? {
            return Ok(());
        }
        for folder in above {
            let synced = match self
                .names(folder)
                .and_then(|names| self.walk(&names, false))
            {
                Ok(Way::Open(folder)) => folder.sync(),
                Ok(Way::Nothing | Way::Link | Way::Odd) => Ok(()),
                Err(error) => Err(error),
            };
            synced.with_context(|| cannot("write", &self.whole(folder)))?;
        }
        Ok(())
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

    /// Takes the directory for this run, so that builds come one after another.
    pub(in crate::cli) fn lock(&self) -> Result<Lock> {
        self.forget();
        let way = self.names(Path::new(""));
        let Ok(Way::Open(root)) = way.and_then(|names| self.walk(&names, false)) else {
            // Where nothing is there yet, nothing can be spoilt.
            return Ok(Lock(None));
        };
        // A handle of its own: the lock is over when it is closed.
        let held = root.again();
        let held = held.with_context(|| cannot("read", self.path()))?;
        for _ in 0..TRIES {
            if held.lock() {
                return Ok(Lock(Some(held)));
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        bail!(
            "another drplan has been writing to {} for ten seconds; run this again when it is done",
            super::shown(self.path())
        )
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

/// Holds a directory for this run.
#[derive(Debug)]
pub(in crate::cli) struct Lock(
    #[expect(dead_code, reason = "it is held until it is dropped")] Option<Dir>,
);

fn behind_link(path: &Path) -> String {
    format!(
        "{} is a symbolic link, or lies behind one",
        super::shown(path)
    )
}
