//! What is installed on a new cluster before Flux is, where the repository shows it: a helmfile in a folder `bootstrap`.

use super::contents::Release;
use super::files::Files;
use super::tree::inside;
use super::words::contains_word;
use super::yaml::{self, Node};
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
    /// The charts of releases that state none: a template takes it from the HelmRelease of the same name.
    charts: BTreeSet<String>,
}

impl Bootstrap {
    /// Whether one of them names a chart.
    pub fn names(&self, chart: &str) -> bool {
        self.charts.contains(chart) || self.texts.iter().any(|text| contains_word(text, chart))
    }

    /// Adds the charts of its releases that state none.
    pub(super) fn complete<'r>(&mut self, releases: impl Iterator<Item = &'r Release>) {
        let documents = self.texts.iter().filter_map(|text| yaml::read(text));
        let bare: BTreeSet<(String, String)> = documents
            .flatten()
            .flat_map(|document| {
                let all = document.get("releases").map(Node::items);
                let all = all.unwrap_or_default().iter();
                let bare = all.filter(|one| one.get("chart").is_none());
                let named = bare.map(|one| {
                    let said = |key: &str| one.text_at(&[key]).to_owned();
                    (said("namespace"), said("name"))
                });
                named.collect::<Vec<_>>()
            })
            .collect();
        let same = |release: &&Release| {
            let mut bare = bare.iter();
            bare.any(|(namespace, name)| {
                let here =
                    namespace.is_empty() || release.fills.is_empty() || *namespace == release.fills;
                here && *name == release.name
            })
        };
        let charts = releases.filter(same).map(|release| release.chart.clone());
        self.charts.extend(charts.filter(|chart| !chart.is_empty()));
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
