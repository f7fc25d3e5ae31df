//! Text to the tree of what was written.
//!
//! A text comes in, a [`ParsedFile`] goes out, whatever the text is: what cannot be read stays in
//! its place as junk, with one finding for each run of it. No keyword is known here.

pub mod ast;
mod build;
mod characters;
mod grammar;
mod junk;
mod prescan;
mod trivia;

pub use trivia::{Comment, Trivia};

use crate::diag::{Diag, Diags};
use crate::source::{FileId, SourceFile, Span};

/// The largest text that is read, in bytes.
pub const MAX_BYTES: usize = 1 << 20;
/// How deep blocks may be nested.
pub const MAX_DEPTH: usize = 64;

/// What one text says.
#[derive(Debug, Clone)]
pub struct ParsedFile {
    /// Which text.
    pub file: FileId,
    /// The statements, junk in its place.
    pub tree: ast::File,
    /// Comments and blank lines.
    pub trivia: Trivia,
    /// Whether every part of the text could be read.
    pub whole: bool,
}

impl ParsedFile {
    /// A text of which nothing could be read.
    pub fn unread(file: FileId) -> Self {
        Self {
            file,
            tree: ast::File::default(),
            trivia: Trivia::default(),
            whole: false,
        }
    }
}

/// Reads one text. Never fails: what is wrong goes into `out`, and `whole` is false.
pub fn parse_file(file: FileId, source: &SourceFile, out: &mut Diags) -> ParsedFile {
    let text = source.text();
    if text.len() > MAX_BYTES {
        out.push(too_large(file, text.len()));
        return ParsedFile::unread(file);
    }
    let before = out.len();
    let shape = prescan::scan(text);
    if let Some(at) = shape.too_deep {
        out.push(too_deep(Span::new(file, at, at + 1)));
        return ParsedFile::unread(file);
    }
    let pairs = match grammar::parse(text, !shape.balanced) {
        Ok(pairs) => pairs,
        Err(at) => {
            out.push(too_complex(Span::new(file, at, at)));
            return ParsedFile::unread(file);
        }
    };
    let built = build::build(file, text, pairs, out);
    characters::check(file, text, &built.strings, out);
    let trivia = Trivia::new(text, built.comments);
    ParsedFile {
        file,
        tree: built.tree,
        trivia,
        whole: out.len() == before,
    }
}

fn too_large(file: FileId, bytes: usize) -> Diag {
    Diag::new(
        "file-too-large",
        Span::start_of(file),
        format!("this file has {bytes} bytes, and a plan file may have {MAX_BYTES}"),
    )
    .help("split the plan: all `.drplan` files of one directory form one plan")
}

fn too_deep(span: Span) -> Diag {
    Diag::new(
        "nested-too-deeply",
        span,
        format!("more than {MAX_DEPTH} blocks are open here"),
    )
    .label("one block too many")
    .help("close the blocks before; no plan needs more than six levels")
}

fn too_complex(span: Span) -> Diag {
    Diag::new(
        "too-complex",
        span,
        "reading this file takes more steps than any plan needs",
    )
    .help("look for an unclosed brace or string before this place")
}
