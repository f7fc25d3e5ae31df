//! The code itself: layers, circles, the tables of the language, and what the documentation says of files.

mod circles;
mod docs;
mod layers;
mod model;
mod mutations;
mod paper;
mod schema;
mod words;

use crate::support::harness::project_root;
use std::path::{Path, PathBuf};

/// Every source file of the crate, by its path from the root, with its text.
fn sources() -> Vec<(String, String)> {
    fn walk(directory: &Path, found: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|ext| ext == "rs") {
                found.push(path);
            }
        }
    }
    let mut files = Vec::new();
    walk(&project_root().join("src"), &mut files);
    files.sort();
    files
        .into_iter()
        .map(|path| {
            let name = path
                .strip_prefix(project_root())
                .unwrap()
                .to_string_lossy()
                .into_owned();
            (name, std::fs::read_to_string(path).unwrap())
        })
        .collect()
}
