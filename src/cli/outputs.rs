//! `.drplan-outputs.json`: what is ours, one line a file.

use crate::emit::Bundle;
use crate::source::SourceMap;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;

/// The form of the emitted files; a change of it is a change of every repository.
pub(super) const OUTPUT_VERSION: u32 = 1;

/// One file of ours.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Entry {
    /// Path below the root.
    pub(super) path: String,
    /// SHA-256 of its bytes.
    pub(super) sha256: String,
    /// What it had before, while a build is under way: a kill leaves one of the two.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) was: Option<String>,
    /// Its objects.
    #[serde(default)]
    pub(super) objects: Vec<String>,
    /// The block that it comes from: `file:line`.
    #[serde(default)]
    pub(super) source: String,
}

impl Entry {
    /// Whether a digest is one that we wrote.
    pub(super) fn wrote(&self, digest: &str) -> bool {
        self.sha256 == digest || self.was.as_deref() == Some(digest)
    }
}

/// The digest of some bytes, in hexadecimal.
pub(super) fn digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// The entries of a bundle; paths of sources as seen from the root where they lie below it.
pub(super) fn entries(bundle: &Bundle, sources: &SourceMap, root: &str) -> BTreeMap<String, Entry> {
    let prefix = if root == "." || root.is_empty() {
        String::new()
    } else {
        format!("{root}/")
    };
    bundle
        .files
        .iter()
        .map(|(path, doc)| {
            let (file, at) = sources.locate(doc.origin);
            let file = file.strip_prefix(&prefix).unwrap_or(file);
            let entry = Entry {
                path: path.clone(),
                sha256: digest(doc.text.as_bytes()),
                was: None,
                objects: doc.objects.clone(),
                source: format!("{file}:{}", at.line),
            };
            (path.clone(), entry)
        })
        .collect()
}

#[derive(Deserialize)]
struct Read {
    files: Vec<Entry>,
}

/// Reads the list; `None` where it is no such list, as after a merge conflict.
pub(super) fn read(bytes: &[u8]) -> Option<BTreeMap<String, Entry>> {
    let read: Read = serde_json::from_slice(bytes).ok()?;
    Some(
        read.files
            .into_iter()
            .map(|entry| (entry.path.clone(), entry))
            .collect(),
    )
}

/// Writes the list: one line an entry, so that a merge meets the lines that differ.
pub(super) fn write(entries: &BTreeMap<String, Entry>) -> String {
    let lines: Vec<String> = entries
        .values()
        .map(|entry| format!("  {}", serde_json::to_string(entry).unwrap_or_default()))
        .collect();
    let version = crate::compile::VERSION;
    format!(
        "{{\"tool\":\"drplan {version}\",\"output_version\":{OUTPUT_VERSION},\"files\":[\n{}\n]}}\n",
        lines.join(",\n")
    )
}
