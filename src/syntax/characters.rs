//! Characters that look like nothing or like something else.
//!
//! Each word, blank or string that holds one is reported once, and corrected in the draft, so that
//! the rest of its line is read as it looks.

use super::draft::{Draft, Edit};
use super::pieces::{Kind, Piece, Pieces};
use crate::diag::{Diag, Diags, Safety, findings};
use crate::source::odd::{Oddity, escape, oddity};
use crate::source::{FileId, Span};
use std::borrow::Cow;

/// Characters that are drawn like one of the language and are not.
const LOOKALIKES: [(&str, &str); 10] = [
    ("‐‑‒–—―−－", "-"),
    ("→➔➜⇒⟶", "->"),
    ("\u{37e}；", ";"),
    ("，‚", ","),
    ("｛", "{"),
    ("｝", "}"),
    ("：", ":"),
    ("％", "%"),
    ("／∕⁄", "/"),
    ("＝", "="),
];

/// One character that is corrected.
struct Slip {
    start: usize,
    end: usize,
    char: char,
    what: Cow<'static, str>,
    with: &'static str,
}

/// Reports odd characters, and corrects them in the draft.
pub(super) fn check(draft: &mut Draft<'_>, file: FileId, out: &mut Diags) {
    let text = draft.text();
    // Nearly every plan ends here.
    if text
        .bytes()
        .all(|b| matches!(b, b'\n' | b'\t' | 0x20..0x7f))
    {
        return;
    }
    let mut edits = Vec::new();
    for piece in Pieces::new(text) {
        let slips = slips(text, piece);
        let Some(diag) = explain(text, file, piece, &slips) else {
            continue;
        };
        out.push(diag);
        edits.extend(
            slips
                .iter()
                .map(|slip| Edit::new(slip.start, slip.end, slip.with)),
        );
    }
    if !edits.is_empty() {
        draft.apply(edits);
    }
}

fn slips(text: &str, piece: Piece) -> Vec<Slip> {
    let written = text.get(piece.start..piece.end).unwrap_or("");
    if written.is_ascii() && !written.bytes().any(|b| b.is_ascii_control()) {
        return Vec::new();
    }
    let mut slips = Vec::new();
    for (at, char) in written.char_indices() {
        let Some((what, with)) = wrong(char, piece.kind, written) else {
            continue;
        };
        let start = piece.start + at;
        slips.push(Slip {
            start,
            end: start + char.len_utf8(),
            char,
            what,
            with,
        });
    }
    slips
}

/// What is wrong with a character in a piece of a kind, and what stands there instead.
fn wrong(char: char, kind: Kind, written: &str) -> Option<(Cow<'static, str>, &'static str)> {
    let in_string = matches!(kind, Kind::String | Kind::Raw);
    let odd = match char {
        '\t' | '\n' => None,
        '\r' if kind == Kind::LineEnd && written.len() == 2 => None,
        '\r' if kind == Kind::Raw => None,
        '\r' => return Some((Cow::Borrowed("a carriage return without a line feed"), "\n")),
        _ => oddity(char),
    };
    match odd {
        Some(Oddity::Blank) if !in_string => Some((Oddity::Blank.words().into(), " ")),
        Some(Oddity::LineEnd) if !in_string => Some((Oddity::LineEnd.words().into(), "\n")),
        // A string may contain any character that a reader can see.
        Some(Oddity::Blank | Oddity::Invisible | Oddity::Joiner)
            if in_string && char != '\u{feff}' =>
        {
            None
        }
        Some(odd) => Some((odd.words().into(), "")),
        None if matches!(kind, Kind::Word) => {
            let (_, with) = LOOKALIKES.iter().find(|(likes, _)| likes.contains(char))?;
            let what = format!("not the character `{with}`").into();
            // Behind a keyword neither of the two has a meaning.
            let ends = matches!(*with, ":" | "=") && written.ends_with(char);
            Some((what, if ends { "" } else { with }))
        }
        None => None,
    }
}

fn explain(text: &str, file: FileId, piece: Piece, slips: &[Slip]) -> Option<Diag> {
    let (first, last) = (slips.first()?, slips.last()?);
    let right = |from: usize, to: usize| {
        let mut right = String::new();
        let mut done = from;
        for slip in slips {
            right.push_str(text.get(done..slip.start).unwrap_or(""));
            right.push_str(slip.with);
            done = slip.end;
        }
        right.push_str(text.get(done..to).unwrap_or(""));
        right
    };
    let code = u32::from(first.char);
    let help = match piece.kind {
        Kind::String | Kind::Raw => format!(
            "remove it; only a command or an SQL text may contain it, as the escape `{}`",
            escape(first.char)
        ),
        Kind::Word if first.with != "\n" => {
            format!("write `{}`", right(piece.start, piece.end).trim_end())
        }
        Kind::Word | Kind::LineEnd => "put a line end there".to_owned(),
        Kind::Comment
        | Kind::Blank
        | Kind::Quote
        | Kind::Hash
        | Kind::Open
        | Kind::Close
        | Kind::Semicolon
        | Kind::Comma => "remove it".to_owned(),
    };
    let label = if first.with.is_empty() || matches!(first.with, " " | "\n") {
        "a person who reads the plan does not see it"
    } else {
        "it only looks like the right character"
    };
    Some(
        Diag::new(
            &findings::ODD_CHARACTER,
            Span::new(file, first.start, last.end),
            format!("U+{code:04X} is {}", first.what),
        )
        .label(label)
        .help(help)
        .fix(
            Span::new(file, first.start, last.end),
            right(first.start, last.end),
            Safety::Review,
        ),
    )
}
