//! Repositories that tests read: files in memory, and a directory on disk.

use drplan::repository::tree::Tree;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// Files by path.
pub struct Memory(pub BTreeMap<String, String>);

impl Tree for Memory {
    fn exists(&self, path: &str) -> bool {
        self.0.contains_key(path) || self.list(path).is_some()
    }

    fn read(&self, path: &str) -> Option<String> {
        self.0.get(path).cloned()
    }

    fn list(&self, path: &str) -> Option<Vec<(String, bool)>> {
        let under = if path.is_empty() {
            String::new()
        } else {
            format!("{path}/")
        };
        let below = self.0.keys().filter_map(|file| file.strip_prefix(&under));
        let names: BTreeSet<(String, bool)> = below
            .map(|rest| match rest.split_once('/') {
                Some((folder, _)) => (folder.to_owned(), true),
                None => (rest.to_owned(), false),
            })
            .collect();
        (!names.is_empty()).then(|| names.into_iter().collect())
    }
}

/// A directory on disk.
pub struct Disk(pub PathBuf);

impl Tree for Disk {
    fn exists(&self, path: &str) -> bool {
        self.0.join(path).exists()
    }

    fn read(&self, path: &str) -> Option<String> {
        std::fs::read_to_string(self.0.join(path)).ok()
    }

    fn list(&self, path: &str) -> Option<Vec<(String, bool)>> {
        let entries = std::fs::read_dir(self.0.join(path)).ok()?;
        let mut names: Vec<(String, bool)> = entries
            .map(|entry| {
                let entry = entry.unwrap();
                let name = entry.file_name().to_string_lossy().into_owned();
                (name, entry.path().is_dir())
            })
            .collect();
        names.sort();
        Some(names)
    }
}
