//! `.drplan-outputs.json`: what is ours, one line a file.
//!
//! Each line is complete in itself and changes with its file alone, so that two branches meet in the
//! lines that both changed; the sides of a conflict are read, both of them.

mod read;

pub(super) use super::owned::LIST;
use super::owned::block;
use crate::emit::Bundle;
pub(super) use read::read;
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// The form of the emitted files; a change of it is a change of every repository.
pub(super) const OUTPUT_VERSION: u32 = 1;
/// A file of outputs with more bytes than this is none of ours, and is not read.
pub(super) const LARGEST_FILE: u64 = 64 << 20;
/// A list with more bytes than this is none of ours, and is not read.
pub(super) const LARGEST_LIST: u64 = 16 << 20;

/// Whose files a list names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Head {
    /// The plan.
    pub(super) plan: Option<String>,
    /// The folder of the plan, seen from the root.
    pub(super) directory: Option<String>,
}

/// One file of ours, as it is listed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Entry {
    /// Path below the root.
    pub(super) path: String,
    /// SHA-256 of its bytes.
    pub(super) sha256: String,
    /// What it had before, while a build is under way: a kill leaves one of them.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub(super) was: BTreeSet<String>,
    /// The block of the plan that it comes from.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) block: String,
    /// Its objects.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) objects: Vec<String>,
}

/// What a list says of one file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Known {
    /// Digests of what we wrote.
    pub(super) digests: BTreeSet<String>,
    /// Whether two branches wrote it, and their lines are in conflict.
    pub(super) merged: bool,
}

/// A list as it was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct List {
    /// Its first line.
    pub(super) head: Head,
    /// The files, by path.
    pub(super) files: BTreeMap<String, Known>,
    /// Whether it holds conflict markers.
    pub(super) conflict: bool,
    /// Whether nothing of it could be read.
    pub(super) unread: bool,
}

/// The digest of some bytes, in hexadecimal.
pub(super) fn digest(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = String::with_capacity(64);
    for byte in Sha256::digest(bytes) {
        for half in [byte >> 4, byte & 0xf] {
            text.extend(
                DIGITS
                    .get(usize::from(half))
                    .map(|digit| char::from(*digit)),
            );
        }
    }
    text
}

/// What lists of a plan at earlier places name.
pub(super) type Claims = BTreeMap<String, Known>;

/// A text with the line ends that we write: a checkout on Windows has other ones.
pub(super) fn plain(bytes: &[u8]) -> Cow<'_, str> {
    // Most of it is text, and finding that out is faster than looking for what is not.
    match std::str::from_utf8(bytes) {
        Ok(text) => line_ends(Cow::Borrowed(text)),
        Err(_) => line_ends(String::from_utf8_lossy(bytes)),
    }
}

fn line_ends(text: Cow<'_, str>) -> Cow<'_, str> {
    if text.contains('\r') {
        Cow::Owned(text.replace("\r\n", "\n"))
    } else {
        text
    }
}

/// The entries of a bundle.
pub(super) fn entries(bundle: &Bundle) -> BTreeMap<String, Entry> {
    let entry = |(path, doc): (&String, &crate::emit::Doc)| {
        let entry = Entry {
            path: path.clone(),
            sha256: digest(line_ends(Cow::Borrowed(&doc.text)).as_bytes()),
            was: BTreeSet::new(),
            block: block(path, &doc.text),
            objects: doc.objects.clone(),
        };
        (path.clone(), entry)
    };
    bundle.files.iter().map(entry).collect()
}

/// Writes a list: one line an entry. The last line closes it, so that every entry ends with a comma
/// and none changes when another one comes or goes.
pub(super) fn write(head: &Head, entries: &BTreeMap<String, Entry>) -> String {
    let word = |text: &Option<String>| {
        serde_json::to_string(text.as_deref().unwrap_or_default()).unwrap_or_default()
    };
    let lines: String = entries
        .values()
        .map(|entry| serde_json::to_string(entry).unwrap_or_default() + ",\n")
        .collect();
    format!(
        "{{\"tool\":\"drplan\",\"output_version\":{OUTPUT_VERSION},\"plan\":{},\"directory\":{},\"files\":[\n{lines}{{}}]}}\n",
        word(&head.plan),
        word(&head.directory),
    )
}

#[cfg(test)]
mod tests {
    use super::{Entry, Head, Known, read, write};
    use std::collections::{BTreeMap, BTreeSet};

    fn entry(path: &str, sha256: &str) -> (String, Entry) {
        let entry = Entry {
            path: path.to_owned(),
            sha256: sha256.to_owned(),
            was: BTreeSet::new(),
            block: "tier t".to_owned(),
            objects: vec!["Schedule/velero/t".to_owned()],
        };
        (path.to_owned(), entry)
    }

    fn head() -> Head {
        Head {
            plan: Some("shop".to_owned()),
            directory: Some("dr".to_owned()),
        }
    }

    #[test]
    fn an_entry_changes_no_other_line() {
        let (one, two, three) = (entry("a", "1"), entry("b", "2"), entry("c", "3"));
        let all = write(&head(), &BTreeMap::from([one.clone(), two, three]));
        let less = write(&head(), &BTreeMap::from([one.clone()]));
        let none = write(&head(), &BTreeMap::new());
        let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
        let (all_lines, less_lines) = (lines(&all), lines(&less));
        assert!(less_lines.iter().all(|line| all_lines.contains(line)));
        assert!(lines(&none).iter().all(|line| less_lines.contains(line)));
        for text in [&all, &less, &none] {
            let list = read(text.as_bytes());
            assert_eq!(list.head, head());
            assert!(!list.conflict && !list.unread);
        }
        assert_eq!(read(all.as_bytes()).files.len(), 3);
        assert_eq!(read(none.as_bytes()).files.len(), 0);
    }

    #[test]
    fn both_sides_of_a_conflict_are_read() {
        let text = write(&head(), &BTreeMap::from([entry("a", "1"), entry("c", "3")]));
        let rows = "<<<<<<< HEAD\n{\"path\":\"b\",\"sha256\":\"2\"},\n=======\n{\"path\":\"b\",\"sha256\":\"9\"},\n{\"path\":\"d\",\"sha256\":\"4\"},\n>>>>>>> x\n";
        let at = text.find("{\"path\":\"c\"").unwrap();
        let (before, after) = text.split_at(at);
        for ends in ["\n", "\r\n"] {
            let merged = format!("{before}{rows}{after}").replace('\n', ends);
            let list = read(merged.as_bytes());
            assert!(list.conflict && !list.unread);
            assert_eq!(list.head, head());
            let known = |digests: &[&str], merged| Known {
                digests: digests.iter().map(|d| (*d).to_owned()).collect(),
                merged,
            };
            assert_eq!(list.files["a"], known(&["1"], false));
            assert_eq!(list.files["b"], known(&["2", "9"], true));
            assert_eq!(list.files["c"], known(&["3"], false));
            assert_eq!(list.files["d"], known(&["4"], true));
        }
    }

    #[test]
    fn earlier_lists_are_read() {
        let text = "{\"tool\":\"drplan 0.1.0\",\"output_version\":1,\"files\":[\n  {\"path\":\"a\",\"sha256\":\"1\",\"was\":\"0\",\"objects\":[],\"source\":\"p.drplan:4\"},\n  {\"path\":\"b\",\"sha256\":\"2\"}\n]}\n";
        let digests = |list: &super::List, path: &str| list.files[path].digests.len();
        let list = read(text.as_bytes());
        assert_eq!((digests(&list, "a"), digests(&list, "b")), (2, 1));
        assert_eq!(list.head, Head::default());
        let broken = text.replacen('\n', "\n<<<<<<< HEAD\n", 1);
        let list = read(broken.as_bytes());
        assert_eq!((digests(&list, "a"), digests(&list, "b")), (2, 1));
        assert!(list.conflict);
    }

    #[test]
    fn what_is_no_list_names_nothing() {
        for text in [
            "",
            "\u{fffd}",
            "[]",
            "{}",
            "null",
            "{\"files\":{}}",
            "<<<<<<< ours\n",
        ] {
            let list = read(text.as_bytes());
            assert!(list.files.is_empty() && list.unread, "{text}");
        }
        // Entries that are none are not taken for one.
        let list = read(b"{\"files\":[1,{},[],{\"path\":5},{\"path\":\"a\",\"sha256\":\"1\"}]}");
        assert_eq!(list.files.len(), 1);
        let deep = "[".repeat(1_000_000);
        assert!(read(deep.as_bytes()).unread);
    }
}
