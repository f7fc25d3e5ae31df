//! Where a brace is missing, as the indentation shows it.
//!
//! The braces of a text do not balance. Most authors indent, so a line that stands no deeper than
//! the line of its block, or a `}` that stands under no `{`, shows where. A text whose lines show
//! nothing is left to the grammar, which ends every block at the next top-level keyword.

mod extra;

use super::draft::{Draft, Edit};
use super::pieces::{Kind, Piece, Pieces};
use crate::diag::{Diag, Diags, Safety, findings};
use crate::source::{FileId, Span};

/// More than this are not single mistakes.
const MOST: usize = 8;

/// One line that says something.
#[derive(Debug)]
struct Line {
    indent: usize,
    /// Its pieces, without blanks and comments.
    code: Vec<Piece>,
    /// Whether it goes on with the list of the line above.
    continues: bool,
}

/// A block that is open.
struct Open {
    brace: Piece,
    line: usize,
    indent: usize,
    /// Nothing stands behind the brace on its line, and the next line stands deeper.
    indented: bool,
    /// Something stands behind the brace on its line.
    inline: bool,
}

/// A brace that is missing.
enum Missing {
    /// The `}` of a block; it belongs behind a line.
    Close { brace: Piece, after: usize },
    /// The `{` of the statement that begins on one line and ends on another.
    Open { line: usize, last: usize },
}

/// Reports the braces that are missing, and puts them into the draft, if the indentation shows
/// where.
pub(super) fn check(draft: &mut Draft<'_>, file: FileId, out: &mut Diags) {
    let lines = lines(draft.text());
    if let Some(braces) = extra::find(&lines) {
        let found = braces.into_iter().map(|brace| extra::explain(file, brace));
        let (found, edits): (Vec<_>, Vec<_>) = found.unzip();
        for diag in found {
            out.push(draft.place(diag));
        }
        draft.apply(edits);
        return;
    }
    let Some(missing) = find(&lines) else {
        return;
    };
    let mut edits = Vec::new();
    let mut found = Vec::new();
    for one in &missing {
        let (diag, edit) = explain(draft.text(), file, &lines, one);
        found.push(diag);
        edits.push(edit);
    }
    for diag in found {
        out.push(draft.place(diag));
    }
    draft.apply(edits);
}

fn lines(text: &str) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let mut line = Line {
        indent: 0,
        code: Vec::new(),
        continues: false,
    };
    let mut end_line = |line: &mut Line| {
        if !line.code.is_empty() {
            let last = lines.last().and_then(|line| line.code.last());
            line.continues = last.is_some_and(|piece| piece.kind == Kind::Comma);
            lines.push(std::mem::replace(
                line,
                Line {
                    indent: 0,
                    code: Vec::new(),
                    continues: false,
                },
            ));
        }
        line.indent = 0;
    };
    for piece in Pieces::new(text) {
        match piece.kind {
            Kind::LineEnd => end_line(&mut line),
            Kind::Blank if line.code.is_empty() => {
                let blanks = text.get(piece.start..piece.end).unwrap_or("");
                line.indent = blanks.chars().map(|c| if c == '\t' { 4 } else { 1 }).sum();
            }
            Kind::Blank | Kind::Comment => {}
            Kind::String
            | Kind::Raw
            | Kind::Quote
            | Kind::Hash
            | Kind::Word
            | Kind::Open
            | Kind::Close
            | Kind::Semicolon
            | Kind::Comma => line.code.push(piece),
        }
    }
    end_line(&mut line);
    lines
}

/// What is missing, or nothing where the lines do not show it.
fn find(lines: &[Line]) -> Option<Vec<Missing>> {
    let mut missing = Vec::new();
    let mut open: Vec<Open> = Vec::new();
    for (number, line) in lines.iter().enumerate() {
        let mut code = line.code.as_slice();
        let closes = code.first().is_some_and(|piece| piece.kind == Kind::Close);
        // A block ends before a line that stands no deeper than its own; a `}` under it ends it.
        while let Some(top) = open.last() {
            let shallower = if closes {
                line.indent < top.indent
            } else {
                line.indent <= top.indent
            };
            let tells = top.line < number && !line.continues && shallower;
            if !tells || !(top.inline || top.indented) {
                break;
            }
            // A `}` that stands under nothing shows nothing.
            if closes && !open.iter().any(|below| below.indent == line.indent) {
                break;
            }
            let brace = top.brace;
            open.pop();
            missing.push(Missing::Close {
                brace,
                after: number.checked_sub(1)?,
            });
        }
        if closes
            && open
                .last()
                .is_none_or(|top| top.line < number && top.indent < line.indent)
        {
            let top = open.last().map_or(0, |top| top.line + 1);
            let (line, last) = head_without_brace(lines, top, number)?;
            missing.push(Missing::Open { line, last });
            code = code.get(1..).unwrap_or_default();
        }
        for (at, piece) in code.iter().enumerate() {
            match piece.kind {
                Kind::Open => {
                    let inline = at + 1 < code.len();
                    let deeper = lines
                        .get(number + 1)
                        .is_some_and(|next| next.indent > line.indent);
                    open.push(Open {
                        brace: *piece,
                        line: number,
                        indent: line.indent,
                        indented: !inline && deeper,
                        inline,
                    });
                }
                Kind::Close => {
                    open.pop()?;
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
        if missing.len() > MOST {
            return None;
        }
    }
    let last = lines.len().checked_sub(1)?;
    for block in open.into_iter().rev() {
        if !(block.inline || block.indented) {
            return None;
        }
        missing.push(Missing::Close {
            brace: block.brace,
            after: last,
        });
    }
    (!missing.is_empty() && missing.len() <= MOST).then_some(missing)
}

/// The statement above a `}` that stands as deep and opens no block, though the lines between the
/// two stand deeper.
fn head_without_brace(lines: &[Line], first: usize, close: usize) -> Option<(usize, usize)> {
    let indent = lines.get(close)?.indent;
    let says = |line: &Line| {
        let mut code = line.code.iter();
        code.all(|piece| {
            matches!(
                piece.kind,
                Kind::Word | Kind::String | Kind::Raw | Kind::Comma
            )
        })
    };
    for number in (first..close).rev() {
        let line = lines.get(number)?;
        if line.indent > indent || line.continues {
            continue;
        }
        let more = lines
            .get(number + 1..close)?
            .iter()
            .take_while(|line| line.continues);
        let last = number + more.count();
        let whole = lines.get(number..=last)?.iter().all(says);
        return (line.indent == indent && whole && last + 1 < close).then_some((number, last));
    }
    None
}

fn explain(text: &str, file: FileId, lines: &[Line], missing: &Missing) -> (Diag, Edit) {
    let slice = |start: usize, end: usize| text.get(start..end).unwrap_or("");
    let end_of = |line: usize| {
        let last = lines.get(line).and_then(|line| line.code.last());
        last.map_or(0, |piece| piece.end)
    };
    match missing {
        Missing::Close { brace, after } => {
            let at = end_of(*after);
            let line = lines.iter().find(|line| line.code.contains(brace));
            let indent = line.map_or(0, |line| line.indent);
            let same_line = line.is_some_and(|line| line.code.iter().any(|piece| piece.end == at));
            let with = match same_line {
                true => " }".to_owned(),
                false => format!("\n{}}}", " ".repeat(indent)),
            };
            let head = head_of(text, line, *brace);
            let head = Span::new(file, head.0, head.1);
            let diag = super::build::unclosed_block(Span::new(file, brace.start, brace.end), head);
            let here = Span::new(file, at, at);
            let help = match same_line {
                true => {
                    let (start, end) =
                        (slice(0, brace.start).rfind(['\n', '\r', ';', '{', '}']), at);
                    format!(
                        "write `{} }}`",
                        clipped(slice(start.map_or(0, |at| at + 1), end).trim())
                    )
                }
                false => "close the block with `}` on the next line".to_owned(),
            };
            let diag = diag.related(here, "its `}` is missing here").help(help);
            (
                diag.fix(here, with.clone(), Safety::Review),
                Edit::new(at, at, with),
            )
        }
        Missing::Open { line, last } => {
            let at = end_of(*last);
            let start = lines.get(*line).and_then(|line| line.code.first());
            let start = start.map_or(at, |piece| piece.start);
            let head = slice(start, at);
            let here = Span::new(file, at, at);
            let diag = Diag::new(
                &findings::WRONG_BLOCK,
                Span::new(file, start, at),
                format!("the block of `{}` has no `{{`", clipped(head)),
            )
            .label("`{` is missing after this")
            .help(format!("write `{} {{`", clipped(head)))
            .fix(here, " {", Safety::Review);
            (diag, Edit::new(at, at, " {"))
        }
    }
}

/// The statement of a brace: from the piece that begins it to the one before the brace.
fn head_of(text: &str, line: Option<&Line>, brace: Piece) -> (usize, usize) {
    let pieces = line.map(|line| line.code.as_slice()).unwrap_or_default();
    let mut head = (brace.start, brace.start);
    let mut begins = true;
    for piece in pieces.iter().take_while(|piece| piece.start < brace.start) {
        if matches!(piece.kind, Kind::Open | Kind::Close | Kind::Semicolon) {
            begins = true;
            continue;
        }
        if begins {
            // The keyword alone: the rest of a statement may be long.
            head = (piece.start, piece.end);
            begins = false;
        }
    }
    if text.is_char_boundary(head.0) {
        head
    } else {
        (brace.start, brace.start)
    }
}

fn clipped(text: &str) -> String {
    match text.char_indices().nth(80) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or("")),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Draft, check};
    use crate::diag::Diags;
    use crate::source::FileId;
    use crate::syntax::prescan;

    fn repaired(text: &str) -> (String, usize) {
        let file = FileId::new(0);
        let mut draft = Draft::new(file, text);
        let mut out = Diags::default();
        check(&mut draft, file, &mut out);
        let text = draft.text().to_owned();
        assert!(out.is_empty() || prescan::scan(&text).balanced, "{text}");
        (text, out.len())
    }

    #[test]
    fn where_a_brace_is_missing() {
        let check = |text: &str, expect: &str| {
            assert_eq!(repaired(text), (expect.to_owned(), 1), "{text}");
        };
        check(
            "a {\n  b {\n    c\n  d\n}\ne\n",
            "a {\n  b {\n    c\n  }\n  d\n}\ne\n",
        );
        check(
            "a {\n  b {\n    c\n}\ne\n",
            "a {\n  b {\n    c\n  }\n}\ne\n",
        );
        check("a { b; c\nd { e }\n", "a { b; c }\nd { e }\n");
        check("a {\n  b { c\n  d\n}\n", "a {\n  b { c }\n  d\n}\n");
        check("a {\n  b", "a {\n  b\n}");
        check("a {\n  b # c\n", "a {\n  b\n} # c\n");
        check("a\n  b\n}\nc\n", "a {\n  b\n}\nc\n");
        check(
            "a {\n  b x,\n    y\n    c\n  }\n  d\n}\n",
            "a {\n  b x,\n    y {\n    c\n  }\n  d\n}\n",
        );
        check(
            "a {\n  b\n    c {\n      d\n    }\n  }\n}\n",
            "a {\n  b {\n    c {\n      d\n    }\n  }\n}\n",
        );
    }

    #[test]
    fn lines_that_tell_nothing() {
        for text in [
            "a {\nb\nc {\nd\n}\n",
            "a b; c }\n",
            "}",
            "a { b } }",
            "a {\n",
            "",
        ] {
            assert_eq!(repaired(text), (text.to_owned(), 0), "{text}");
        }
    }
}
