//! What lies below a root, and whether the way to it leads out of it.

#![expect(
    clippy::disallowed_methods,
    reason = "a part of the one door to the world"
)]

use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// What a path below a root comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::cli) enum Found {
    /// Nothing is there.
    Nothing,
    /// Something is, and the way to it stays below the root.
    Something,
    /// It is a symbolic link or lies behind one: writing there would leave the root.
    Link,
}

/// The directories below a root, each looked at once.
#[derive(Debug)]
pub(in crate::cli) struct Below<'r> {
    root: &'r Path,
    known: HashMap<PathBuf, Found>,
}

impl<'r> Below<'r> {
    /// Nothing is known yet.
    pub(in crate::cli) fn new(root: &'r Path) -> Self {
        Self {
            root,
            known: HashMap::new(),
        }
    }

    /// Looks at a path.
    pub(in crate::cli) fn look(&mut self, path: &str) -> Found {
        let path = Path::new(path);
        match path.parent() {
            Some(above) => match self.directory(above) {
                Found::Something => found(&self.root.join(path)),
                other @ (Found::Nothing | Found::Link) => other,
            },
            None => Found::Something,
        }
    }

    fn directory(&mut self, path: &Path) -> Found {
        if let Some(known) = self.known.get(path) {
            return *known;
        }
        let is = match path.parent() {
            None => Found::Something,
            Some(above) => match self.directory(above) {
                Found::Something => found(&self.root.join(path)),
                other @ (Found::Nothing | Found::Link) => other,
            },
        };
        self.known.insert(path.to_owned(), is);
        is
    }
}

fn found(path: &Path) -> Found {
    match std::fs::symlink_metadata(path) {
        Ok(meta) if meta.file_type().is_symlink() => Found::Link,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Found::Nothing,
        // What cannot be looked at is found out by reading it.
        Ok(_) | Err(_) => Found::Something,
    }
}

/// Whether a path below a root goes through a symbolic link.
pub(in crate::cli) fn crosses_link(root: &Path, path: &str) -> bool {
    Below::new(root).look(path) == Found::Link
}
