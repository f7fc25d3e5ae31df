//! Pairs of JSON, YAML and HCL as statements: `"rpo": "1h",` is `rpo 1h`.

use crate::syntax::pieces::{Kind, Piece, Pieces};

/// Junk that is pairs of another language.
pub(super) struct Found {
    /// The same as statements.
    pub(super) text: String,
    /// The first statements on one line, for a help text.
    pub(super) shown: String,
    /// Where in the junk the first foreign mark stands.
    pub(super) start: usize,
    pub(super) end: usize,
    /// A string that touches a word inside of one argument, and nothing else.
    pub(super) is_join: bool,
}

/// Where in a pair we are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Key,
    Value,
}

struct Writer<'a> {
    junk: &'a str,
    out: String,
    state: State,
    /// How many `[` are open.
    lists: usize,
    /// The first mark of another language.
    mark: Option<Piece>,
    is_join: bool,
}

/// Reads junk as pairs of another language; nothing where it holds no mark of one.
pub(super) fn other_syntax(junk: &str) -> Option<Found> {
    let pieces: Vec<Piece> = Pieces::new(junk).collect();
    let mut writer = Writer {
        junk,
        out: String::new(),
        state: State::Key,
        lists: 0,
        mark: None,
        is_join: true,
    };
    let mut at = 0;
    while let Some(piece) = pieces.get(at) {
        let next = pieces.get(at + 1);
        let read = writer.piece(*piece, next.copied(), pieces.get(at + 2).copied())?;
        at = at.saturating_add(read);
    }
    let mark = writer.mark?;
    let text = writer.out.trim_end().to_owned();
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let lines: Vec<&str> = lines.map(|line| line.trim_end_matches(';')).collect();
    Some(Found {
        shown: lines.join("; "),
        text,
        start: mark.start,
        end: mark.end,
        is_join: writer.is_join,
    })
}

impl Writer<'_> {
    fn slice(&self, piece: Piece) -> &str {
        self.junk.get(piece.start..piece.end).unwrap_or("")
    }

    fn foreign(&mut self, piece: Piece) {
        self.is_join = false;
        self.mark.get_or_insert(piece);
    }

    /// Writes a piece; gives how many pieces were read, or nothing where this is not a pair.
    fn piece(&mut self, piece: Piece, next: Option<Piece>, third: Option<Piece>) -> Option<usize> {
        match piece.kind {
            Kind::LineEnd => {
                self.out.push('\n');
                if self.lists == 0 {
                    self.state = State::Key;
                }
            }
            Kind::Semicolon => {
                self.out.push(';');
                self.state = State::Key;
            }
            Kind::Blank => {
                if !self.out.ends_with([' ', '\n']) {
                    self.out.push(' ');
                }
            }
            Kind::Comment => {
                let comment = self.slice(piece).to_owned();
                self.out.push_str(&comment);
            }
            Kind::Comma if self.lists > 0 => self.out.push_str(", "),
            // A comma alone is a mistake of this language.
            Kind::Comma => {
                let ends = next.is_none_or(|next| {
                    next.kind == Kind::LineEnd
                        || (next.kind == Kind::Blank
                            && third.is_none_or(|third| third.kind == Kind::LineEnd))
                });
                if !ends {
                    self.out.push(';');
                }
                self.state = State::Key;
            }
            Kind::String if self.state == State::Key => {
                let key = self.slice(piece).trim_matches('"').to_owned();
                if key.is_empty()
                    || !key
                        .chars()
                        .all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
                {
                    return None;
                }
                self.foreign(piece);
                self.out.push_str(&key);
                self.out.push(' ');
                self.state = State::Value;
            }
            Kind::String => {
                let text = self.slice(piece).to_owned();
                if self.touches_word() {
                    return None;
                }
                self.out.push_str(&bare(&text));
            }
            Kind::Word => return self.word(piece, next, third),
            Kind::Open => {
                // A block is read by itself, unless it is the object of another language too.
                let rest = self.junk.get(piece.start..).unwrap_or("").to_owned();
                let only_key = self.state == State::Value && !self.out.trim_end().contains(' ');
                if only_key || rest.contains("\":") || rest.contains("\" :") {
                    return None;
                }
                self.out.push_str(&rest);
                return Some(usize::MAX);
            }
            Kind::Raw | Kind::Quote | Kind::Hash | Kind::Close => return None,
        }
        Some(1)
    }

    fn touches_word(&self) -> bool {
        let last = self.out.chars().last();
        last.is_some_and(|last| !matches!(last, ' ' | '\n' | ';'))
    }

    fn word(&mut self, piece: Piece, next: Option<Piece>, third: Option<Piece>) -> Option<usize> {
        let word = self.slice(piece).to_owned();
        let touches = next.filter(|next| next.kind == Kind::String);
        if self.state == State::Key {
            self.state = State::Value;
            // `rpo=1h` glues the value to its key.
            if let Some((key, value)) = glued(&word).filter(|_| touches.is_none()) {
                let start = piece.start + key.len();
                let end = start + 1;
                self.foreign(Piece {
                    start,
                    end,
                    ..piece
                });
                self.out.push_str(&format!("{key} {value}"));
                return Some(1);
            }
            let key = word.trim_end_matches([':', '=']);
            self.out.push_str(key);
            if key.len() < word.len() && touches.is_some() {
                self.foreign(Piece {
                    start: piece.start + key.len(),
                    ..piece
                });
                self.out.push(' ');
            }
            return Some(1);
        }
        // `"release"="prometheus"` is one word that was quoted in two parts.
        if let Some(string) = touches.filter(|_| word == "=" && self.touches_word()) {
            self.mark.get_or_insert(piece);
            let value = self.slice(string).trim_matches('"').to_owned();
            self.out.push_str(&format!("={value}"));
            return Some(2);
        }
        // What separates a key from its value, and the brackets of a list.
        let mut rest = word.trim_start_matches([':', '=']);
        if rest.len() < word.len() {
            self.foreign(piece);
            if !self.out.ends_with(' ') {
                self.out.push(' ');
            }
        }
        if let Some(inner) = rest.strip_prefix('[') {
            self.foreign(piece);
            self.lists += 1;
            rest = inner;
        }
        if let Some(inner) = rest.strip_suffix(']') {
            self.foreign(piece);
            self.lists = self.lists.checked_sub(1)?;
            rest = inner;
        }
        if rest.is_empty() {
            return Some(1);
        }
        let after = third.is_none_or(|third| third.kind.is_gap());
        match touches {
            // `app="x"` is one word that was quoted in part.
            Some(string) if rest.ends_with('=') && after => {
                self.mark.get_or_insert(string);
                let value = self.slice(string).trim_matches('"').to_owned();
                self.out.push_str(&bare(&format!("\"{rest}{value}\"")));
                Some(2)
            }
            Some(_) => None,
            None if self.touches_word() => None,
            None => {
                self.out.push_str(rest);
                Some(1)
            }
        }
    }
}

/// The key and the value of `rpo=1h` and `rpo:1h`.
fn glued(word: &str) -> Option<(&str, &str)> {
    let at = word.find([':', '='])?;
    let (key, rest) = word.split_at_checked(at)?;
    let value = rest.get(1..)?;
    let is_key = key.starts_with(|c: char| c.is_ascii_alphabetic())
        && key
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
    let is_value = value.starts_with(|c: char| c.is_ascii_alphanumeric());
    (is_key && is_value).then_some((key, value))
}

/// A string as a word, where a word can hold it.
fn bare(string: &str) -> String {
    let text = string
        .strip_prefix('"')
        .and_then(|text| text.strip_suffix('"'))
        .unwrap_or(string);
    let word = !text.is_empty()
        && !text.contains("->")
        && text.chars().all(|c| {
            c.is_ascii_graphic() && !matches!(c, '{' | '}' | ';' | ',' | '"' | '#' | '\\')
        });
    if word {
        text.to_owned()
    } else {
        string.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::other_syntax;

    #[test]
    fn pairs_of_other_languages() {
        let check = |junk: &str, expect: &str| {
            let found = other_syntax(junk).map(|found| found.text);
            assert_eq!(found.as_deref(), Some(expect), "{junk}");
        };
        check("\"rpo\": \"1h\",", "rpo 1h");
        check("\"rpo\":\"1h\", \"keep\": \"7d\" ", "rpo 1h; keep 7d");
        check("\"rpo\": \"1h\",\n  \"keep\": \"7d\"", "rpo 1h\nkeep 7d");
        check("\"order\":3,", "order 3");
        check("needs = [\"auth\", \"system\"]", "needs auth, system");
        check("\"needs\": [\"a b\",\"c\"]", "needs \"a b\", c");
        check("rpo:\"1h\"", "rpo 1h");
        check("rpo=1h, rto=2h, keep=7d", "rpo 1h; rto 2h; keep 7d");
        check("rpo=1h,", "rpo 1h");
        check("rpo=\"1h\"; keep 7d", "rpo 1h; keep 7d");
        check("label app=\"x\"", "label app=x");
        check("label app=\"x y\"", "label \"app=x y\"");
        check("labels \"a\"=\"b\"", "labels a=b");
        check("\"namespace\": \"a\" { tier b }", "namespace a { tier b }");
        for other in [
            "\"a\" { b }",
            "tier \"a\"x",
            "tier a#b",
            "a \"x",
            "\"a\" { \"b\": 1 }",
            "a,",
            "x y",
        ] {
            assert!(other_syntax(other).is_none(), "{other}");
        }
    }
}
