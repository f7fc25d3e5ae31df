//! A repository as rules look at it.

use super::Root;
use super::dir::Kind;
use super::root::{Content, Found};
use crate::model::Model;
use crate::repository::tree::{KUSTOMIZATION, Tree, inside, is_yaml};
use crate::repository::{self, Inventory, NotRead, Reason};
use crate::syntax::MAX_BYTES;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, ErrorKind};
use std::path::Path;

/// What the repository shows of the paths that a plan names, and of what applies them. Nothing is
/// read of what lies at or below a hidden path.
pub(in crate::cli) fn look(
    root: Option<&Root>,
    hidden: &BTreeSet<String>,
    model: &Model,
) -> Inventory {
    let Some(root) = root else {
        return Inventory::default();
    };
    let named = crate::analyze::paths::named(model);
    let disk = Disk {
        root,
        hidden,
        unreadable: RefCell::default(),
        unseen: RefCell::default(),
    };
    let texts = crate::analyze::paths::files(model);
    let mut inventory = repository::read(&disk, model, &named, &texts);
    inventory.unreadable.extend(disk.unreadable.into_inner());
    let unseen = disk.unseen.into_inner().into_iter();
    let unseen = unseen.map(|(path, reason)| NotRead { path, reason });
    inventory.not_read.extend(unseen);
    inventory.not_read.sort_by(|a, b| a.path.cmp(&b.path));
    inventory
}

/// A repository on disk. A symbolic link is a file that cannot be read: it may lead outside.
struct Disk<'a> {
    root: &'a Root,
    hidden: &'a BTreeSet<String>,
    /// What was asked for and not looked into.
    unseen: RefCell<BTreeMap<String, Reason>>,
    /// What should have been read and could not be, and why.
    unreadable: RefCell<BTreeMap<String, String>>,
}

impl Disk<'_> {
    fn hides(&self, path: &str) -> bool {
        let whole = self.hidden.contains(path);
        let above = || {
            let mut ends = path
                .match_indices('/')
                .filter_map(|(end, _)| path.get(..end));
            ends.any(|above| self.hidden.contains(above))
        };
        whole || (!self.hidden.is_empty() && above())
    }

    fn missed(&self, path: &str, why: impl Into<String>) {
        self.unreadable
            .borrow_mut()
            .insert(super::line(path), why.into());
    }

    /// Files that are no YAML may be anything.
    fn unseen(&self, path: &str, reason: Reason) {
        let name = path.rsplit('/').next().unwrap_or(path);
        if is_yaml(name) || KUSTOMIZATION.contains(&name) {
            self.unseen.borrow_mut().insert(super::line(path), reason);
        }
    }

    /// What the system refuses is said; what is no path of a repository is not there.
    fn failed(&self, path: &str, error: &io::Error) {
        if error.kind() != ErrorKind::InvalidInput && error.kind() != ErrorKind::InvalidFilename {
            self.missed(path, reason(error));
        }
    }
}

impl Tree for Disk<'_> {
    fn exists(&self, path: &str) -> bool {
        match self.root.look(Path::new(path)) {
            Ok(found) => found != Found::Nothing,
            Err(error) => {
                self.failed(path, &error);
                true
            }
        }
    }

    fn read(&self, path: &str) -> Option<String> {
        if self.hides(path) || is_git(path) {
            return None;
        }
        let (reason, why) = match self.root.read(Path::new(path), MAX_BYTES as u64) {
            Ok(Content::Bytes(bytes)) => match String::from_utf8(bytes) {
                Ok(text) => return Some(text),
                Err(_) => (Reason::Text, "it is not UTF-8 text".to_owned()),
            },
            Ok(Content::Large(bytes)) => {
                let why = format!("it has {bytes} bytes, and no more than {MAX_BYTES} are read");
                (Reason::Large(MAX_BYTES as u64, bytes), why)
            }
            Ok(Content::Link) => {
                self.unseen(path, Reason::Link);
                return None;
            }
            Ok(Content::Nothing | Content::Odd) => return None,
            Err(error) => {
                self.failed(path, &error);
                return None;
            }
        };
        // Other files may be anything; without this one it is not known what a folder contains.
        let name = path.rsplit('/').next().unwrap_or(path);
        if KUSTOMIZATION.contains(&name) {
            self.missed(path, why);
        } else {
            self.unseen(path, reason);
        }
        None
    }

    fn list(&self, path: &str) -> Option<Vec<(String, bool)>> {
        if self.hides(path) || is_git(path) {
            return None;
        }
        let entries = match self.root.list(Path::new(path)) {
            Ok(Some(entries)) => entries,
            Ok(None) => {
                if let Ok(Found::Link) = self.root.look(Path::new(path)) {
                    let mut unseen = self.unseen.borrow_mut();
                    unseen.insert(super::line(path), Reason::Link);
                }
                return None;
            }
            Err(error) => {
                self.failed(path, &error);
                return None;
            }
        };
        let mut names = Vec::new();
        for (name, kind) in entries {
            let name = name.into_string().ok()?;
            let whole = inside(path, &name);
            // A folder of the name `Kustomization` may hold just those.
            let odd = match kind {
                Kind::Directory => name != "Kustomization",
                Kind::Other => true,
                Kind::File | Kind::Link => false,
            };
            if odd && KUSTOMIZATION.contains(&name.as_str()) {
                self.missed(&whole, "it is not a regular file");
            }
            if !self.hides(&whole) {
                names.push((name, kind == Kind::Directory));
            }
        }
        Some(names)
    }

    fn quietly(&self, read: &mut dyn FnMut()) {
        let (unreadable, unseen) = (
            self.unreadable.borrow().clone(),
            self.unseen.borrow().clone(),
        );
        read();
        *self.unreadable.borrow_mut() = unreadable;
        *self.unseen.borrow_mut() = unseen;
    }
}

fn is_git(path: &str) -> bool {
    super::place::is_git(Path::new(path))
}

/// What the system says, without its numbers.
fn reason(error: &io::Error) -> String {
    if error.kind() == ErrorKind::PermissionDenied {
        "permission denied".to_owned()
    } else {
        error.to_string()
    }
}
