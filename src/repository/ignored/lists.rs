//! Patterns of what is left out, and what they decide of a file.

use super::{FILE, GIT, Ignored};
use crate::model::ClusterId;
use crate::repository::files::Files;
use crate::repository::tree::{inside, is_within};
use crate::repository::yaml::Position;
use ignore::gitignore::{Gitignore, GitignoreBuilder};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// Patterns that stand together.
#[derive(Debug, Clone)]
pub(super) struct List {
    rules: Gitignore,
    /// What they are for.
    folder: String,
    file: String,
    /// The text of that file.
    text: Rc<str>,
    /// The line before the first of its patterns.
    above: u32,
}

impl List {
    pub(super) fn new(
        folder: &str,
        text: &str,
        (file, whole): (&str, &Rc<str>),
        at: Position,
    ) -> Option<Self> {
        let mut builder = GitignoreBuilder::new("");
        for line in text.lines() {
            // Patterns of a folder are seen from there.
            let line = seen_from(folder, line);
            // A line that is no pattern is no pattern for Flux either.
            let _ = builder.add_line(None, &line);
        }
        Some(Self {
            rules: builder.build().ok()?,
            folder: folder.to_owned(),
            file: file.to_owned(),
            text: whole.clone(),
            above: at.line.saturating_sub(1),
        })
    }
}

/// What decides about the files that drplan writes, whose names follow from the whole plan.
#[derive(Debug, Clone, Default)]
pub struct Lists {
    git: Vec<List>,
    sources: BTreeMap<ClusterId, Vec<List>>,
}

impl Lists {
    /// Whether nothing is left out.
    pub fn is_empty(&self) -> bool {
        self.git.is_empty() && self.sources.is_empty()
    }

    /// Adds what decides about files beside these.
    pub(super) fn add(
        &mut self,
        files: &Files<'_>,
        cluster: ClusterId,
        beside: &BTreeSet<String>,
        said: Vec<List>,
    ) {
        let mut known = BTreeSet::new();
        let mut of = |name: &str| -> Vec<List> {
            let all = beside.iter().flat_map(|path| of_folders(files, path, name));
            // The outermost come first, of whichever file.
            let mut lists: Vec<List> = all.filter(|list| known.insert(list.file.clone())).collect();
            lists.sort_by_key(|list| list.folder.len());
            lists
        };
        let git = of(GIT);
        let mut source = of(FILE);
        source.extend(said);
        let new = |list: &List| self.git.iter().all(|known| known.file != list.file);
        let git: Vec<List> = git.into_iter().filter(new).collect();
        self.git.extend(git);
        self.git.sort_by_key(|list| list.folder.len());
        if !source.is_empty() {
            self.sources.insert(cluster, source);
        }
    }

    /// What leaves out a file that is written for a cluster: Git, or else the source of its Flux.
    pub fn leave_out(&self, cluster: ClusterId, path: &str) -> Option<Ignored> {
        let source = self.sources.get(&cluster);
        decide(&self.git, path).or_else(|| decide(source?, path))
    }
}

/// The last pattern that matches a file decides, if it leaves the file out.
pub(super) fn decide<'l>(
    lists: impl IntoIterator<Item = &'l List, IntoIter: DoubleEndedIterator>,
    path: &str,
) -> Option<Ignored> {
    let over = |list: &&List| list.folder.is_empty() || is_within(path, &list.folder);
    let lists = lists.into_iter().filter(over);
    let decides = lists.rev().find_map(|list| {
        let matched = list.rules.matched_path_or_any_parents(path, false);
        (!matched.is_none()).then_some((list, matched))
    });
    let (list, matched) = decides.filter(|(_, matched)| matched.is_ignore())?;
    let pattern = matched.inner().map_or("", |glob| glob.original());
    // A pattern may stand in a patch, below the line where that begins.
    let lines = (1..).zip(list.text.lines());
    let mut lines = lines.filter(|(line, _)| *line > list.above);
    let line = lines.find(|(_, line)| {
        let line = line.trim();
        !line.is_empty() && (pattern.ends_with(line) || line.contains(pattern))
    });
    let line = line.map_or(list.above, |(line, _)| line);
    Some(Ignored {
        path: path.to_owned(),
        file: list.file.clone(),
        line,
        pattern: pattern.to_owned(),
    })
}

fn seen_from(folder: &str, line: &str) -> String {
    if folder.is_empty() || line.trim().is_empty() || line.starts_with('#') {
        return line.to_owned();
    }
    let (not, pattern) = match line.strip_prefix('!') {
        Some(pattern) => ("!", pattern),
        None => ("", line),
    };
    let inner = pattern.trim_end_matches('/');
    match pattern.strip_prefix('/') {
        Some(pattern) => format!("{not}/{folder}/{pattern}"),
        None if inner.contains('/') => format!("{not}/{folder}/{pattern}"),
        None => format!("{not}/{folder}/**/{pattern}"),
    }
}

/// The lists of the folders above a file, the outermost first.
pub(super) fn of_folders(files: &Files<'_>, path: &str, name: &str) -> Vec<List> {
    let ends = path.match_indices('/').map(|(end, _)| end);
    let folders = std::iter::once("").chain(ends.filter_map(|end| path.get(..end)));
    folders
        .filter_map(|folder| {
            let file = inside(folder, name);
            let text = files.text(&file)?;
            List::new(folder, &text, (&file, &text), Position::default())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::List;
    use crate::repository::yaml::Position;

    fn ignored(folder: &str, text: &str, path: &str) -> bool {
        let whole = std::rc::Rc::from(text);
        let list = List::new(folder, text, ("x", &whole), Position::default()).unwrap();
        let matched = list.rules.matched_path_or_any_parents(path, false);
        matched.is_ignore()
    }

    #[test]
    fn patterns_are_those_of_git() {
        assert!(ignored("", "/*\n!/clusters/\n!/apps\n", "dr/shop/x.yaml"));
        assert!(!ignored("", "/*\n!/clusters/\n", "clusters/dr/x.yaml"));
        assert!(ignored("", "dr/", "a/dr/x.yaml"));
        assert!(!ignored("", "/dr/", "a/dr/x.yaml"));
        assert!(ignored("apps", "/dr", "apps/dr/x.yaml"));
        assert!(ignored("apps", "*.yaml", "apps/web/x.yaml"));
        assert!(!ignored("apps", "/dr", "dr/x.yaml"));
        assert!(!ignored("", "# dr\n\n", "dr/x.yaml"));
    }
}
