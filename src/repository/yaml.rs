//! YAML of the repository as a tree with spans; text goes in, documents or nothing come out.
//!
//! It never guesses: a file that kustomize would refuse (a syntax error, a key that is written twice or
//! is not a scalar, an alias of nothing) has no documents at all, and is evidence of nothing.
//!
//! What an alias names is shared and never copied, so memory follows what is written. A walk
//! through a tree visits it once for each alias, so a [`Budget`] counts it once for each alias too:
//! it bounds the time of every walk, and no walk needs a bound of its own.

mod budget;
mod edit;

pub use budget::Budget;
use budget::Cost;
use granit_parser::{Event, Options, Parser, ScalarStyle};
use std::collections::BTreeMap;
use std::ops::Range;
use std::rc::Rc;

/// How deep values may stand in each other: every walk through them is recursive.
const MAX_DEPTH: usize = 200;

/// Why a text has no documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unread {
    /// It is not valid YAML for kustomize.
    Broken,
    /// More than the budget has left.
    TooMuch,
}

/// A value and the bytes that it was written with.
#[derive(Debug, Clone)]
pub struct Node {
    /// What it is.
    pub value: Value,
    /// Where it stands.
    pub at: Position,
}

/// Where a node stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Position {
    /// The file, as the reader of the repository counts them.
    pub file: u32,
    /// The line, from 1.
    pub line: u32,
    /// The first byte.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
}

impl Position {
    /// Files are shorter than 4 GiB: none is read that has more than 1 MiB.
    fn new(file: u32, line: usize, bytes: Range<usize>) -> Self {
        let short = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        Self {
            file,
            line: short(line),
            start: short(bytes.start),
            end: short(bytes.end),
        }
    }

    /// From its beginning to the end of another one.
    fn to(self, end: Self) -> Self {
        Self {
            end: end.end,
            ..self
        }
    }
}

/// What a node is; a clone shares what it holds.
#[derive(Debug, Clone)]
pub enum Value {
    /// A scalar, and whether it stands without quotes.
    Scalar(Rc<str>, bool),
    /// A sequence.
    List(Rc<[Node]>),
    /// A mapping, in the order of the file.
    Map(Rc<[(Node, Node)]>),
}

impl Node {
    /// The text of a scalar.
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar(text, _) => Some(text),
            Value::List(_) | Value::Map(_) => None,
        }
    }

    /// The items of a sequence; nothing where it is none.
    pub fn items(&self) -> &[Node] {
        match &self.value {
            Value::List(items) => items,
            Value::Scalar(..) | Value::Map(_) => &[],
        }
    }

    /// The entries of a mapping; nothing where it is none.
    pub fn entries(&self) -> &[(Node, Node)] {
        match &self.value {
            Value::Map(entries) => entries,
            Value::Scalar(..) | Value::List(_) => &[],
        }
    }

    /// The value of a key, also where a merge key (`<<`) brings it.
    pub fn get(&self, key: &str) -> Option<&Node> {
        let own = |name: &str| {
            self.entries()
                .iter()
                .find(|(k, _)| k.text() == Some(name))
                .map(|(_, value)| value)
        };
        own(key).or_else(|| {
            let merged = own("<<")?;
            match &merged.value {
                Value::List(maps) => maps.iter().find_map(|map| map.get(key)),
                Value::Map(_) | Value::Scalar(..) => merged.get(key),
            }
        })
    }

    /// The value at the end of a path of keys.
    pub fn at(&self, path: &[&str]) -> Option<&Node> {
        path.iter().try_fold(self, |node, key| node.get(key))
    }

    /// The text at the end of a path of keys; empty where there is none.
    pub fn text_at(&self, path: &[&str]) -> &str {
        self.at(path).and_then(Node::text).unwrap_or("")
    }

    /// Every scalar below it, keys left out.
    pub fn scalars<'a>(&'a self, into: &mut Vec<&'a str>) {
        self.any(&mut |text| {
            into.push(text);
            false
        });
    }

    /// Whether a scalar below it holds a text.
    pub fn holds(&self, text: &str) -> bool {
        self.any(&mut |scalar| scalar.contains(text))
    }

    /// Whether one of the scalars below it is such a one, keys left out.
    pub fn any<'a>(&'a self, such: &mut dyn FnMut(&'a str) -> bool) -> bool {
        match &self.value {
            Value::Scalar(text, _) => such(text),
            Value::List(items) => items.iter().any(|item| item.any(such)),
            Value::Map(entries) => entries.iter().any(|(_, value)| value.any(such)),
        }
    }

    /// Whether it is written as nothing.
    pub fn is_null(&self) -> bool {
        matches!(&self.value, Value::Scalar(text, true) if matches!(&**text, "" | "~" | "null" | "Null" | "NULL"))
    }
}

/// The documents of a file; `None` where it is broken anywhere, or more than a whole run may read.
/// Empty documents are left out.
pub fn read(text: &str) -> Option<Vec<Node>> {
    let mut left = Budget::RUN;
    read_within(text, 0, &mut left).ok()
}

/// The documents of a file, taken from what may still be read. A file without documents takes what
/// was read of it before that was seen, its aliases counted as nothing: they cost no work. `file` is
/// kept in every position.
///
/// # Errors
/// Why there are none.
pub fn read_within(text: &str, file: u32, left: &mut Budget) -> Result<Vec<Node>, Unread> {
    let mut reader = Reader {
        file,
        documents: Vec::new(),
        open: Vec::new(),
        anchors: BTreeMap::new(),
        left: *left,
        written: Cost::default(),
    };
    let done = reader.read(text);
    *left = match done {
        Ok(()) => reader.left,
        Err(_) => left.without(reader.written).unwrap_or(Budget::NOTHING),
    };
    done?;
    reader.documents.retain(|node| !node.is_null());
    Ok(reader.documents)
}

/// A collection that is still open.
struct Open {
    items: Vec<Node>,
    cost: Cost,
    map: bool,
    anchor: usize,
    start: Position,
}

struct Reader {
    file: u32,
    documents: Vec<Node>,
    open: Vec<Open>,
    anchors: BTreeMap<usize, (Value, Cost)>,
    left: Budget,
    /// What was read, without what aliases stand for.
    written: Cost,
}

impl Reader {
    fn read(&mut self, text: &str) -> Result<(), Unread> {
        let mut options = Options::default();
        options.emit_comments = false;
        for event in Parser::new_from_str_with_options(text, options) {
            let (event, span) = event.map_err(|_| Unread::Broken)?;
            let bytes = span.byte_range().unwrap_or_default();
            self.take(event, Position::new(self.file, span.start.line(), bytes))?;
        }
        Ok(())
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "events without data; features of the parser add more of them"
    )]
    fn take(&mut self, event: Event<'_>, at: Position) -> Result<(), Unread> {
        match event {
            Event::Scalar(text, style, anchor, _) => {
                let cost = Cost {
                    nodes: 1,
                    text: text.len(),
                };
                self.written = self.written.plus(cost);
                self.pay(cost)?;
                let plain = style == ScalarStyle::Plain;
                self.put(Value::Scalar(Rc::from(&*text), plain), at, cost, anchor);
                Ok(())
            }
            Event::Alias(id) => {
                // An anchor that is still open would hold itself.
                let (value, cost) = self.anchors.get(&id).ok_or(Unread::Broken)?.clone();
                self.pay(cost)?;
                self.put(value, at, cost, 0);
                Ok(())
            }
            Event::SequenceStart(_, anchor, _) => self.begin(false, anchor, at),
            Event::MappingStart(_, anchor, _) => self.begin(true, anchor, at),
            Event::SequenceEnd | Event::MappingEnd => {
                let done = self.open.pop().ok_or(Unread::Broken)?;
                let value = if done.map {
                    Value::Map(pairs(done.items).ok_or(Unread::Broken)?)
                } else {
                    Value::List(done.items.into())
                };
                self.put(value, done.start.to(at), done.cost, done.anchor);
                Ok(())
            }
            Event::UnresolvedAlias(_) => Err(Unread::Broken),
            Event::DocumentStart(..) => {
                self.anchors.clear();
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn pay(&mut self, cost: Cost) -> Result<(), Unread> {
        self.left = self.left.without(cost).ok_or(Unread::TooMuch)?;
        Ok(())
    }

    fn begin(&mut self, map: bool, anchor: usize, start: Position) -> Result<(), Unread> {
        let cost = Cost { nodes: 1, text: 0 };
        self.written = self.written.plus(cost);
        self.pay(cost)?;
        if self.open.len() >= MAX_DEPTH {
            return Err(Unread::TooMuch);
        }
        self.open.push(Open {
            items: Vec::new(),
            cost,
            map,
            anchor,
            start,
        });
        Ok(())
    }

    fn put(&mut self, value: Value, at: Position, cost: Cost, anchor: usize) {
        if anchor != 0 {
            self.anchors.insert(anchor, (value.clone(), cost));
        }
        let node = Node { value, at };
        match self.open.last_mut() {
            Some(open) => {
                open.items.push(node);
                open.cost = open.cost.plus(cost);
            }
            None => self.documents.push(node),
        }
    }
}

/// Keys and values in turn become pairs; `None` where a key is written twice.
fn pairs(items: Vec<Node>) -> Option<Rc<[(Node, Node)]>> {
    let mut pairs = Vec::with_capacity(items.len() / 2);
    let mut items = items.into_iter();
    while let (Some(key), value) = (items.next(), items.next()) {
        pairs.push((key, value?));
    }
    let mut keys = Vec::with_capacity(pairs.len());
    for (key, _) in &pairs {
        // `{{ name }}` of a template is a mapping as a key: YAML, and nothing that Kubernetes reads.
        keys.push(key.text()?);
    }
    keys.sort_unstable();
    let twice = keys.windows(2).any(|pair| pair.first() == pair.last());
    (!twice).then(|| pairs.into())
}

#[cfg(test)]
mod tests {
    use super::{Budget, Unread, Value, read, read_within};
    use std::rc::Rc;

    #[test]
    fn documents() {
        let text = "# one\na: {b: [x, 'y # z']}\n---\n---\nbase: &b {k: v}\nuse:\n  <<: *b\n";
        let all = read(text).unwrap();
        assert_eq!(all.len(), 2);
        let y = &all[0].at(&["a", "b"]).unwrap().items()[1];
        assert_eq!(y.text(), Some("y # z"));
        let bytes = y.at.start as usize..y.at.end as usize;
        assert_eq!(text.get(bytes), Some("'y # z'"));
        assert_eq!(y.at.line, 2);
        assert_eq!(all[1].text_at(&["use", "k"]), "v");
    }

    #[test]
    fn what_is_broken_is_nothing() {
        for text in [
            "a: [",
            "a: 1\na: 2\n",
            "{{ .Values }}: {{ x }}\n--- [",
            "a: *none\n",
            "a: &a [*a]\n",
            "a: {{ b }}\n",
        ] {
            assert!(read(text).is_none(), "{text}");
        }
        let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for n in 1..12 {
            let list = vec![format!("*a{}", n - 1); 10].join(", ");
            bomb.push_str(&format!("a{n}: &a{n} [{list}]\n"));
        }
        assert!(read(&bomb).is_none());
        assert!(read(&"[".repeat(100_000)).is_none());
    }

    #[test]
    fn what_an_alias_names_is_shared_and_counted() {
        let all = read("a: &a [x, yy]\nb: *a\n").unwrap();
        let (Value::List(a), Value::List(b)) = (
            &all[0].get("a").unwrap().value,
            &all[0].get("b").unwrap().value,
        ) else {
            panic!("two lists");
        };
        assert!(Rc::ptr_eq(a, b));
        // The mapping, its two keys, and twice a list of two.
        let fits = Budget { nodes: 9, text: 8 };
        for (mut left, reads) in [
            (fits, true),
            (Budget { nodes: 8, ..fits }, false),
            (Budget { text: 7, ..fits }, false),
        ] {
            let read = read_within("a: &a [x, yy]\nb: *a\n", 0, &mut left);
            assert_eq!(read.is_ok(), reads, "{left:?}");
            if reads {
                assert_eq!(left, Budget { nodes: 0, text: 0 });
            } else {
                assert_eq!(read.err(), Some(Unread::TooMuch));
            }
        }
    }

    #[test]
    fn what_is_not_read_takes_what_it_holds() {
        let mut left = Budget {
            nodes: 100,
            text: 100,
        };
        assert_eq!(
            read_within("a: [b, c", 0, &mut left).err(),
            Some(Unread::Broken)
        );
        assert_eq!((left.nodes, left.text), (96, 98));
        let aliases = ["*a"; 60].join(",");
        let text = format!("a: &a [x, x]\nb: [{aliases}]\n");
        assert_eq!(
            read_within(&text, 0, &mut left).err(),
            Some(Unread::TooMuch)
        );
        assert_eq!((left.nodes, left.text), (89, 94));
    }
}
