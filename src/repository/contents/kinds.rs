//! Kinds of custom resources: what brings them, and which resources would be applied together with that.

use super::chart_kinds::{groups, is_among};
use super::releases::{Sources, chart, sources};
use crate::repository::built::{Built, Object};
use crate::repository::yaml::Node;
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
    /// The versions that its definitions serve, by group and kind.
    served: BTreeMap<(String, String), BTreeSet<String>>,
    /// The versions that its objects are in, by group and kind, each with the first of them.
    pub versions: BTreeMap<(String, String, String), InVersion>,
}

/// An object in a version of its kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InVersion {
    /// Its name.
    pub name: String,
    /// The file.
    pub file: String,
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

    /// The versions of a kind that a definition of it serves; `None` where none stands in it, or it states none.
    pub fn serves(&self, group: &str, kind: &str) -> Option<&BTreeSet<String>> {
        let served = self.served.get(&(group.to_owned(), kind.to_owned()));
        served.filter(|versions| !versions.is_empty())
    }

    /// Whether a chart of it brings kinds of a group.
    pub fn is_charted(&self, group: &str) -> bool {
        self.charted.keys().any(|own| is_among(group, &[own]))
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
                let known = kinds.served.entry(defined(object)).or_default();
                known.extend(served(object));
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
        let (group, kind) = used.clone();
        let version = object.node.text_at(&["apiVersion"]);
        let version = version.rsplit('/').next().unwrap_or_default();
        let first = || InVersion {
            name: object.name().to_owned(),
            file: object.file.clone(),
        };
        let id = (group, kind, version.to_owned());
        kinds.versions.entry(id).or_insert_with(first);
        kinds.used.entry(used).or_insert_with(file);
    }
    kinds
}

/// The versions of a definition that are not switched off.
fn served(definition: &Object) -> Vec<String> {
    let versions = definition.node.at(&["spec", "versions"]);
    let versions = versions.map(Node::items).unwrap_or_default().iter();
    let served = versions.filter(|one| one.text_at(&["served"]) != "false");
    served
        .map(|one| one.text_at(&["name"]).to_owned())
        .collect()
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
