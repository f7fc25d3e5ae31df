//! The texts that a compilation reads, and positions in them.
//!
//! Texts come in with the name they are shown under; spans and line numbers go out. Nothing here
//! opens a file.

mod line_index;
pub mod odd;
mod span;

pub use line_index::{LineColumn, LineIndex};
pub use span::{FileId, Span, Spanned};

/// One text with the path it is shown under (relative to the working directory, `/` on every OS).
#[derive(Debug, Clone)]
pub struct SourceFile {
    path: String,
    text: String,
    lines: LineIndex,
}

impl SourceFile {
    /// The path as it is shown.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The whole text, byte order mark and all.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Where its lines begin.
    pub fn lines(&self) -> &LineIndex {
        &self.lines
    }

    /// The text under a span; empty where the span is not of this text.
    pub fn slice(&self, span: Span) -> &str {
        self.text
            .get(span.start as usize..span.end as usize)
            .unwrap_or("")
    }
}

/// Every text of one compilation.
#[derive(Debug, Clone, Default)]
pub struct SourceMap {
    files: Vec<SourceFile>,
}

impl SourceMap {
    /// Adds a text and gives it an id.
    pub fn add(&mut self, path: impl Into<String>, text: impl Into<String>) -> FileId {
        let text = text.into();
        let id = FileId::new(self.files.len());
        self.files.push(SourceFile {
            path: path.into(),
            lines: LineIndex::new(&text),
            text,
        });
        id
    }

    /// The file of an id; `None` for an id of another map.
    pub fn get(&self, id: FileId) -> Option<&SourceFile> {
        self.files.get(id.index())
    }

    /// All files with their ids, in the order in which they were added.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &SourceFile)> {
        self.files
            .iter()
            .enumerate()
            .map(|(index, file)| (FileId::new(index), file))
    }

    /// The text under a span.
    pub fn slice(&self, span: Span) -> &str {
        self.get(span.file).map_or("", |file| file.slice(span))
    }

    /// Path, line and column of the start of a span.
    pub fn locate(&self, span: Span) -> (&str, LineColumn) {
        match self.get(span.file) {
            Some(file) => (file.path(), file.lines().locate(file.text(), span.start)),
            None => ("", LineColumn { line: 1, column: 1 }),
        }
    }
}
