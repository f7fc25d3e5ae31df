//! What is installed on a new cluster before Flux is, where the repository shows it: a helmfile in a folder `bootstrap`.

use super::files::Files;
use super::tree::inside;
use super::words::contains_word;
use std::collections::BTreeSet;
use std::rc::Rc;

/// The folder.
const FOLDER: &str = "bootstrap";
/// Where it stands in many repositories, whatever the paths of their clusters are.
const COMMON: &str = "kubernetes/bootstrap";
/// How deep below it files are looked for.
const MAX_DEPTH: usize = 3;

/// The helmfiles of a repository.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bootstrap {
    texts: Vec<Rc<str>>,
}

impl Bootstrap {
    /// Whether one of them names a chart.
    pub fn names(&self, chart: &str) -> bool {
        self.texts.iter().any(|text| contains_word(text, chart))
    }

    /// Whether the repository shows anything of it.
    pub fn is_shown(&self) -> bool {
        !self.texts.is_empty()
    }

    fn take(&mut self, files: &Files<'_>, folder: &str, depth: usize) {
        for (name, is_directory) in files.list(folder).unwrap_or_default() {
            let path = inside(folder, &name);
            if is_directory && depth > 0 {
                self.take(files, &path, depth - 1);
            } else if !is_directory && path.contains("helmfile") {
                self.texts.extend(files.text(&path));
            }
        }
    }
}

/// Reads them: the folder stands in the root, or beside something of a cluster, whose paths are `paths`.
pub(super) fn read<'p>(files: &Files<'_>, paths: impl Iterator<Item = &'p str>) -> Bootstrap {
    let mut folders = BTreeSet::from([FOLDER.to_owned(), COMMON.to_owned()]);
    for path in paths {
        let ends = path.match_indices('/').map(|(end, _)| end);
        let above = ends.chain([path.len()]).filter_map(|end| path.get(..end));
        folders.extend(above.map(|folder| inside(folder, FOLDER)));
    }
    let mut bootstrap = Bootstrap::default();
    for folder in folders {
        bootstrap.take(files, &folder, MAX_DEPTH);
    }
    bootstrap
}
