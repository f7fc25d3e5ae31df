//! What `build` prints: what became of each file, and what a person does beside it.

use super::findings::with_findings;
use crate::driver::{Compilation, Wiring};
use crate::operate::Step;
use serde::Serialize;
use serde_json::{Value, json};

/// More files than this are counted and not named.
const NAMED: usize = 20;

/// What became of a file, or would become of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// In a word or two: `wrote`, `removed`, `hand-edited`.
    pub what: &'static str,
    /// The file, below the root.
    pub path: String,
    /// How it differs, as a unified diff, where that is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub diff: Option<String>,
}

impl Change {
    /// Without a difference.
    pub fn new(what: &'static str, path: impl Into<String>) -> Self {
        Self {
            what,
            path: path.into(),
            diff: None,
        }
    }
}

/// What came of a build.
#[derive(Debug, Clone, Default)]
pub struct Built {
    /// How many files the plan has.
    pub files: usize,
    /// The files that differ.
    pub changes: Vec<Change>,
    /// What else is said, a line each.
    pub notes: Vec<String>,
}

/// What was done, a file a line; of many the first, and how many more there are.
pub fn done(changes: &[Change]) -> String {
    let lines = changes.iter().take(NAMED);
    let mut text: String = lines
        .map(|change| format!("{} {}\n", change.what, change.path))
        .collect();
    if let Some(more) = changes.len().checked_sub(NAMED).filter(|more| *more > 0) {
        text.push_str(&format!("and {more} more\n"));
    }
    text
}

/// What differs, every file of it: somebody has to look at each.
pub fn differences(changes: &[Change], named: bool) -> String {
    let mut text = String::new();
    for change in changes {
        if named {
            text.push_str(&format!("{}: {}\n", change.what, change.path));
        }
        text.push_str(change.diff.as_deref().unwrap_or(""));
    }
    text
}

/// A step of a person, with its commands below it.
pub fn step(step: &Step) -> String {
    let why = if step.why.is_empty() {
        String::new()
    } else {
        format!(": {}", step.why)
    };
    let mut text = format!("- {}{why}", step.action);
    for line in step.items.iter().chain(&step.commands) {
        text.push_str(&format!("\n    {line}"));
    }
    text
}

/// Steps as data.
pub(super) fn steps(steps: &[Step]) -> Vec<Value> {
    let one = |step: &Step| {
        json!({
            "do": step.action,
            "why": step.why,
            "items": step.items,
            "commands": step.commands,
            "edit": step.edit.as_ref().map(|edit| json!({
                "file": edit.file,
                "below": edit.below,
                "lines": edit.lines,
            })),
        })
    };
    steps.iter().map(one).collect()
}

/// What is wired by hand, as data.
pub(super) fn wired(wiring: &Wiring) -> Vec<Value> {
    let all = wiring.open.iter().chain(&wiring.unseen);
    steps(&all.cloned().collect::<Vec<Step>>())
}

/// The same as data, with the findings of the plan and the exit code.
pub fn json(compiled: &Compilation, built: &Built, exit: u8) -> String {
    with_findings(
        compiled,
        json!({
            "format_version": 1,
            "exit": exit,
            "files": built.files,
            "changes": built.changes,
            "notes": built.notes,
            "advice": wired(&compiled.wiring),
        }),
    )
}
