//! A `}` too many behind what stands on its line: it ends the block around it, whose next lines then
//! belong to nothing, and the last `}` of the text closes nothing.

use super::{Line, MOST};
use crate::diag::{Diag, Safety, findings};
use crate::source::{FileId, Span};
use crate::syntax::draft::Edit;
use crate::syntax::pieces::{Kind, Piece};

/// An open block: its line and how deep that stands.
struct Open {
    line: usize,
    indent: usize,
}

/// The braces that are too many, where the indentation of the lines behind them shows it and the
/// rest is in balance without them.
pub(super) fn find(lines: &[Line]) -> Option<Vec<Piece>> {
    let mut extra = Vec::new();
    let mut open: Vec<Open> = Vec::new();
    for (number, line) in lines.iter().enumerate() {
        for (at, piece) in line.code.iter().enumerate() {
            match piece.kind {
                Kind::Open => open.push(Open {
                    line: number,
                    indent: line.indent,
                }),
                Kind::Close => {
                    let top = open.last()?;
                    let many = behind_another(&line.code, at);
                    let shows = match top.line < number {
                        true => goes_on(lines, number, top.indent),
                        false => closes_more(&line.code, at),
                    };
                    if many && shows {
                        extra.push(*piece);
                    } else {
                        open.pop();
                    }
                }
                Kind::Blank
                | Kind::LineEnd
                | Kind::Comment
                | Kind::String
                | Kind::Raw
                | Kind::Quote
                | Kind::Hash
                | Kind::Word
                | Kind::Semicolon
                | Kind::Comma => {}
            }
        }
    }
    (open.is_empty() && !extra.is_empty() && extra.len() <= MOST).then_some(extra)
}

/// Whether a `}` stands behind another one, with no statement of the block around it before the two:
/// such a line lacks a `{`.
fn behind_another(code: &[Piece], at: usize) -> bool {
    let before = code.get(..at).unwrap_or_default();
    let mut depth = 0usize;
    let mut several = false;
    for piece in before {
        if piece.kind == Kind::Open {
            depth += 1;
        } else if piece.kind == Kind::Close {
            depth = depth.saturating_sub(1);
        } else {
            several |= piece.kind == Kind::Semicolon && depth == 0;
        }
    }
    before.last().is_some_and(|last| last.kind == Kind::Close) && !several
}

/// Whether a `}` behind one closes a block that was open before it.
fn closes_more(code: &[Piece], at: usize) -> bool {
    let mut depth = 0usize;
    for piece in code.get(at + 1..).unwrap_or_default() {
        if piece.kind == Kind::Open {
            depth += 1;
        } else if piece.kind == Kind::Close {
            match depth.checked_sub(1) {
                Some(inner) => depth = inner,
                None => return true,
            }
        }
    }
    false
}

/// Whether the lines behind one still belong to a block: they stand deeper than its own, or close it.
fn goes_on(lines: &[Line], number: usize, indent: usize) -> bool {
    lines.get(number + 1).is_some_and(|next| {
        let closes = next
            .code
            .first()
            .is_some_and(|piece| piece.kind == Kind::Close);
        next.indent > indent || closes && next.indent == indent
    })
}

/// The finding for one, and the edit that takes it away.
pub(super) fn explain(file: FileId, brace: Piece) -> (Diag, Edit) {
    let span = Span::new(file, brace.start, brace.end);
    let diag = Diag::new(&findings::STRAY_BRACE, span, "this `}` is one too many")
        .label("it ends the block around it, and the next lines belong to that block")
        .help("remove it")
        .fix(span, "", Safety::Review);
    (diag, Edit::new(brace.start, brace.end, ""))
}
