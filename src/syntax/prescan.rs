//! One cheap look at the braces before the grammar runs: how deep, and whether they balance.

use super::MAX_DEPTH;

/// What the braces of a text look like.
pub(super) struct Shape {
    /// Every `{` has its `}`.
    pub(super) balanced: bool,
    /// Where one block too many is opened.
    pub(super) too_deep: Option<usize>,
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
    let mut after_blank = true;
    while let Some(&byte) = bytes.get(at) {
        let next_blank = matches!(byte, b' ' | b'\t' | b'\n' | b'\r');
        match byte {
            b'#' if after_blank => at = line_end(bytes, at),
            b'"' => at = string_end(bytes, at),
            b'{' => {
                depth += 1;
                if depth > MAX_DEPTH && too_deep.is_none() {
                    too_deep = Some(at);
                }
                at += 1;
            }
            b'}' => {
                balanced &= depth > 0;
                depth = depth.saturating_sub(1);
                at += 1;
            }
            _ => at += 1,
        }
        after_blank = next_blank;
    }
    Shape {
        balanced: balanced && depth == 0,
        too_deep,
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
    fn braces_outside_strings_and_comments() {
        assert!(scan("a { b \"}\" # }\n }").balanced);
        assert!(scan("a { b \"\"\"\n}}\n\"\"\" }").balanced);
        assert!(!scan("a { b").balanced);
        assert!(!scan("a }").balanced);
        assert_eq!(scan(&"{".repeat(65)).too_deep, Some(64));
    }
}
