//! Why a piece of text is no statement, in words.

use crate::diag::{Diag, Safety};
use crate::source::Span;

/// The finding for one run of junk. The text decides which of the few slips it is.
pub(super) fn explain(text: &str, span: Span) -> Diag {
    let junk = text
        .get(span.start as usize..span.end as usize)
        .unwrap_or("");
    let at = |offset: usize, len: usize| {
        let start = span.start as usize + offset;
        Span::new(span.file, start, (start + len).min(span.end as usize))
    };
    let mut previous = ' ';
    let mut chars = junk.char_indices();
    while let Some((offset, char)) = chars.next() {
        match char {
            '"' => {
                let Some(len) = string_length(junk.get(offset..).unwrap_or("")) else {
                    return unclosed_string(at(offset, 1), junk, offset);
                };
                if !matches!(previous, ' ' | '\t' | ',' | '{' | '>') && offset > 0 {
                    return touching_quote(at(offset, len));
                }
                let end = offset + len;
                let after = junk.get(end..).and_then(|rest| rest.chars().next());
                if after
                    .is_some_and(|c| !matches!(c, ' ' | '\t' | ',' | '{' | '}' | ';' | '#' | '-'))
                {
                    return touching_quote(at(offset, len));
                }
                while chars.clone().next().is_some_and(|(next, _)| next < end) {
                    chars.next();
                }
                previous = '"';
                continue;
            }
            '#' if !matches!(previous, ' ' | '\t') && offset > 0 => {
                return touching_hash(at(offset, 1));
            }
            ',' => {
                let rest = junk.get(offset + 1..).unwrap_or("");
                if rest.starts_with('#') {
                    return touching_hash(at(offset + 1, 1));
                }
                let rest = rest.trim_start_matches([' ', '\t']);
                if rest.is_empty() || rest.starts_with([',', '{', '}', ';', '#']) || offset == 0 {
                    return misplaced_comma(at(offset, 1));
                }
            }
            _ => {}
        }
        previous = char;
    }
    let first = junk.lines().next().unwrap_or("").len();
    unreadable(at(0, first.max(1)))
}

/// The length of the string that begins here, quotes included.
fn string_length(text: &str) -> Option<usize> {
    if let Some(body) = text.strip_prefix("\"\"\"") {
        return body.find("\"\"\"").map(|n| n + 6);
    }
    let mut escaped = false;
    for (at, char) in text.char_indices().skip(1) {
        match char {
            '\n' | '\r' => return None,
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return Some(at + 1),
            _ => {}
        }
    }
    None
}

fn unclosed_string(span: Span, junk: &str, offset: usize) -> Diag {
    let diag = Diag::new("unclosed-string", span, "this string has no end").label("begins here");
    if junk
        .get(offset..)
        .is_some_and(|rest| rest.starts_with("\"\"\""))
    {
        diag.help("close the raw string with \"\"\"")
    } else {
        diag.help("close it with `\"` on the same line; text of several lines goes between \"\"\" and \"\"\"")
    }
}

fn touching_quote(span: Span) -> Diag {
    Diag::new(
        "touching-quote",
        span,
        "a string touches what stands beside it",
    )
    .label("a string is an argument of its own")
    .help("put the whole argument into one pair of quotes, or a blank between the two")
}

fn touching_hash(span: Span) -> Diag {
    Diag::new(
        "touching-hash",
        span,
        "this `#` is neither a comment nor part of a word",
    )
    .label("a comment begins at the start of a line or after a blank")
    .help("put a blank before it to begin a comment, or quote the word that holds it")
    .fix(
        Span::new(span.file, span.start as usize, span.start as usize),
        " ",
        Safety::Review,
    )
}

fn misplaced_comma(span: Span) -> Diag {
    Diag::new("misplaced-comma", span, "this comma joins nothing")
        .label("a value must follow on this line or the next")
        .help("remove it, or write the value that it joins")
        .fix(span, "", Safety::Review)
}

fn unreadable(span: Span) -> Diag {
    Diag::new("unreadable-statement", span, "this is no statement")
        .label("cannot be read")
        .help("write `keyword argument … { … }`: a word, what it takes, and a block if it has one")
}
