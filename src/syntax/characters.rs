//! Characters that look like nothing or like something else, outside strings.

use crate::diag::{Diag, Diags, Safety};
use crate::source::{FileId, Span};

/// Reports control characters, look-alike blanks and bidirectional marks outside `strings`
/// (sorted spans).
pub(super) fn check(file: FileId, text: &str, strings: &[Span], out: &mut Diags) {
    if text
        .bytes()
        .all(|b| matches!(b, b'\n' | b'\t' | 0x20..0x7f))
    {
        return;
    }
    let mut strings = strings.iter().peekable();
    let mut chars = text.char_indices().peekable();
    while let Some((at, char)) = chars.next() {
        while strings.next_if(|span| span.end as usize <= at).is_some() {}
        if strings.peek().is_some_and(|span| span.start as usize <= at) {
            continue;
        }
        if char == '\r' && chars.peek().is_some_and(|(_, next)| *next == '\n') {
            continue;
        }
        if let Some((what, instead)) = odd(char, at) {
            out.push(odd_character(
                Span::new(file, at, at + char.len_utf8()),
                char,
                what,
                instead,
            ));
        }
    }
}

fn odd(char: char, at: usize) -> Option<(&'static str, &'static str)> {
    match char {
        '\n' | '\t' => None,
        '\u{feff}' if at == 0 => None,
        '\r' => Some(("a carriage return alone", "\n")),
        '\u{a0}' | '\u{2007}' | '\u{202f}' => Some(("a no-break space", " ")),
        '\u{2000}'..='\u{200a}' | '\u{205f}' | '\u{3000}' | '\u{1680}' => {
            Some(("a blank that is no space", " "))
        }
        '\u{85}' | '\u{2028}' | '\u{2029}' => Some(("a line end that is none here", "\n")),
        '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}' => {
            Some(("an invisible mark", ""))
        }
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{61c}' => {
            Some(("a mark that reverses the reading direction", ""))
        }
        _ if char.is_control() => Some(("a control character", "")),
        _ => None,
    }
}

fn odd_character(span: Span, char: char, what: &str, instead: &'static str) -> Diag {
    let code = u32::from(char);
    Diag::new("odd-character", span, format!("U+{code:04X} is {what}"))
        .label("the reader of a review does not see it")
        .help("remove it, or write it in a string as an escape such as \\u{a0}")
        .fix(span, instead, Safety::Review)
}
