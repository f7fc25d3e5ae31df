//! Files that statements of a plan name.

use std::sync::Arc;

/// What a file that a statement names came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NamedFile {
    /// Its text.
    Text(Arc<str>),
    /// Nothing is there.
    Missing,
    /// Something is there that is not read: a folder, a link, no text, or too many bytes.
    NotRead,
}

impl NamedFile {
    /// Its text, where it was read.
    pub fn text(&self) -> Option<&Arc<str>> {
        match self {
            NamedFile::Text(text) => Some(text),
            NamedFile::Missing | NamedFile::NotRead => None,
        }
    }
}
