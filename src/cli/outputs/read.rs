//! Reading a list of outputs, also an earlier form of it, and one with both sides of a conflict.

use super::{Head, List, plain};
use crate::cli::conflict;
use serde::de::{IgnoredAny, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use std::collections::BTreeSet;
use std::fmt;

/// One line of a list, of this form or an earlier one.
#[derive(Deserialize)]
struct Row {
    path: String,
    #[serde(default)]
    sha256: String,
    #[serde(default)]
    was: Was,
}

/// Earlier lists have one digest here.
#[derive(Deserialize)]
#[serde(untagged)]
enum Was {
    One(Option<String>),
    Some(Vec<String>),
}

impl Default for Was {
    fn default() -> Self {
        Was::One(None)
    }
}

/// A list as JSON. Its rows are taken one by one: it may be anybody's, and have any number of them.
#[derive(Deserialize)]
struct Whole {
    #[serde(default)]
    plan: Option<String>,
    #[serde(default)]
    directory: Option<String>,
    files: Rows,
}

/// The rows of a list, by path.
#[derive(Default)]
struct Rows(List);

impl<'de> Deserialize<'de> for Rows {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_seq(Self::default())
    }
}

impl<'de> Visitor<'de> for Rows {
    type Value = Self;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("rows")
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut rows: A) -> Result<Self, A::Error> {
        while let Some(row) = rows.next_element::<Closing>()? {
            if let Closing::Row(row) = row {
                self.0.add(row);
            }
        }
        Ok(self)
    }
}

/// A row, or the empty one that closes the list.
#[derive(Deserialize)]
#[serde(untagged)]
enum Closing {
    Row(Row),
    Other(IgnoredAny),
}

/// Reads a list. What is no list has no entries; between conflict markers, and around them, every
/// whole line counts.
pub(in crate::cli) fn read(bytes: &[u8]) -> List {
    if let Ok(whole) = serde_json::from_slice::<Whole>(bytes) {
        return List {
            head: Head {
                plan: whole.plan,
                directory: whole.directory,
            },
            ..whole.files.0
        };
    }
    let mut list = List::default();
    let text = plain(bytes);
    let mut read = false;
    // The files of a conflict, once its end shows that it is one.
    let (mut within, mut theirs) = (false, BTreeSet::new());
    for line in text.lines() {
        match conflict::marker(line) {
            Some(conflict::Marker::End) => {
                list.conflict = true;
                within = false;
                for path in std::mem::take(&mut theirs) {
                    list.files.entry(path).or_default().merged = true;
                }
            }
            Some(_) => (within, list.conflict) = (true, true),
            None => {
                let path = list.line(line);
                read |= path.is_some();
                theirs.extend(path.filter(|path| within && !path.is_empty()));
            }
        }
    }
    list.unread = !read;
    list
}

impl List {
    /// Takes one line, and gives the file that it names; the first line names none.
    fn line(&mut self, line: &str) -> Option<String> {
        let line = line.trim().trim_end_matches(',');
        if let Ok(row) = serde_json::from_str::<Row>(line) {
            let path = row.path.clone();
            self.add(row);
            return Some(path);
        }
        // The first line is a list that is not closed.
        let head = serde_json::from_str::<Whole>(&format!("{line}]}}")).ok()?;
        self.head.plan = self.head.plan.take().or(head.plan);
        self.head.directory = self.head.directory.take().or(head.directory);
        Some(String::new())
    }

    fn add(&mut self, row: Row) {
        let known = self.files.entry(row.path).or_default();
        known.digests.insert(row.sha256);
        match row.was {
            Was::One(was) => known.digests.extend(was),
            Was::Some(was) => known.digests.extend(was),
        }
    }
}
