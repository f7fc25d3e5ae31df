//! Why a piece of text is not a statement, in words, and what makes it one.

mod arrow;
mod comma;
mod quote;
mod rewrite;

use super::draft::Edit;
use super::pieces::{Kind, Pieces};
use crate::diag::{Diag, Safety, findings};
use crate::source::Span;
use comma::{comma_behind_block, misplaced_comma};
use std::borrow::Cow;

/// More of what was written is not repeated in a help text.
const LONGEST: usize = 80;

/// The words of one run of junk: names that it may declare.
pub(super) fn words(text: &str, span: Span) -> Vec<Box<str>> {
    let junk = slice(text, span);
    let pieces = Pieces::new(junk).filter(|piece| matches!(piece.kind, Kind::Word | Kind::String));
    pieces
        .filter_map(|piece| junk.get(piece.start..piece.end))
        .flat_map(|word| {
            word.split(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_' | '.')))
        })
        .filter(|word| !word.is_empty())
        .map(Box::from)
        .collect()
}

/// The finding for one run of junk, with the edit that makes it readable where that is certain. The
/// text decides which of the few mistakes it is.
pub(super) fn explain(text: &str, span: Span) -> (Diag, Option<Edit>) {
    let junk = slice(text, span);
    let start = span.start as usize;
    let at = |offset: usize, len: usize| {
        let from = start + offset;
        Span::new(span.file, from, (from + len).min(span.end as usize))
    };
    if let Some(found) = rewrite::other_syntax(junk) {
        let with = found.text;
        let place = at(found.start, found.end - found.start);
        let diag = if found.is_join {
            touching_quote(place).help(format!("write `{}`", clipped(&found.shown)))
        } else {
            Diag::new(
                &findings::FOREIGN_SYNTAX,
                place,
                "this is the syntax of JSON, YAML or HCL",
            )
            .label("a statement is a keyword and its values, separated by spaces")
            .help(format!("write `{}`", clipped(&found.shown)))
        };
        let edit = Edit::new(start, span.end as usize, with.clone());
        return (diag.fix(span, with, Safety::Review), Some(edit));
    }
    if let Some(found) = arrow::explain(junk, start, &at) {
        return found;
    }
    let mut previous = ' ';
    let mut chars = junk.char_indices();
    while let Some((offset, char)) = chars.next() {
        match char {
            '"' => {
                let Some(len) = string_length(junk.get(offset..).unwrap_or("")) else {
                    return unclosed_string(junk, offset, start, &at);
                };
                if !matches!(previous, ' ' | '\t' | ',' | '{' | '>') && offset > 0 {
                    return touching(junk, offset, len, start, &at);
                }
                let end = offset + len;
                let rest = junk.get(end..).unwrap_or("");
                let stops = [' ', '\t', '\n', '\r', ',', '{', '}', ';', '#'];
                if !rest.is_empty() && !rest.starts_with(stops) && !rest.starts_with("->") {
                    return touching(junk, offset, len, start, &at);
                }
                while chars.clone().next().is_some_and(|(next, _)| next < end) {
                    chars.next();
                }
                previous = '"';
                continue;
            }
            '#' if !matches!(previous, ' ' | '\t') && offset > 0 => {
                return touching_hash(text, junk, offset, start, &at);
            }
            ',' => {
                let rest = junk.get(offset + 1..).unwrap_or("");
                if rest.starts_with('#') {
                    return touching_hash(text, junk, offset + 1, start, &at);
                }
                let rest = rest.trim_start_matches([' ', '\t']);
                // Behind a keyword it joins nothing either.
                let first = !junk
                    .get(..offset)
                    .unwrap_or("")
                    .trim_end()
                    .contains([' ', '\t', '"']);
                let before = text.get(..start + offset).unwrap_or("");
                if offset == 0 && before.trim_end_matches([' ', '\t']).ends_with('}') {
                    return comma_behind_block(junk, &at, start);
                }
                if rest.is_empty() || rest.starts_with([',', '{', '}', ';', '#']) || first {
                    return misplaced_comma(junk, offset, start, &at);
                }
            }
            _ => {}
        }
        previous = char;
    }
    let first = junk.lines().next().unwrap_or("").len();
    (unreadable(at(0, first.max(1)), junk), None)
}

fn slice(text: &str, span: Span) -> &str {
    text.get(span.start as usize..span.end as usize)
        .unwrap_or("")
}

/// The length of the string that begins here, quotes included.
fn string_length(text: &str) -> Option<usize> {
    let first = Pieces::new(text).next()?;
    matches!(first.kind, Kind::String | Kind::Raw).then_some(first.end)
}

/// The words around an offset: as far as no blank, comma, brace or line end stands.
fn word_around(junk: &str, offset: usize) -> (usize, usize) {
    let stops = [' ', '\t', '\n', '\r', '{', '}', ';', ','];
    let before = junk.get(..offset).unwrap_or("");
    let start = before.rfind(stops).map_or(0, |at| at + 1);
    let after = junk.get(offset..).unwrap_or("");
    (
        start,
        after.find(stops).map_or(junk.len(), |at| offset + at),
    )
}

fn unclosed_string(
    junk: &str,
    offset: usize,
    start: usize,
    at: &dyn Fn(usize, usize) -> Span,
) -> (Diag, Option<Edit>) {
    let rest = junk.get(offset..).unwrap_or("");
    let diag = |length| {
        Diag::new(
            &findings::UNCLOSED_STRING,
            at(offset, length),
            "this string is not closed",
        )
        .label("the string begins here")
    };
    if rest.starts_with("\"\"\"") {
        return (diag(3).help("close the raw string with \"\"\""), None);
    }
    let (word, _) = word_around(junk, offset);
    let line = rest.lines().next().unwrap_or("");
    let behind = line.get(1..).unwrap_or("");
    let ends = behind.is_empty() || behind.starts_with([' ', '\t', ';', '{', '}']);
    if word < offset && ends && !behind.contains('"') {
        // The quote stands at the end of the words: it is the first one that was forgotten.
        let first = junk
            .get(..offset)
            .and_then(|before| before.find([' ', '\t']));
        // Of several words the last is meant alone where its signs show why somebody quotes it.
        let alone = junk.get(word..offset).unwrap_or("").contains([':', '/']);
        let first = first.filter(|_| !alone);
        let from = first.map_or(word, |at| at + 1);
        let body = junk.get(from..offset).unwrap_or("").trim_start();
        let from = offset - body.len();
        if !body.contains(['"', ',', '{', '}']) {
            let diag = Diag::new(
                &findings::UNCLOSED_STRING,
                at(offset, 1),
                "this quote ends a string that does not begin",
            )
            .label("the string ends here")
            .help(format!("write `\"{}\"`", clipped(body)))
            .fix(at(from, 0), "\"", Safety::Review);
            return (diag, Some(Edit::new(start + from, start + from, "\"")));
        }
    }
    // It ends before the brace of its statement or a comment, and never with a blank.
    let body = line.strip_prefix('"').unwrap_or("");
    let body = body.split('{').next().unwrap_or("");
    let body = body.split(" #").next().unwrap_or("").trim_end();
    let end = offset + 1 + body.len();
    let diag = diag(1).help(format!("write `\"{}\"`", clipped(body))).fix(
        at(end, 0),
        "\"",
        Safety::Review,
    );
    let edit = (!body.contains('\\')).then(|| Edit::new(start + end, start + end, "\""));
    (diag, edit)
}

fn touching(
    junk: &str,
    offset: usize,
    length: usize,
    start: usize,
    at: &dyn Fn(usize, usize) -> Span,
) -> (Diag, Option<Edit>) {
    let (from, to) = word_around(junk, offset);
    let line = junk
        .get(from..)
        .and_then(|rest| rest.lines().next())
        .unwrap_or("");
    let doubled = line
        .strip_prefix("\"\"")
        .and_then(|rest| rest.find("\"\""))
        .map_or(0, |at| from + at + 4);
    let to = to.max(offset + length).max(doubled);
    let written = junk.get(from..to).unwrap_or("");
    let with = format!("\"{}\"", written.replace('"', ""));
    if let Some(found) = quote::before_comma(junk, offset, length, start, at) {
        return found;
    }
    let diag = touching_quote(at(offset, length));
    // Quotes that were written twice.
    if written.len() > 4 && written.starts_with("\"\"") && written.ends_with("\"\"") {
        let diag = diag.help(format!("write `{}`", clipped(&with))).fix(
            at(from, to - from),
            with.clone(),
            Safety::Review,
        );
        return (diag, Some(Edit::new(start + from, start + to, with)));
    }
    let help = format!(
        "write `{}`, or write a space between the two",
        clipped(&with)
    );
    (
        diag.help(help)
            .fix(at(from, to - from), with, Safety::Review),
        None,
    )
}

fn touching_quote(span: Span) -> Diag {
    Diag::new(
        &findings::TOUCHING_QUOTE,
        span,
        "there is no space between a string and the word beside it",
    )
    .label("a string is a separate argument")
}

fn touching_hash(
    text: &str,
    junk: &str,
    offset: usize,
    start: usize,
    at: &dyn Fn(usize, usize) -> Span,
) -> (Diag, Option<Edit>) {
    let diag = Diag::new(
        &findings::TOUCHING_HASH,
        at(offset, 1),
        "this `#` is neither a comment nor part of a word",
    )
    .label("a comment begins at the start of a line or after a space");
    let rest = text.get(start + offset..).unwrap_or("");
    let reach = rest
        .char_indices()
        .nth(4 * LONGEST)
        .map_or(rest.len(), |(at, _)| at);
    let line = rest
        .get(..reach)
        .unwrap_or("")
        .lines()
        .next()
        .unwrap_or("")
        .trim_end();
    let (from, to) = word_around(junk, offset);
    let before = junk.get(from..offset).unwrap_or("");
    if line.contains(['{', '}', ';', '"', ',']) {
        let word = junk.get(from..to).unwrap_or("");
        let with = format!("\"{word}\"");
        let diag = diag
            .help(format!(
                "write `{}`, or write a space before the comment",
                clipped(&with)
            ))
            .fix(at(from, to - from), with, Safety::Review);
        return (diag, None);
    }
    let diag = diag
        .help(format!("write `{before} {}`", clipped(line)))
        .fix(at(offset, 0), " ", Safety::Review);
    (diag, Some(Edit::new(start + offset, start + offset, " ")))
}

fn unreadable(span: Span, junk: &str) -> Diag {
    if junk.starts_with('{') && junk.contains("\":") {
        return Diag::new(&findings::FOREIGN_SYNTAX, span, "this is an object of JSON")
            .label("a statement begins with a keyword")
            .help("write `keyword argument { … }`, without quotes, colons and commas");
    }
    Diag::new(
        &findings::UNREADABLE_STATEMENT,
        span,
        "this is not a statement",
    )
    .label("this cannot be read")
    .help("write `keyword argument … { … }`: a keyword, its values, and a block if it has one")
}

/// A text of bounded length, for a help text.
fn clipped(text: &str) -> Cow<'_, str> {
    let text = text.lines().next().unwrap_or("");
    match text.char_indices().nth(LONGEST) {
        Some((at, _)) => Cow::Owned(format!("{}…", text.get(..at).unwrap_or(""))),
        None => Cow::Borrowed(text),
    }
}
