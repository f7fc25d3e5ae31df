//! The files of a repository: each is read once, and all of them within one budget.
//!
//! A pull request of an unknown person may contain anything. What does not fit is not read: it is evidence of
//! nothing, as a broken file is, and it is listed.

use super::tree::{Tree, inside, is_yaml};
use super::yaml::{self, Budget, Node, Unread};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

/// The bytes of all files that are read.
const MAX_BYTES: usize = 48 << 20;
/// The files of one path.
pub(super) const PATH_FILES: usize = 500;
/// The files of one cluster.
pub(super) const CLUSTER_FILES: usize = 2_000;
/// Directories that name each other in a row.
pub(super) const MAX_CHAIN: usize = 100;

/// A file that was there and was not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotRead {
    /// Where it is, below the root.
    pub path: String,
    /// Why not.
    pub reason: Reason,
}

/// Why a file was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// It is not valid YAML for kustomize.
    Broken,
    /// With it the files that are read would have too many bytes.
    Bytes,
    /// With it the documents that are read would be too large, each alias counted as what it names.
    Nodes,
    /// Too many files of its path were read before it.
    Files,
    /// Too many directories name each other on the way to it.
    Depth,
    /// It alone has more bytes than this, and its own number of them.
    Large(u64, u64),
    /// It is not UTF-8 text.
    Text,
    /// It is a symbolic link, or a folder that is one.
    Link,
}

impl Reason {
    /// Whether nobody has looked into the file; one that is broken is said where it matters.
    pub fn is_unseen(self) -> bool {
        match self {
            Self::Broken => false,
            Self::Bytes
            | Self::Nodes
            | Self::Files
            | Self::Depth
            | Self::Large(..)
            | Self::Text
            | Self::Link => true,
        }
    }

    /// What to do about it.
    pub fn advice(self) -> &'static str {
        match self {
            Self::Broken | Self::Text => "write it as YAML in UTF-8",
            Self::Link => {
                "put the file itself in the place of the link: Flux leaves links out of what it fetches from Git"
            }
            Self::Bytes | Self::Nodes | Self::Files | Self::Depth | Self::Large(..) => {
                "make such a file smaller, or move it out of the paths that the plan names and that Flux applies"
            }
        }
    }

    /// The limit or the fault, in words.
    pub fn words(self) -> String {
        match self {
            Self::Broken => "it is not valid YAML for kustomize".to_owned(),
            Self::Bytes => format!(
                "drplan reads at most {} MiB of files in one run",
                MAX_BYTES >> 20
            ),
            Self::Nodes => format!(
                "drplan reads at most {} values and {} MiB of text in one run, and an alias counts as the values that it stands for",
                Budget::RUN.nodes,
                Budget::RUN.text >> 20
            ),
            Self::Files => format!(
                "drplan reads at most {} files of a path and {} of a cluster",
                PATH_FILES, CLUSTER_FILES
            ),
            Self::Depth => format!(
                "drplan follows at most {} directories that name each other in a row",
                MAX_CHAIN
            ),
            Self::Large(limit, bytes) => {
                format!("it has {bytes} bytes, and at most {limit} of a file are read")
            }
            Self::Text => "it is not UTF-8 text".to_owned(),
            Self::Link => "it is a symbolic link, and links are not followed".to_owned(),
        }
    }
}

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
    texts: BTreeMap<String, Option<Rc<str>>>,
    documents: BTreeMap<String, Option<Documents>>,
    not_read: BTreeMap<String, Reason>,
}

impl<'a> Files<'a> {
    /// The files of a repository of which nothing was read yet.
    pub(super) fn new(tree: &'a dyn Tree) -> Self {
        Self {
            tree,
            state: RefCell::new(State {
                left: Budget::RUN,
                bytes: MAX_BYTES,
                texts: BTreeMap::new(),
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

    /// The documents of a file; `None` where it is broken anywhere, or was not read.
    pub(super) fn documents(&self, path: &str) -> Option<Documents> {
        if let Some(known) = self.state.borrow().documents.get(path) {
            return known.clone();
        }
        let text = self.text(path);
        let mut state = self.state.borrow_mut();
        let read = text.map(|text| yaml::read_within(&text, &mut state.left));
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
