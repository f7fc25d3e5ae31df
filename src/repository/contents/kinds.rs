//! Kinds of custom resources: what brings them, and which resources would be applied together with that.

use super::chart_kinds::{groups, is_among};
use super::releases::{Sources, chart, sources};
use crate::repository::built::{Built, Object};
use std::collections::{BTreeMap, BTreeSet};

/// The kinds that a path brings.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Kinds {
    /// Those whose definition stands in it: the group and the kind, and where.
    defined: BTreeMap<(String, String), Brings>,
    /// The groups of those that come with a chart of it, and where the release is.
    charted: BTreeMap<&'static str, Brings>,
    /// The groups and kinds of its objects, each with a file.
    pub used: BTreeMap<(String, String), String>,
}

/// What brings a kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Brings {
    /// The file.
    pub file: String,
    /// The path of the Kustomization that applies it.
    pub path: String,
    /// The chart; `None` for a definition.
    pub chart: Option<String>,
}

impl Kinds {
    /// What of it brings a kind.
    pub fn bring(&self, group: &str, kind: &str) -> Option<&Brings> {
        let defined = self.defined.get(&(group.to_owned(), kind.to_owned()));
        let mut charted = self.charted.iter();
        defined.or_else(|| {
            let (_, brings) = charted.find(|(own, _)| is_among(group, &[own]))?;
            Some(brings)
        })
    }
}

/// A custom resource whose kind comes with a chart that is applied together with it, or after it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Early {
    /// The file.
    pub file: String,
    /// Its group.
    pub group: String,
    /// Its kind.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// The chart.
    pub chart: String,
    /// The file of its release.
    pub release: String,
}

pub(super) fn find_kinds(built: &Built) -> Kinds {
    let sources = sources(built);
    let mut kinds = Kinds::default();
    for object in &built.objects {
        let brings = |chart: Option<&str>| Brings {
            file: object.file.clone(),
            path: built.path_of(object).to_owned(),
            chart: chart.map(str::to_owned),
        };
        match object.kind() {
            "CustomResourceDefinition" => {
                kinds.defined.insert(defined(object), brings(None));
            }
            "HelmRelease" => {
                let (chart, _) = chart(&sources, object);
                for group in groups(&sources, object) {
                    kinds.charted.insert(group, brings(Some(chart)));
                }
            }
            _ => {}
        }
        let used = (object.group().to_owned(), object.kind().to_owned());
        let file = || object.file.clone();
        kinds.used.entry(used).or_insert_with(file);
    }
    kinds
}

fn defined(definition: &Object) -> (String, String) {
    let text = |path: &[&str]| definition.node.text_at(path).to_owned();
    (text(&["spec", "group"]), text(&["spec", "names", "kind"]))
}

/// The first of each chart and group. kustomize-controller applies nothing of a Kustomization before each of its objects
/// passes a dry run, and a definition that stands in it is applied before that (fluxcd/pkg, ssa/manager_apply.go).
pub(super) fn find_early(built: &Built) -> Vec<Early> {
    let sources = sources(built);
    let releases: Vec<_> = built
        .of_kind("HelmRelease")
        .map(|release| (release, groups(&sources, release)))
        .filter(|(_, groups)| !groups.is_empty())
        .collect();
    let defined: BTreeSet<(String, String)> = built
        .of_kind("CustomResourceDefinition")
        .map(defined)
        .collect();
    let mut seen = BTreeSet::new();
    let mut early = Vec::new();
    for object in built
        .objects
        .iter()
        .filter(|object| !object.group().is_empty())
    {
        let id = (object.group().to_owned(), object.kind().to_owned());
        if defined.contains(&id) {
            continue;
        }
        let mut releases = releases.iter().filter(|(release, groups)| {
            // What a ResourceSet makes is tried again until the chart of the Kustomization is there.
            let together = object.set.is_none() || object.set == release.set;
            is_among(object.group(), groups) && together && built.is_below(release.by, object.by)
        });
        let Some((release, _)) = releases.next() else {
            continue;
        };
        if seen.insert((object.group(), release.file.as_str(), release.name())) {
            early.push(one(&sources, object, release));
        }
    }
    early
}

fn one(sources: &Sources<'_>, object: &Object, release: &Object) -> Early {
    Early {
        file: object.file.clone(),
        group: object.group().to_owned(),
        kind: object.kind().to_owned(),
        name: object.name().to_owned(),
        chart: chart(sources, release).0.to_owned(),
        release: release.file.clone(),
    }
}
