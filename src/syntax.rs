//! Text to the tree of what was written.
//!
//! A text comes in, a [`ParsedFile`] goes out, whatever the text is: what cannot be read stays in
//! its place as junk, with one finding for each run of it. This layer knows no keyword.
//!
//! A mistake that is certain is reported once and corrected in a copy of the text (`draft`) before the
//! rest is read, so that one cause is one finding.

pub mod ast;
mod braces;
mod build;
mod characters;
mod conflict;
mod draft;
mod grammar;
mod habits;
mod junk;
mod pieces;
mod prescan;
mod remap;
mod trivia;
mod yaml;

pub use trivia::{Comment, Trivia};

use crate::diag::{Diag, Diags, findings};
use crate::source::{FileId, SourceFile, Span};
use draft::Draft;

/// The largest text that is read, in bytes.
pub const MAX_BYTES: usize = 1 << 20;
/// How deep blocks may be nested.
pub const MAX_DEPTH: usize = 64;
/// How often a text is read again after something was corrected in it.
const ROUNDS: usize = 3;

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
    if let Some(diag) = conflict::check(text, file).or_else(|| yaml::whole_file(text, file)) {
        out.push(diag);
        let mut parsed = ParsedFile::unread(file);
        // What it declares is missed in no other file.
        parsed.tree.lost = junk::words(text, Span::new(file, 0, text.len()));
        return parsed;
    }
    let before = out.len();
    let mut draft = Draft::new(file, text);
    characters::check(&mut draft, file, out);
    yaml::check(&mut draft, file, out);
    let mut shape = prescan::scan(draft.text());
    if let Some(at) = shape.too_deep {
        out.push(too_deep(draft.span(at, at + 1)));
        return ParsedFile::unread(file);
    }
    if shape.habits {
        habits::check(&mut draft, file, out);
        shape = prescan::scan(draft.text());
    }
    if !shape.balanced {
        braces::check(&mut draft, file, out);
        shape = prescan::scan(draft.text());
    }
    let built = match read(&mut draft, file, shape, out) {
        Ok(built) => built,
        Err(at) => {
            out.push(too_complex(draft.span(at, at)));
            return ParsedFile::unread(file);
        }
    };
    ParsedFile {
        file,
        tree: built.tree,
        trivia: Trivia::new(text, built.comments),
        whole: out.len() == before,
    }
}

/// Reads the draft, again and again while junk is found that is certain to be corrected.
fn read(
    draft: &mut Draft<'_>,
    file: FileId,
    mut shape: prescan::Shape,
    out: &mut Diags,
) -> Result<build::Built, usize> {
    for round in 0.. {
        let pairs = grammar::parse(draft.text(), !shape.balanced)?;
        let mut found = Diags::default();
        let mut built = build::build(file, draft.text(), pairs, &mut found);
        let mut edits = Vec::new();
        for (diag, edit) in std::mem::take(&mut built.junk) {
            match edit.filter(|_| round < ROUNDS) {
                Some(edit) => {
                    edits.push(edit);
                    out.push(draft.place(diag));
                }
                None => found.push(diag),
            }
        }
        if edits.is_empty() {
            build::fold_strays(found)
                .into_iter()
                .for_each(|diag| out.push(draft.place(diag)));
            remap::file(&mut built, draft);
            return Ok(built);
        }
        draft.apply(edits);
        shape = prescan::scan(draft.text());
    }
    Err(0)
}

fn too_large(file: FileId, bytes: usize) -> Diag {
    Diag::new(
        &findings::FILE_TOO_LARGE,
        Span::start_of(file),
        format!("this file has {bytes} bytes, but a plan file may have at most {MAX_BYTES}"),
    )
    .help("split the file: all `.drplan` files of one directory form one plan")
}

fn too_deep(span: Span) -> Diag {
    Diag::new(
        &findings::NESTED_TOO_DEEPLY,
        span,
        format!("more than {MAX_DEPTH} blocks are open here"),
    )
    .label("this block is nested too deeply")
    .help("close the blocks before this one; no plan needs more than six levels")
}

fn too_complex(span: Span) -> Diag {
    Diag::new(
        &findings::TOO_COMPLEX,
        span,
        "reading this file takes more steps than the limit",
    )
    .help("look for an unclosed brace or string before this place")
}
