//! A walk over the folders of a repository, bounded, since it may be anybody's.

use crate::cli::io::{Kind, Root};
use crate::cli::old::stage_plan;
use crate::cli::outputs;
use std::collections::{BTreeSet, VecDeque};
use std::path::{Path, PathBuf};

/// How deep folders are looked into; the number of folders ends a walk much sooner.
const MAX_DEPTH: usize = 32;
/// How many folders are looked into, those nearest to the root first.
const MAX_FOLDERS: usize = 4_096;

/// What a walk found; paths are below the root.
#[derive(Debug, Default)]
pub(super) struct Walk {
    /// Lists of outputs.
    pub(super) lists: Vec<String>,
    /// Stage files, by their names.
    pub(super) stages: Vec<String>,
    /// Folders that hold a plan file.
    pub(super) plans: BTreeSet<String>,
    /// Whether every folder was looked into.
    pub(super) whole: bool,
}

/// Walks over a repository. Links are not followed, and hidden folders are not looked into.
pub(super) fn walk(root: &Root) -> Walk {
    let mut found = Walk {
        whole: true,
        ..Walk::default()
    };
    let mut queue = VecDeque::from([(PathBuf::new(), 0)]);
    let mut folders = 0;
    while let Some((folder, depth)) = queue.pop_front() {
        folders += 1;
        if folders > MAX_FOLDERS {
            found.whole = false;
            break;
        }
        let Ok(names) = root.list(&folder) else {
            found.whole = false;
            continue;
        };
        for (name, kind) in names.unwrap_or_default() {
            let path = folder.join(&name);
            let (Some(name), Some(text)) = (name.to_str(), path.to_str()) else {
                continue;
            };
            match kind {
                Kind::Directory if name.starts_with('.') || name == "node_modules" => {}
                Kind::Directory if depth == MAX_DEPTH => found.whole = false,
                Kind::Directory => queue.push_back((path, depth + 1)),
                Kind::File if name == outputs::LIST => found.lists.push(text.replace('\\', "/")),
                Kind::File if stage_plan(name).is_some() => {
                    found.stages.push(text.replace('\\', "/"));
                }
                Kind::File | Kind::Link
                    if Path::new(name).extension().is_some_and(|e| e == "drplan") =>
                {
                    let folder = folder.to_string_lossy().replace('\\', "/");
                    found.plans.insert(folder);
                }
                Kind::File | Kind::Link | Kind::Other => {}
            }
        }
    }
    found
}
