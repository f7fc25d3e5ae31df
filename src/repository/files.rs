//! The files of a repository: each is read once, and all of them within one budget.
//!
//! A pull request of an unknown person may contain anything. What does not fit is not read: it is evidence of
//! nothing, as a broken file is, and it is listed.

mod named;
mod not_read;

use super::tree::{Tree, inside, is_yaml};
use super::yaml::{self, Budget, Node, Position, Unread};
pub use named::NamedFile;
use not_read::MAX_BYTES;
pub(super) use not_read::{CLUSTER_FILES, MAX_CHAIN};
pub use not_read::{NotRead, Reason};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

/// Objects that are looked at while paths are built.
const MAX_STEPS: usize = 2_000_000;

/// The documents of a file, shared by those who read it.
pub(super) type Documents = Rc<[Node]>;

/// The files of one run.
pub(super) struct Files<'a> {
    tree: &'a dyn Tree,
    state: RefCell<State>,
}

struct State {
    left: Budget,
    bytes: usize,
    steps: usize,
    texts: BTreeMap<String, Option<Rc<str>>>,
    /// The files that were read as YAML, as positions count them.
    names: Vec<Rc<str>>,
    numbers: BTreeMap<Rc<str>, u32>,
    documents: BTreeMap<String, Option<Documents>>,
    not_read: BTreeMap<String, Reason>,
}

impl State {
    fn number(&mut self, path: &str) -> u32 {
        if let Some(number) = self.numbers.get(path) {
            return *number;
        }
        let number = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        let name: Rc<str> = Rc::from(path);
        self.names.push(Rc::clone(&name));
        self.numbers.insert(name, number);
        number
    }
}

impl<'a> Files<'a> {
    /// The files of a repository of which nothing was read yet.
    pub(super) fn new(tree: &'a dyn Tree) -> Self {
        Self {
            tree,
            state: RefCell::new(State {
                left: Budget::RUN,
                bytes: MAX_BYTES,
                steps: MAX_STEPS,
                texts: BTreeMap::new(),
                names: Vec::new(),
                numbers: BTreeMap::new(),
                documents: BTreeMap::new(),
                not_read: BTreeMap::new(),
            }),
        }
    }

    /// Whether something is there.
    pub(super) fn exists(&self, path: &str) -> bool {
        self.tree.exists(path)
    }

    /// Names of a directory, each with whether it is a directory; `None` where it is none.
    pub(super) fn list(&self, path: &str) -> Option<Vec<(String, bool)>> {
        self.tree.list(path)
    }

    /// The text of a file; `None` where there is none, or it was not read.
    pub(super) fn text(&self, path: &str) -> Option<Rc<str>> {
        let mut state = self.state.borrow_mut();
        if let Some(known) = state.texts.get(path) {
            return known.clone();
        }
        let text = self.tree.read(path);
        let fits = text.as_ref().and_then(|text| {
            let left = state.bytes.checked_sub(text.len())?;
            Some((left, Rc::from(text.as_str())))
        });
        if text.is_some() && fits.is_none() {
            state.not_read.insert(path.to_owned(), Reason::Bytes);
        }
        let text = fits.map(|(left, text)| {
            state.bytes = left;
            text
        });
        state.texts.insert(path.to_owned(), text.clone());
        text
    }

    /// A file that a statement names.
    pub(super) fn named(&self, path: &str) -> NamedFile {
        match self.text(path) {
            Some(text) => NamedFile::Text(Arc::from(&*text)),
            None if self.exists(path) => NamedFile::NotRead,
            None => NamedFile::Missing,
        }
    }

    /// The documents of a file; `None` where it is broken anywhere, or was not read.
    pub(super) fn documents(&self, path: &str) -> Option<Documents> {
        if let Some(known) = self.state.borrow().documents.get(path) {
            return known.clone();
        }
        let text = self.text(path);
        let mut state = self.state.borrow_mut();
        let read = text.map(|text| {
            let file = state.number(path);
            yaml::read_within(&text, file, &mut state.left)
        });
        let documents = match read {
            Some(Ok(documents)) => Some(Documents::from(documents)),
            Some(Err(why)) => {
                let reason = match why {
                    Unread::Broken => Reason::Broken,
                    Unread::TooMuch => Reason::Nodes,
                };
                state.not_read.insert(path.to_owned(), reason);
                None
            }
            None => None,
        };
        state.documents.insert(path.to_owned(), documents.clone());
        documents
    }

    /// The file of a position.
    pub(super) fn name(&self, at: Position) -> Rc<str> {
        let state = self.state.borrow();
        let name = state.names.get(at.file as usize);
        name.cloned().unwrap_or_else(|| Rc::from(""))
    }

    /// Where the first byte of a file stands.
    pub(super) fn start(&self, path: &str) -> Position {
        Position {
            file: self.state.borrow_mut().number(path),
            line: 1,
            start: 0,
            end: 0,
        }
    }

    /// The documents of a text that stands in a scalar of a file; `None` where it is broken.
    pub(super) fn inline(&self, text: &str, at: Position) -> Option<Vec<Node>> {
        let mut state = self.state.borrow_mut();
        let read = yaml::read_within(text, at.file, &mut state.left).ok()?;
        Some(read.into_iter().map(|node| node.placed(at)).collect())
    }

    /// Takes a number of steps from what a run may do; `false` where they are used up.
    pub(super) fn step(&self, count: usize) -> bool {
        let mut state = self.state.borrow_mut();
        match state.steps.checked_sub(count) {
            Some(left) => {
                state.steps = left;
                true
            }
            None => false,
        }
    }

    /// Whether a file was read and is not valid YAML.
    pub(super) fn is_broken(&self, path: &str) -> bool {
        self.state.borrow().not_read.get(path) == Some(&Reason::Broken)
    }

    /// Gives every YAML file below a directory, by path and text.
    pub(super) fn each_yaml(
        &self,
        directory: &str,
        depth: usize,
        give: &mut dyn FnMut(&str, &str),
    ) {
        for (name, is_directory) in self.list(directory).unwrap_or_default() {
            let path = inside(directory, &name);
            if is_directory && depth > 0 {
                self.each_yaml(&path, depth - 1, give);
            } else if !is_directory
                && is_yaml(&name)
                && let Some(text) = self.text(&path)
            {
                give(&path, &text);
            }
        }
    }

    /// Lists a file that a reader leaves out.
    pub(super) fn leave_out(&self, path: &str, reason: Reason) {
        let mut state = self.state.borrow_mut();
        state.not_read.entry(path.to_owned()).or_insert(reason);
    }

    /// What was not read so far, by path.
    pub(super) fn not_read(&self) -> Vec<NotRead> {
        let state = self.state.borrow();
        let entries = state.not_read.iter().filter(|(path, _)| {
            // What one reader leaves out another one may have read.
            let documents = state.documents.get(path.as_str());
            documents.and_then(Option::as_ref).is_none()
        });
        entries
            .map(|(path, reason)| NotRead {
                path: path.clone(),
                reason: *reason,
            })
            .collect()
    }
}
