//! YAML of the repository as a tree with spans; text goes in, documents or nothing come out.
//!
//! It never guesses: a file that kustomize would refuse (a syntax error, a key that is said twice or
//! is no scalar, an alias of nothing) has no documents at all, and is evidence of nothing.

use granit_parser::{Event, Options, Parser, ScalarStyle};
use std::collections::BTreeMap;
use std::ops::Range;

/// Aliases are copied, so a small file can mean a huge tree; beyond this many nodes it is not read.
const MAX_NODES: usize = 200_000;

/// A value and the bytes that it was written with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// What it is.
    pub value: Value,
    /// Where it stands.
    pub span: Range<usize>,
    size: usize,
}

/// What a node is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A scalar, and whether it stands without quotes.
    Scalar(String, bool),
    /// A sequence.
    List(Vec<Node>),
    /// A mapping, in the order of the file.
    Map(Vec<(Node, Node)>),
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
        match &self.value {
            Value::Scalar(text, _) => into.push(text),
            Value::List(items) => items.iter().for_each(|item| item.scalars(into)),
            Value::Map(entries) => entries.iter().for_each(|(_, value)| value.scalars(into)),
        }
    }

    /// Whether a scalar below it holds a text.
    pub fn holds(&self, text: &str) -> bool {
        let mut scalars = Vec::new();
        self.scalars(&mut scalars);
        scalars.iter().any(|scalar| scalar.contains(text))
    }

    fn is_null(&self) -> bool {
        matches!(&self.value, Value::Scalar(text, true) if matches!(text.as_str(), "" | "~" | "null"))
    }
}

/// The documents of a file; `None` where it is broken anywhere. Empty documents are left out.
pub fn read(text: &str) -> Option<Vec<Node>> {
    let mut reader = Reader::default();
    let mut options = Options::default();
    options.emit_comments = false;
    for event in Parser::new_from_str_with_options(text, options) {
        let (event, span) = event.ok()?;
        reader.take(event, span.byte_range().unwrap_or_default())?;
    }
    reader.documents.retain(|node| !node.is_null());
    Some(reader.documents)
}

/// A collection that is still open.
struct Open {
    items: Vec<Node>,
    map: bool,
    anchor: usize,
    start: usize,
}

#[derive(Default)]
struct Reader {
    documents: Vec<Node>,
    open: Vec<Open>,
    anchors: BTreeMap<usize, Node>,
    nodes: usize,
}

impl Reader {
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "events that are no data; features of the parser add more of them"
    )]
    fn take(&mut self, event: Event<'_>, at: Range<usize>) -> Option<()> {
        match event {
            Event::Scalar(text, style, anchor, _) => {
                let plain = style == ScalarStyle::Plain;
                let value = Value::Scalar(text.into_owned(), plain);
                self.put(value, at, 1, anchor)
            }
            Event::Alias(id) => {
                // An anchor that is still open would hold itself.
                let node = self.anchors.get(&id)?.clone();
                self.put(node.value, at, node.size, 0)
            }
            Event::SequenceStart(_, anchor, _) => self.begin(false, anchor, at.start),
            Event::MappingStart(_, anchor, _) => self.begin(true, anchor, at.start),
            Event::SequenceEnd | Event::MappingEnd => {
                let done = self.open.pop()?;
                let size = 1 + done.items.iter().map(|item| item.size).sum::<usize>();
                let value = if done.map {
                    Value::Map(pairs(done.items)?)
                } else {
                    Value::List(done.items)
                };
                // Its parts were counted when they came.
                self.nodes = self.nodes.saturating_sub(size);
                self.put(value, done.start..at.end, size, done.anchor)
            }
            Event::UnresolvedAlias(_) => None,
            Event::DocumentStart(..) => {
                self.anchors.clear();
                Some(())
            }
            _ => Some(()),
        }
    }

    fn begin(&mut self, map: bool, anchor: usize, start: usize) -> Option<()> {
        self.nodes += 1;
        self.open.push(Open {
            items: Vec::new(),
            map,
            anchor,
            start,
        });
        Some(())
    }

    fn put(&mut self, value: Value, span: Range<usize>, size: usize, anchor: usize) -> Option<()> {
        self.nodes = self.nodes.saturating_add(size);
        if self.nodes > MAX_NODES {
            return None;
        }
        let node = Node { value, span, size };
        if anchor != 0 {
            self.anchors.insert(anchor, node.clone());
        }
        match self.open.last_mut() {
            Some(open) => open.items.push(node),
            None => self.documents.push(node),
        }
        Some(())
    }
}

/// Keys and values in turn become pairs; `None` where a key is said twice.
fn pairs(items: Vec<Node>) -> Option<Vec<(Node, Node)>> {
    let mut pairs: Vec<(Node, Node)> = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    let mut items = items.into_iter();
    while let (Some(key), value) = (items.next(), items.next()) {
        // `{{ name }}` of a template is a mapping as a key: YAML, and nothing that Kubernetes reads.
        if !seen.insert(key.text()?.to_owned()) {
            return None;
        }
        pairs.push((key, value?));
    }
    Some(pairs)
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn documents() {
        let text = "# one\na: {b: [x, 'y # z']}\n---\n---\nbase: &b {k: v}\nuse:\n  <<: *b\n";
        let all = read(text).unwrap();
        assert_eq!(all.len(), 2);
        let y = &all[0].at(&["a", "b"]).unwrap().items()[1];
        assert_eq!(y.text(), Some("y # z"));
        assert_eq!(text.get(y.span.clone()), Some("'y # z'"));
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
}
