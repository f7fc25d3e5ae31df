//! A new file beside the one that it will replace.

use super::{Change, Keep, TRIES, Wrote};
use crate::cli::io::dir::{Dir, Kind, device, links, owner};
use crate::cli::io::root::{Content, read};
use anyhow::{Result, bail};
use std::ffi::{OsStr, OsString};
use std::fs::{File, TryLockError};
use std::hash::{BuildHasher as _, Hasher as _};
use std::io::{ErrorKind, Write as _};
use std::rc::Rc;

/// How a file that is not there yet is called until it is whole: a number, then this.
const ASIDE: &str = ".drplan-new";

/// A file that is written and has no name of its own yet; it is gone unless it gets one.
pub(super) struct Aside {
    /// The folder that it is in.
    pub(super) above: Rc<Dir>,
    name: Option<OsString>,
    /// Open, and so locked, until it has its name: a sweep leaves it alone.
    pub(super) file: File,
    /// The file system that it is on.
    pub(super) device: u64,
}

impl Aside {
    /// Writes a file beside the one that it will replace; `None` where that has names to keep.
    pub(super) fn new(
        above: Rc<Dir>,
        target: &OsStr,
        bytes: &[u8],
        keep: Keep,
    ) -> Result<Option<Self>> {
        let old = match above.kind(target)? {
            None => None,
            Some(Kind::File) => Some(above.file(target)?.metadata()?),
            Some(Kind::Link) => bail!("it is a symbolic link, or lies behind one"),
            Some(Kind::Directory | Kind::Other) => bail!("it is not a regular file"),
        };
        if keep == Keep::Names && old.as_ref().is_some_and(|old| links(old) > 1) {
            return Ok(None);
        }
        let mut aside = Self::open(above, old.is_some())?;
        if let Some(old) = old {
            owner(&aside.file, &old);
            aside.file.set_permissions(old.permissions())?;
        }
        aside.file.write_all(bytes)?;
        Ok(Some(aside))
    }

    fn open(above: Rc<Dir>, private: bool) -> Result<Self> {
        for _ in 0..TRIES {
            let name = OsString::from(format!(".{:016x}{ASIDE}", number()));
            let file = match above.create(&name, private) {
                Ok(file) => file,
                Err(error) if error.kind() == ErrorKind::AlreadyExists => continue,
                Err(error) => return Err(error.into()),
            };
            // A sweep may come before the lock does, and take the file for one that was left.
            let held = matches!(file.try_lock(), Err(TryLockError::WouldBlock));
            let metadata = file.metadata()?;
            if !held && links(&metadata) > 0 {
                return Ok(Self {
                    above,
                    name: Some(name),
                    device: device(&metadata),
                    file,
                });
            }
        }
        bail!("no name is free")
    }

    /// Takes the place of a file, unless somebody changed that.
    pub(super) fn becomes(
        mut self,
        target: &OsStr,
        change: &Change<'_>,
        keep: Keep,
    ) -> Result<Wrote> {
        let now = match read(&self.above, target, u64::MAX)? {
            Content::Nothing => None,
            Content::Bytes(now) => Some(now),
            Content::Link | Content::Odd | Content::Large(_) => return Ok(Wrote::Changed),
        };
        if now.as_deref() == Some(change.bytes) {
            return Ok(Wrote::Same);
        }
        if !(change.unchanged)(now.as_deref()) {
            return Ok(Wrote::Changed);
        }
        // It may have got another name since it was looked at.
        if keep == Keep::Names && now.is_some() && links(&self.above.file(target)?.metadata()?) > 1
        {
            return Ok(Wrote::Linked);
        }
        let own = self.name.take().unwrap_or_default();
        match self.above.rename(&own, target, now.is_none()) {
            Ok(()) => Ok(Wrote::Done),
            Err(error) => {
                self.name = Some(own);
                if error.kind() == ErrorKind::AlreadyExists {
                    return Ok(Wrote::Changed);
                }
                Err(error.into())
            }
        }
    }
}

impl Drop for Aside {
    fn drop(&mut self) {
        if let Some(name) = &self.name {
            let _ = self.above.remove(name);
        }
    }
}

/// Whether a name is one that this program gives to what it has not finished.
pub(super) fn is_aside(name: &OsStr) -> bool {
    let number = name
        .to_str()
        .and_then(|name| name.strip_prefix('.')?.strip_suffix(ASIDE));
    number.is_some_and(|number| {
        number.len() == 16
            && number
                .bytes()
                .all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
    })
}

/// A number that is hard to guess. It does not have to be: a name that is taken is never opened.
fn number() -> u64 {
    std::hash::RandomState::new().build_hasher().finish()
}

#[cfg(test)]
mod tests {
    use super::{ASIDE, is_aside, number};
    use std::ffi::OsStr;

    #[test]
    fn only_its_own_names_are_swept() {
        assert!(is_aside(OsStr::new(&format!(".{:016x}{ASIDE}", number()))));
        for name in [
            "0123456789abcdef.drplan-new",
            ".0123456789abcde.drplan-new",
            ".0123456789ABCDEF.drplan-new",
            ".plan.drplan.drplan-new",
            ".0123456789abcdef.drplan-new2",
            ".drplan-new",
        ] {
            assert!(!is_aside(OsStr::new(name)), "{name}");
        }
    }
}
