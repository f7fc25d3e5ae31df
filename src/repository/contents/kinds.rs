//! Kinds of custom resources: what brings them, and which resources would be applied together with that.

use super::charts::{groups, is_among};
use super::releases::{Sources, chart, sources};
use crate::repository::built::{Built, Object};
use std::collections::BTreeSet;

/// The kinds that a path brings.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Kinds {
    /// Those whose definition stands in it: the group and the kind.
    defined: BTreeSet<(String, String)>,
    /// The groups of those that come with a chart of it.
    charted: BTreeSet<&'static str>,
}

impl Kinds {
    /// Whether a kind comes from it.
    pub fn bring(&self, group: &str, kind: &str) -> bool {
        let charted: Vec<&str> = self.charted.iter().copied().collect();
        is_among(group, &charted) || self.defined.contains(&(group.to_owned(), kind.to_owned()))
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
    let releases = built.of_kind("HelmRelease");
    Kinds {
        defined: built
            .of_kind("CustomResourceDefinition")
            .map(defined)
            .collect(),
        charted: releases
            .flat_map(|release| groups(&sources, release).iter().copied())
            .collect(),
    }
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
            is_among(object.group(), groups) && built.is_below(release.by, object.by)
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
