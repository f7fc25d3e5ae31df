//! How a string is written: plain, single-quoted, double-quoted or as a `|` block.
//!
//! A string comes in; its YAML form is appended to the output. Plain is an allow-list: only what
//! every reader (YAML 1.1 and 1.2, Go, libyaml, PyYAML) is known to read as a string stays bare,
//! so an unexpected form ends up in quotes. This module must never decide by what a
//! string means, only by the bytes it has.

use std::fmt::Write as _;

/// The style a string needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// As it is.
    Plain,
    /// In `'`; chosen only where the text holds no `'`, so nothing is ever doubled.
    Single,
    /// In `"` with JSON escapes.
    Double,
    /// As a `|` block, one line of text per line.
    Literal,
}

// What a byte means for the choice; a text is judged by the union over its bytes.
/// Printable ASCII that is never plain.
const ODD: u16 = 1;
/// The single quote, which is fine inside a plain text but not inside `'`.
const QUOTE: u16 = 1 << 1;
/// Part of a character beyond ASCII.
const HIGH: u16 = 1 << 2;
/// A control character; the tab counts, because readers differ on it at the start of a line.
const CONTROL: u16 = 1 << 3;
/// The line feed.
const NEWLINE: u16 = 1 << 4;
/// The space.
const SPACE: u16 = 1 << 5;
/// Not allowed in a plain text that begins with a digit.
const NOT_UNIT: u16 = 1 << 6;
/// Any ASCII letter; the unit in `15m`, `10Gi`, `720h0m0s`.
const LETTER: u16 = 1 << 7;
/// Of these, one that numbers or times are written with: `1e3`, `0x1F`, `0o7`, `0b1`, `T`, `Z`.
const NUMERIC: u16 = 1 << 8;

const fn class(byte: u8) -> u16 {
    match byte {
        b'\n' => NEWLINE | NOT_UNIT,
        b' ' => SPACE | NOT_UNIT,
        0..=0x1f | 0x7f => CONTROL | NOT_UNIT,
        0x80..=0xff => HIGH | NOT_UNIT,
        b'e' | b'E' | b'x' | b'X' | b'o' | b'O' | b'b' | b'B' | b't' | b'T' | b'z' | b'Z' => {
            LETTER | NUMERIC
        }
        b'a'..=b'z' | b'A'..=b'Z' => LETTER,
        b'0'..=b'9' | b'.' => 0,
        b'\'' => QUOTE | NOT_UNIT,
        b'"' | b'%' | b'\\' | b'`' => ODD | NOT_UNIT,
        _ => NOT_UNIT,
    }
}

/// `class` as a table, because it is asked for every byte of every string.
static CLASSES: [u16; 256] = {
    let mut classes = [0; 256];
    let mut rest = classes.as_mut_slice();
    let mut byte: u8 = 0;
    while let Some((slot, after)) = rest.split_first_mut() {
        *slot = class(byte);
        byte = byte.wrapping_add(1);
        rest = after;
    }
    classes
};

/// Words that some reader reads as a boolean, a null or a float, in any case.
const WORDS: [&str; 11] = [
    "y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf",
];
const LONGEST_WORD: usize = 5;

/// Chooses the style of a text; `Literal` only where the text may take several lines.
pub(super) fn style(text: &str, block: bool) -> Style {
    let seen = text.bytes().fold(0, |seen, byte| {
        seen | CLASSES.get(usize::from(byte)).copied().unwrap_or(CONTROL)
    });

    if seen & CONTROL != 0 || (seen & HIGH != 0 && text.chars().any(is_hidden)) {
        return Style::Double;
    }
    if seen & NEWLINE != 0 {
        // A leading space or empty line would need an indentation mark, and readers differ on
        // them; a space at the end of a line would be invisible in a review.
        let ragged = text.starts_with([' ', '\n'])
            || (seen & SPACE != 0 && (text.ends_with(' ') || text.contains(" \n")));
        return if block && !ragged {
            Style::Literal
        } else {
            Style::Double
        };
    }
    if seen & (ODD | HIGH) == 0 {
        let plain = match text.as_bytes().first() {
            Some(b'a'..=b'z' | b'A'..=b'Z' | b'/' | b'_') => {
                !text.ends_with(':') && (seen & SPACE == 0 || plain_spaces(text)) && !is_word(text)
            }
            Some(b'0'..=b'9') => seen & (NOT_UNIT | NUMERIC | LETTER) == LETTER,
            _ => false,
        };
        if plain {
            return Style::Plain;
        }
    }
    if seen & QUOTE != 0 {
        Style::Double
    } else {
        Style::Single
    }
}

/// Says whether the spaces of a text begin no comment, end no key and do not end the text.
fn plain_spaces(text: &str) -> bool {
    !text.ends_with(' ')
        && !text
            .as_bytes()
            .windows(2)
            .any(|pair| matches!(pair, [b':', b' '] | [b' ', b'#']))
}

fn is_word(text: &str) -> bool {
    text.len() <= LONGEST_WORD && WORDS.iter().any(|word| word.eq_ignore_ascii_case(text))
}

/// Characters beyond ASCII that a reader may read as a line break or drop, and those that a
/// person who reviews the file cannot see or that reorder the text around them.
const fn is_hidden(c: char) -> bool {
    matches!(c,
        '\u{80}'..='\u{a0}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2066}'..='\u{2069}'
        | '\u{feff}'
        | '\u{fffe}'..='\u{ffff}')
}

/// Writes a text on one line.
pub(super) fn write_inline(out: &mut String, text: &str) {
    write_styled(out, text, style(text, false));
}

/// Writes a text on one line in a style already chosen.
pub(super) fn write_styled(out: &mut String, text: &str, style: Style) {
    match style {
        Style::Plain => out.push_str(text),
        Style::Single => {
            out.push('\'');
            out.push_str(text);
            out.push('\'');
        }
        // A block has no place on one line, so the escapes say the same.
        Style::Double | Style::Literal => write_double(out, text),
    }
}

/// Writes a text in double quotes; the escapes are those of JSON.
pub(super) fn write_double(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\0'..='\u{1f}' | '\u{7f}' => write_escape(out, c),
            _ if is_hidden(c) => write_escape(out, c),
            _ => out.push(c),
        }
    }
    out.push('"');
}

/// Every character that needs this form has a code of at most four digits.
fn write_escape(out: &mut String, c: char) {
    // Writing into a `String` cannot fail.
    let _ = write!(out, "\\u{:04X}", u32::from(c));
}

/// Writes a text as a `|` block whose lines begin at the column `indent`, with its last newline.
pub(super) fn write_literal(out: &mut String, text: &str, indent: usize) {
    let (header, body) = match text.strip_suffix('\n') {
        None => ("|-\n", text),
        Some(body) if body.ends_with('\n') => ("|+\n", body),
        Some(body) => ("|\n", body),
    };
    out.push_str(header);
    for line in body.split('\n') {
        // An empty line stays empty: spaces at the end of a line are noise in a diff.
        if !line.is_empty() {
            write_indent(out, indent);
            out.push_str(line);
        }
        out.push('\n');
    }
}

/// Writes spaces up to a column.
pub(super) fn write_indent(out: &mut String, indent: usize) {
    // Deeper than any manifest; appending a slice is much faster than appending space by space.
    const SPACES: &str = "                                                                ";
    match SPACES.get(..indent) {
        Some(spaces) => out.push_str(spaces),
        None => out.extend(std::iter::repeat_n(' ', indent)),
    }
}
