//! A text as a row of pieces: words, strings, comments, braces.
//!
//! The grammar says what a statement is; this says where one piece ends and the next begins, for
//! those who look for mistakes before the grammar runs. Both follow the same rules for strings and
//! comments, and neither fails on any text.

/// What a piece is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Blanks and tabs.
    Blank,
    /// One line end.
    LineEnd,
    /// From its `#` to the end of its line.
    Comment,
    /// A string with both of its quotes.
    String,
    /// A raw string with both of its ends.
    Raw,
    /// A quote without its partner.
    Quote,
    /// A `#` that begins no comment.
    Hash,
    /// A run of other characters.
    Word,
    /// `{`
    Open,
    /// `}`
    Close,
    /// `;`
    Semicolon,
    /// `,`
    Comma,
}

impl Kind {
    /// Whether it separates statements or arguments, so that another piece may begin behind it.
    pub(super) fn is_gap(self) -> bool {
        matches!(
            self,
            Kind::Blank | Kind::LineEnd | Kind::Open | Kind::Close | Kind::Semicolon | Kind::Comma
        )
    }

    /// Whether it says something.
    pub(super) fn is_code(self) -> bool {
        !matches!(self, Kind::Blank | Kind::LineEnd | Kind::Comment)
    }
}

/// One piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) kind: Kind,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// The pieces of a text, in order and without gaps.
#[derive(Debug, Clone)]
pub(super) struct Pieces<'a> {
    text: &'a str,
    at: usize,
    /// Whether a `#` would begin a comment here.
    opens_comment: bool,
}

impl<'a> Pieces<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let at = if text.starts_with('\u{feff}') {
            '\u{feff}'.len_utf8()
        } else {
            0
        };
        Self {
            text,
            at,
            opens_comment: true,
        }
    }

    /// Goes on from an offset behind the last piece: what lies before it counts as one word.
    pub(super) fn skip_to(&mut self, at: usize) {
        if at > self.at && self.text.is_char_boundary(at) {
            self.at = at;
            self.opens_comment = false;
        }
    }
}

impl Iterator for Pieces<'_> {
    type Item = Piece;

    fn next(&mut self) -> Option<Piece> {
        let rest = self.text.get(self.at..)?;
        let first = rest.chars().next()?;
        let (kind, length) = match first {
            '\r' if rest.starts_with("\r\n") => (Kind::LineEnd, 2),
            '\r' | '\n' => (Kind::LineEnd, 1),
            ' ' | '\t' => (Kind::Blank, run(rest, |c| matches!(c, ' ' | '\t'))),
            '{' => (Kind::Open, 1),
            '}' => (Kind::Close, 1),
            ';' => (Kind::Semicolon, 1),
            ',' => (Kind::Comma, 1),
            '#' if self.opens_comment => (Kind::Comment, run(rest, |c| !matches!(c, '\n' | '\r'))),
            '#' => (Kind::Hash, 1),
            '"' => string(rest),
            _ => (Kind::Word, run(rest, is_word)),
        };
        let piece = Piece {
            kind,
            start: self.at,
            end: self.at + length,
        };
        self.at = piece.end;
        self.opens_comment = matches!(kind, Kind::Blank | Kind::LineEnd);
        Some(piece)
    }
}

fn is_word(char: char) -> bool {
    !matches!(
        char,
        ' ' | '\t' | '\n' | '\r' | '{' | '}' | ';' | ',' | '"' | '#'
    )
}

fn run(text: &str, inside: impl Fn(char) -> bool) -> usize {
    text.find(|char| !inside(char)).unwrap_or(text.len())
}

/// The string that begins here; a quote without its partner is a piece of its own.
fn string(text: &str) -> (Kind, usize) {
    if let Some(body) = text.strip_prefix("\"\"\"") {
        return match body.find("\"\"\"") {
            Some(n) => (Kind::Raw, n + 6),
            None => (Kind::Quote, 3),
        };
    }
    let mut escaped = false;
    for (at, char) in text.char_indices().skip(1) {
        match char {
            '\n' | '\r' => break,
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return (Kind::String, at + 1),
            _ => {}
        }
    }
    (Kind::Quote, 1)
}

#[cfg(test)]
mod tests {
    use super::{Kind, Pieces};

    #[test]
    fn pieces_follow_the_grammar() {
        let kinds = |text: &str| {
            Pieces::new(text)
                .map(|piece| piece.kind)
                .collect::<Vec<_>>()
        };
        use Kind::{Blank, Close, Comment, Hash, LineEnd, Open, Quote, Raw, String, Word};
        assert_eq!(
            kinds("a \"b # {\" # c"),
            [Word, Blank, String, Blank, Comment]
        );
        assert_eq!(kinds("a#b"), [Word, Hash, Word]);
        assert_eq!(kinds("{x}\r\n#c"), [Open, Word, Close, LineEnd, Comment]);
        assert_eq!(kinds("\"a\nb"), [Quote, Word, LineEnd, Word]);
        assert_eq!(kinds("\"\"\"a\n\"\"\""), [Raw]);
        assert_eq!(kinds("\u{feff}# c"), [Comment]);
        let text = "é \u{1b}{\"\\\"\",;\r";
        assert_eq!(
            Pieces::new(text).map(|p| p.end - p.start).sum::<usize>(),
            text.len()
        );
    }
}
