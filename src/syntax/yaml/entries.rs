//! The lines of YAML below one heading, as statements with blocks.

/// More lines below one heading are not read as its block.
const MOST_LINES: usize = 200;
/// Keywords that end with `s` and name one thing.
const NO_PLURALS: [&str; 2] = ["alerts", "snapshots"];

/// One line that says something.
pub(super) struct Line<'a> {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) indent: usize,
    pub(super) code: &'a str,
}

/// A block of YAML, and the same as statements.
pub(super) struct Found {
    pub(super) key: (usize, usize),
    pub(super) end: usize,
    pub(super) statements: Vec<String>,
    /// How many lines it takes.
    pub(super) lines: usize,
}

/// One item of a block: the names that it is for, and its pairs.
#[derive(Default)]
struct Entry {
    names: Vec<String>,
    pairs: Vec<(String, String)>,
}

pub(super) fn lines(text: &str) -> Vec<Line<'_>> {
    let mut lines = Vec::new();
    let mut start = 0;
    for whole in text.split_inclusive('\n') {
        let begin = start;
        start += whole.len();
        let indent = whole.len() - whole.trim_start_matches([' ', '\t']).len();
        let code = whole.get(indent..).unwrap_or("");
        let code = code.split(" #").next().unwrap_or("").trim_end();
        if code.is_empty() || code.starts_with('#') || matches!(code, "---" | "...") {
            continue;
        }
        lines.push(Line {
            start: begin + indent,
            end: begin + indent + code.len(),
            indent,
            code,
        });
    }
    lines
}

/// How many lines belong to the heading of one line.
pub(super) fn below(lines: &[Line<'_>], at: usize) -> usize {
    let indent = lines.get(at).map_or(0, |line| line.indent);
    let more = lines.get(at + 1..).unwrap_or_default().iter();
    more.take(MOST_LINES + 1)
        .take_while(|line| {
            line.indent > indent || line.indent == indent && line.code.starts_with("- ")
        })
        .count()
}

/// The block that begins on a line, where it holds names and pairs and nothing else.
pub(super) fn block(lines: &[Line<'_>], at: usize) -> Option<Found> {
    let line = lines.get(at)?;
    let key = heading(line.code)?;
    let count = below(lines, at);
    if count == 0 || count > MOST_LINES {
        return None;
    }
    let mut entries: Vec<Entry> = Vec::new();
    let mut is_list = false;
    for child in lines.get(at + 1..=at + count)? {
        match child.code.strip_prefix("- ").map(str::trim_start) {
            Some(item) => {
                is_list = true;
                match pair(item) {
                    Some(pair) => {
                        let mut entry = Entry::default();
                        entry.take(pair);
                        entries.push(entry);
                    }
                    None => {
                        let name = value(item)?;
                        match entries.last_mut().filter(|last| last.pairs.is_empty()) {
                            Some(last) => last.names.push(name),
                            None => entries.push(Entry {
                                names: vec![name],
                                pairs: Vec::new(),
                            }),
                        }
                    }
                }
            }
            None => {
                let pair = pair(child.code)?;
                if entries.is_empty() {
                    entries.push(Entry::default());
                }
                entries.last_mut()?.take(pair);
            }
        }
    }
    // A list of names alone may be the values of a statement.
    if entries.iter().any(|entry| entry.names.is_empty())
        || entries.iter().all(|entry| entry.pairs.is_empty())
    {
        return None;
    }
    let plural = key
        .strip_suffix('s')
        .filter(|one| is_list && one.len() > 2 && !NO_PLURALS.contains(&key));
    let one = plural.unwrap_or(key);
    Some(Found {
        key: (line.start, line.start + key.len()),
        end: lines.get(at + count)?.end,
        statements: entries.iter().map(|entry| entry.written(one)).collect(),
        lines: count + 1,
    })
}

impl Entry {
    fn take(&mut self, (key, value): (String, String)) {
        if key == "name" {
            self.names.push(value);
        } else {
            self.pairs.push((key, value));
        }
    }

    fn written(&self, key: &str) -> String {
        let names = self.names.join(", ");
        let pairs = self.pairs.iter();
        let pairs: Vec<String> = pairs.map(|(key, value)| format!("{key} {value}")).collect();
        match pairs.is_empty() {
            true => format!("{key} {names}"),
            false => format!("{key} {names} {{ {} }}", pairs.join("; ")),
        }
    }
}

/// The key of `key:`.
pub(super) fn heading(code: &str) -> Option<&str> {
    code.strip_suffix(':').filter(|key| is_key(key))
}

/// The two halves of `key: value`, the value as a plan writes it.
pub(super) fn pair(code: &str) -> Option<(String, String)> {
    let (key, rest) = code.split_once(':')?;
    let rest = rest.strip_prefix([' ', '\t'])?.trim();
    let list = rest
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'));
    let values: Option<Vec<String>> = match list {
        Some(list) => list.split(',').map(|one| value(one.trim())).collect(),
        None => value(rest).map(|one| vec![one]),
    };
    is_key(key).then_some(())?;
    Some((key.to_owned(), values?.join(", ")))
}

fn is_key(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
}

/// A scalar of YAML as a plan writes it.
fn value(text: &str) -> Option<String> {
    let quoted = |mark: char| {
        let inner = text.strip_prefix(mark)?.strip_suffix(mark)?;
        (!inner.contains(['"', '\'', '\\'])).then_some(inner)
    };
    let plain = quoted('"').or_else(|| quoted('\'')).unwrap_or(text);
    let bad = |c: char| c.is_control() || matches!(c, '"' | '{' | '}' | '\\' | '\'' | '[' | ']');
    if plain.is_empty() || plain.contains(bad) || plain.ends_with(':') {
        return None;
    }
    let word = plain.bytes().all(|b| {
        b.is_ascii_alphanumeric()
            || matches!(b, b'-' | b'_' | b'.' | b'/' | b':' | b'%' | b'@' | b'*')
    });
    match word {
        true => Some(plain.to_owned()),
        false => Some(format!("\"{plain}\"")),
    }
}
