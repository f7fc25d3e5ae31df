//! How what is on disk differs from what the plan says.

use super::io::{self, Below, Found};
use super::outputs::{self, Entry};
use crate::emit::Bundle;
use anyhow::Result;
use similar::TextDiff;
use std::collections::BTreeMap;
use std::path::Path;

/// One kind of difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// It is not there.
    Missing,
    /// It is ours, of an earlier plan.
    Changed,
    /// It is ours, and the plan has no use for it any more.
    Stale,
    /// It is ours, and was edited.
    HandEdited,
    /// It is not ours, and stands in the way.
    Unowned,
    /// A symbolic link leads elsewhere.
    Link,
}

impl Kind {
    /// The words in reports.
    pub(super) fn word(self) -> &'static str {
        match self {
            Kind::Missing => "missing",
            Kind::Changed => "changed",
            Kind::Stale => "stale",
            Kind::HandEdited => "hand-edited",
            Kind::Unowned => "unowned file in the way",
            Kind::Link => "symbolic link in the way",
        }
    }

    /// Whether a build stops at it.
    pub(super) fn stops(self) -> bool {
        matches!(self, Kind::HandEdited | Kind::Unowned | Kind::Link)
    }
}

/// One difference.
#[derive(Debug)]
pub(super) struct Drift {
    /// Path below the root.
    pub(super) path: String,
    /// What it is.
    pub(super) kind: Kind,
    /// What is on disk; empty where nothing is.
    pub(super) old: String,
    /// The digest of that.
    pub(super) digest: Option<String>,
}

/// Compares what is on disk with a bundle. `known` is the list of our files.
pub(super) fn compare(
    root: &Path,
    bundle: &Bundle,
    known: &BTreeMap<String, Entry>,
) -> Result<Vec<Drift>> {
    let mut drifts = Vec::new();
    let mut below = Below::new(root);
    for (path, doc) in &bundle.files {
        let without = |kind: Kind| Drift {
            path: path.clone(),
            kind,
            old: String::new(),
            digest: None,
        };
        let bytes = match below.look(path) {
            Found::Link => {
                drifts.push(without(Kind::Link));
                continue;
            }
            Found::Nothing => None,
            Found::Something => io::read_bytes(&root.join(path))?,
        };
        let Some(bytes) = bytes else {
            drifts.push(without(Kind::Missing));
            continue;
        };
        if bytes == doc.text.as_bytes() {
            continue;
        }
        let digest = outputs::digest(&bytes);
        let kind = match known.get(path) {
            Some(entry) if entry.wrote(&digest) => Kind::Changed,
            Some(_) => Kind::HandEdited,
            None => Kind::Unowned,
        };
        let old = String::from_utf8_lossy(&bytes).into_owned();
        drifts.push(Drift {
            path: path.clone(),
            kind,
            old,
            digest: Some(digest),
        });
    }
    for (path, entry) in known {
        if bundle.files.contains_key(path) || !is_plain(path) || below.look(path) == Found::Link {
            continue;
        }
        if let Some(bytes) = io::read_bytes(&root.join(path))? {
            let digest = outputs::digest(&bytes);
            let kind = if entry.wrote(&digest) {
                Kind::Stale
            } else {
                Kind::HandEdited
            };
            let old = String::from_utf8_lossy(&bytes).into_owned();
            drifts.push(Drift {
                path: path.clone(),
                kind,
                old,
                digest: Some(digest),
            });
        }
    }
    drifts.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(drifts)
}

/// A list that somebody else wrote must not make us remove what lies outside the root.
fn is_plain(path: &str) -> bool {
    crate::model::value::RepoPath::new(path).is_ok_and(|plain| plain.as_str() == path)
}

/// A unified diff with the path on both sides.
pub(super) fn unified(path: &str, old: &str, new: &str) -> String {
    TextDiff::from_lines(old, new)
        .unified_diff()
        .context_radius(3)
        .header(&format!("a/{path}"), &format!("b/{path}"))
        .to_string()
}
