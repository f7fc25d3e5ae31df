//! How what is on disk differs from what the plan says.

use super::conflict;
use super::io::{self, Content, Root};
use super::outputs::{self, Claims, Known, List};
use super::owned::Owner;
use crate::emit::Bundle;
use anyhow::Result;
use similar::TextDiff;
use std::path::Path;
use std::time::Duration;

/// How long a difference is looked for.
const DIFF_TIME: Duration = Duration::from_secs(2);

/// One kind of difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// It is not there.
    Missing,
    /// It is ours, of an earlier plan.
    Changed,
    /// It is ours, and the plan has no use for it any more.
    Stale,
    /// Two branches built it, and it is what Git made of both.
    Conflict,
    /// It is ours, and was edited.
    HandEdited,
    /// It is not ours, and stands in the way.
    Unowned,
    /// A symbolic link leads elsewhere.
    Link,
    /// It is no file.
    Odd,
}

impl Kind {
    /// The words in reports.
    pub(super) fn word(self) -> &'static str {
        match self {
            Kind::Missing => "missing",
            Kind::Changed => "changed",
            Kind::Stale => "stale",
            Kind::Conflict => "in conflict",
            Kind::HandEdited => "hand-edited",
            Kind::Unowned => "unowned file in the way",
            Kind::Link => "symbolic link in the way",
            Kind::Odd => "not a file, in the way",
        }
    }

    /// Whether a build stops at it.
    pub(super) fn stops(self) -> bool {
        match self {
            Kind::Missing | Kind::Changed | Kind::Stale | Kind::Conflict => false,
            Kind::HandEdited | Kind::Unowned | Kind::Link | Kind::Odd => true,
        }
    }
}

/// One difference.
#[derive(Debug)]
pub(super) struct Drift {
    /// Path below the root.
    pub(super) path: String,
    /// What it is.
    pub(super) kind: Kind,
    /// What is on disk, with our line ends; empty where nothing is.
    pub(super) old: String,
    /// The digest of its very bytes.
    pub(super) seen: Option<String>,
    /// Whether drplan wrote it: without its head a file is never removed.
    pub(super) ours: bool,
}

impl Drift {
    fn without(path: &str, kind: Kind) -> Self {
        Self {
            path: path.to_owned(),
            kind,
            old: String::new(),
            seen: None,
            ours: false,
        }
    }
}

/// What is compared.
pub(super) struct Sides<'a> {
    /// The root.
    pub(super) root: &'a Root,
    /// The plan.
    pub(super) owner: &'a Owner,
    /// What it says.
    pub(super) bundle: &'a Bundle,
    /// What its list names.
    pub(super) list: &'a List,
    /// What its lists at earlier places name.
    pub(super) claims: &'a Claims,
}

/// Compares what is on disk with what a plan says.
pub(super) fn compare(sides: &Sides<'_>) -> Result<Vec<Drift>> {
    let mut drifts = Vec::new();
    for (path, doc) in &sides.bundle.files {
        let new = doc.text.as_bytes();
        let known = sides.list.files.get(path).or(sides.claims.get(path));
        drifts.extend(
            match io::bytes(sides.root, Path::new(path), outputs::LARGEST_FILE)? {
                Content::Nothing => Some(Drift::without(path, Kind::Missing)),
                Content::Link => Some(Drift::without(path, Kind::Link)),
                Content::Odd => Some(Drift::without(path, Kind::Odd)),
                Content::Large(_) => Some(Drift::without(path, Kind::Unowned)),
                Content::Bytes(bytes) => {
                    let same = bytes == new || outputs::plain(&bytes) == outputs::plain(new);
                    (!same).then(|| judge(sides.owner, path, &bytes, known))
                }
            },
        );
    }
    for (path, known) in &sides.list.files {
        if sides.bundle.files.contains_key(path) || !sides.owner.may_own(path) {
            continue;
        }
        // A link or a folder in the place of a file that is not wanted does no harm.
        if let Content::Bytes(bytes) =
            io::bytes(sides.root, Path::new(path), outputs::LARGEST_FILE)?
        {
            let mut drift = judge(sides.owner, path, &bytes, Some(known));
            match drift.kind {
                Kind::Changed => drift.kind = Kind::Stale,
                // The list lies: it is left alone, and no longer listed.
                Kind::Unowned => continue,
                Kind::Missing
                | Kind::Stale
                | Kind::Conflict
                | Kind::HandEdited
                | Kind::Link
                | Kind::Odd => {}
            }
            drifts.push(drift);
        }
    }
    drifts.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(drifts)
}

/// What a file is to the plan that may own it.
pub(super) fn judge(owner: &Owner, path: &str, bytes: &[u8], known: Option<&Known>) -> Drift {
    let old = outputs::plain(bytes);
    let ours = owner.wrote(path, &old);
    let is = |text: &str, known: &Known| known.digests.contains(&outputs::digest(text.as_bytes()));
    let kind = match known {
        None => Kind::Unowned,
        Some(known) if is(&old, known) && ours => Kind::Changed,
        // drplan writes no file without its head, so something else listed this one.
        Some(known) if is(&old, known) => Kind::Unowned,
        Some(known) => {
            let merged = match conflict::sides(&old) {
                None => known.merged,
                Some(sides) => {
                    let built = [&sides.ours, &sides.theirs, &sides.common];
                    known.merged || built.into_iter().any(|side| is(side, known))
                }
            };
            if merged && ours {
                Kind::Conflict
            } else {
                Kind::HandEdited
            }
        }
    };
    Drift {
        path: path.to_owned(),
        kind,
        old: old.into_owned(),
        seen: Some(outputs::digest(bytes)),
        ours,
    }
}

/// A unified diff with the path on both sides.
pub(super) fn unified(path: &str, old: &str, new: &str) -> String {
    let path = io::line(path);
    // Two texts that have nothing in common could take hours; what is found by then is a diff too.
    let mut config = TextDiff::configure();
    let diff = config
        .timeout(DIFF_TIME)
        .diff_lines(old, new)
        .unified_diff()
        .context_radius(3)
        .header(&format!("a/{path}"), &format!("b/{path}"))
        .to_string();
    io::lines(&diff)
}
