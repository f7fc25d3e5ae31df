//! One cheap look at the bytes before the grammar runs: how deep the braces are, whether they
//! balance, and whether a closer look for habits of other languages is worth its time.

use super::MAX_DEPTH;

/// What the braces of a text look like.
pub(super) struct Shape {
    /// Every `{` has its `}`.
    pub(super) balanced: bool,
    /// Where one block too many is opened.
    pub(super) too_deep: Option<usize>,
    /// A word begins as a comment or a string of another language does, a string has no end, or a
    /// brace stands alone: `habits` looks closer.
    pub(super) habits: bool,
}

/// Reads the braces of a text; strings and comments are stepped over.
pub(super) fn scan(text: &str) -> Shape {
    let bytes = text.as_bytes();
    let mut depth = 0usize;
    let mut balanced = true;
    let mut too_deep = None;
    let mut at = if text.starts_with('\u{feff}') {
        '\u{feff}'.len_utf8()
    } else {
        0
    };
    let mut before = b'\n';
    // Nothing but blanks stands between here and the start of the line, or the last `{`.
    let mut bare = true;
    let mut habits = false;
    while let Some(&byte) = bytes.get(at) {
        let from = at;
        match byte {
            b'#' if matches!(before, b' ' | b'\t' | b'\n' | b'\r') => at = line_end(bytes, at),
            b'"' => {
                at = string_end(bytes, at);
                habits |= at == from + 1;
            }
            b'{' => {
                depth += 1;
                if depth > MAX_DEPTH && too_deep.is_none() {
                    too_deep = Some(at);
                }
                habits |= bare;
                at += 1;
            }
            b'}' => {
                balanced &= depth > 0;
                depth = depth.saturating_sub(1);
                at += 1;
            }
            b'\'' | b'`' | b'/' | b'-' | b'<' | b'(' | 0x80.. => {
                let gap = matches!(
                    before,
                    b' ' | b'\t' | b'\n' | b'\r' | b'{' | b'}' | b';' | b','
                );
                habits |= gap && is_habit(byte, bytes.get(at + 1).copied());
                at += 1;
            }
            _ => at += 1,
        }
        bare = match byte {
            b' ' | b'\t' => bare,
            b'\n' | b'\r' | b'{' => true,
            _ => false,
        };
        before = byte;
    }
    Shape {
        balanced: balanced && depth == 0,
        too_deep,
        habits,
    }
}

/// Whether a word that begins so may be a comment or a string of another language.
fn is_habit(byte: u8, next: Option<u8>) -> bool {
    match byte {
        b'/' => matches!(next, Some(b'/' | b'*')),
        b'-' => next == Some(b'-'),
        b'<' => next == Some(b'!'),
        _ => true,
    }
}

fn line_end(bytes: &[u8], from: usize) -> usize {
    bytes
        .iter()
        .skip(from)
        .position(|b| matches!(b, b'\n' | b'\r'))
        .map_or(bytes.len(), |n| from + n)
}

/// The offset behind a string; an unclosed one ends at its quote, as in the grammar.
fn string_end(bytes: &[u8], from: usize) -> usize {
    let rest = bytes.get(from..).unwrap_or(&[]);
    if rest.starts_with(b"\"\"\"") {
        let body = rest.get(3..).unwrap_or(&[]);
        if let Some(n) = body.windows(3).position(|w| w == b"\"\"\"") {
            return from + 3 + n + 3;
        }
        return from + 3;
    }
    let mut escaped = false;
    for (n, byte) in rest.iter().enumerate().skip(1) {
        match byte {
            b'\n' | b'\r' => break,
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return from + n + 1,
            _ => {}
        }
    }
    from + 1
}

#[cfg(test)]
mod tests {
    use super::scan;

    #[test]
    fn habits_are_looked_at() {
        for text in [
            "a // b",
            "a {}\n{",
            "a 'b'",
            "--",
            "a \"b",
            "a {{",
            "a “b”",
            "/* */",
        ] {
            assert!(scan(text).habits, "{text}");
        }
        for text in [
            "a b//c it's {\n b \"'\" # // 'x' {\n}",
            "a -> b-c { d { e } }",
            "",
        ] {
            assert!(!scan(text).habits, "{text}");
        }
    }

    #[test]
    fn braces_outside_strings_and_comments() {
        assert!(scan("a { b \"}\" # }\n }").balanced);
        assert!(scan("a { b \"\"\"\n}}\n\"\"\" }").balanced);
        assert!(!scan("a { b").balanced);
        assert!(!scan("a }").balanced);
        assert_eq!(scan(&"{".repeat(65)).too_deep, Some(64));
    }
}
