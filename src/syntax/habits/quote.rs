//! Strings in single, curly and other quotes.

use super::{Reader, Slip, clipped};
use crate::diag::{Diag, Safety, findings};
use crate::syntax::draft::Edit;
use crate::syntax::pieces::{Kind, Piece};

/// Quotes that open a string elsewhere, with those that close it.
const QUOTES: [(char, &str); 11] = [
    ('\'', "'’"),
    ('`', "`'´"),
    ('´', "´`"),
    ('‘', "’‘'"),
    ('’', "’‘'"),
    ('‚', "‘’"),
    ('“', "”“\"„"),
    ('”', "”“\""),
    ('„', "“”\""),
    ('«', "»"),
    ('»', "«"),
];
/// How far the end of a string is looked for, in characters.
const FARTHEST: usize = 300;

impl Reader<'_> {
    /// A string in quotes of another kind.
    pub(super) fn quoted(&mut self, piece: Piece) -> Option<Slip> {
        let open = self.slice(piece.start, piece.end).chars().next()?;
        let (_, closers) = QUOTES.iter().find(|(quote, _)| *quote == open)?;
        let rest = self.line_from(piece.start);
        let body_start = open.len_utf8();
        let closed = rest.char_indices().skip(1).find(|(at, char)| {
            let behind = rest.get(at + char.len_utf8()..).unwrap_or("");
            closers.contains(*char) && ends_here(behind)
        });
        let (body, end, message) = match closed {
            Some((at, char)) => (
                rest.get(body_start..at)?,
                piece.start + at + char.len_utf8(),
                format!("a string is written in `\"`, not in `{open}`"),
            ),
            None => {
                let body = rest.get(body_start..).unwrap_or("");
                let body = body.split(['{', '}', ';', ',']).next().unwrap_or("");
                let body = body.split(" #").next().unwrap_or("").trim_end();
                let end = piece.end.max(piece.start + body_start + body.len());
                (
                    self.slice(piece.start + body_start, end),
                    end,
                    format!("`{open}` does not begin a string"),
                )
            }
        };
        // Where `'` stands elsewhere, a backslash is a character like any other.
        // Before the quote that is written instead it would be an escape.
        let body = if open == '\'' || body.ends_with('\\') {
            body.replace('\\', "\\\\")
        } else {
            body.to_owned()
        };
        let body = if body.contains("\\\"") {
            body
        } else {
            body.replace('"', "\\\"")
        };
        let span = self.span(piece.start, end);
        let word = |char: char| matches!(char, 'a'..='z' | '0'..='9' | '-');
        let keyword = body.starts_with(|char: char| char.is_ascii_lowercase());
        if self.begins_statement() && keyword && body.chars().all(word) {
            self.edits.push(Edit::new(piece.start, end, body.clone()));
            let diag = Diag::new(&findings::WRONG_QUOTE, span, "a keyword has no quotes")
                .label("a statement begins with a bare word")
                .help(format!("write `{}`", clipped(&body)))
                .fix(span, body, Safety::Review);
            return Some(Slip {
                diag,
                kind: Kind::Word,
                end,
            });
        }
        let with = format!("\"{body}\"");
        self.edits.push(Edit::new(piece.start, end, with.clone()));
        let diag = Diag::new(&findings::WRONG_QUOTE, span, message)
            .label("only the straight double quote begins and ends a string")
            .help(format!("write `{}`", clipped(&with)))
            .fix(span, with, Safety::Review);
        Some(Slip {
            diag,
            kind: Kind::String,
            end,
        })
    }

    /// A string that begins with the right quote and ends with another one.
    pub(super) fn closed_otherwise(&mut self, piece: Piece) -> Option<Slip> {
        if piece.end - piece.start != 1 {
            return None;
        }
        let rest = self.line_from(piece.end);
        let (at, char) = rest.char_indices().find(|(at, char)| {
            let behind = rest.get(at + char.len_utf8()..).unwrap_or("");
            matches!(char, '”' | '“' | '„' | '’' | '\'' | '»') && ends_here(behind)
        })?;
        let with = format!("\"{}\"", rest.get(..at)?);
        let (start, end) = (piece.end + at, piece.end + at + char.len_utf8());
        let span = self.span(start, end);
        self.edits.push(Edit::new(start, end, "\""));
        let diag = Diag::new(
            &findings::WRONG_QUOTE,
            span,
            format!("`{char}` does not end this string"),
        )
        .label("only the straight double quote begins and ends a string")
        .related(self.span(piece.start, piece.end), "the string begins here")
        .help(format!("write `{}`", clipped(&with)))
        .fix(span, "\"", Safety::Review);
        Some(Slip {
            diag,
            kind: Kind::String,
            end,
        })
    }

    /// The rest of a line, as far as a string reaches that somebody wrote by hand.
    fn line_from(&self, at: usize) -> &str {
        let rest = self.slice(at, self.text.len());
        let reach = rest
            .char_indices()
            .take(FARTHEST + 1)
            .last()
            .map_or(0, |(at, char)| at + char.len_utf8());
        rest.get(..reach)
            .unwrap_or("")
            .split(['\n', '\r'])
            .next()
            .unwrap_or("")
    }
}

/// Whether a string may end before this text.
fn ends_here(behind: &str) -> bool {
    behind
        .chars()
        .next()
        .is_none_or(|char| matches!(char, ' ' | '\t' | '{' | '}' | ';' | ','))
}
