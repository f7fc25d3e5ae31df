//! The Components of a plan, and which Kustomization of the author's each is added to.

use crate::analyze::Analysis;
use crate::analyze::effective::Member;
use crate::analyze::hooks::{self, Applier, Reach};
use crate::analyze::paths;
use crate::analyze::recovery::RecoverySide;
use crate::model::{NamespaceName, Workload};
use crate::repository::flux::FluxManifests;
use crate::repository::tree::is_within;
use std::collections::BTreeMap;

/// A Component that the author adds to a Kustomization.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wire {
    /// The path that the Kustomization applies, or the namespace where no path is known.
    pub applied: Applied,
    /// The folder of the Component, seen from the root of the repository.
    pub directory: String,
    /// The Flux Kustomization, where the repository shows it.
    pub place: Option<WirePlace>,
}

/// What a Kustomization applies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Applied {
    /// A path.
    Path(String),
    /// A namespace, from a path that the plan does not name.
    Namespace(String),
}

/// A Flux Kustomization of the author's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WirePlace {
    /// Its file.
    pub file: String,
    /// The line of `spec.path`, from 1.
    pub line: u32,
    /// The path that it applies.
    pub path: String,
    /// Whether it has a list of Components.
    pub has_components: bool,
    /// Whether it applies this one already.
    pub wired: bool,
}

impl Wire {
    /// To the Kustomization of a path, of which nothing more is known.
    pub fn of_path(path: String, directory: String) -> Self {
        Self {
            applied: Applied::Path(path),
            directory,
            place: None,
        }
    }

    /// The Component as a Kustomization names it: relative to the path that it applies.
    pub fn component(&self) -> String {
        let shown = self.place.as_ref().map(|place| place.path.as_str());
        let path = match (&self.applied, shown) {
            (_, Some(path)) => path,
            (Applied::Path(path), None) => path.as_str(),
            (Applied::Namespace(_), None) => return self.directory.clone(),
        };
        format!("{}{}", paths::up(path), self.directory)
    }
}

/// Whether what applies a workload adds a Component: that another Kustomization of the cluster names it has no effect on
/// the workload. `path` is the one of the plan.
pub fn is_wired(
    flux: &FluxManifests,
    applier: Option<&Applier>,
    path: &str,
    directory: &str,
) -> bool {
    let above = || {
        let mut all = flux.flux.iter();
        all.any(|one| is_within(path, &one.path) && one.components.contains(directory))
    };
    let added = match applier {
        None => above(),
        Some(one) if one.listed.contains(directory) => true,
        // As it is applied: a patch of the cluster may have removed what its file says.
        Some(one) => flux
            .adds(&one.path, directory)
            .unwrap_or_else(|| one.wired.contains(directory) || one.object.is_none() && above()),
    };
    added || flux.may_name(directory)
}

/// The workloads of one Component.
#[derive(Debug, Clone)]
pub struct Group<'a> {
    /// The first of its namespaces.
    pub member: &'a Member,
    /// Each workload with its namespace, and how annotations reach its pods.
    pub workloads: Vec<(&'a Member, &'a Workload, Option<&'a Reach>)>,
    /// What applies them, where the repository shows it.
    pub applier: Option<&'a Applier>,
}

/// The Components of a side, by their folder below that of its hooks.
pub fn groups<'a>(analysis: &'a Analysis, side: &'a RecoverySide) -> BTreeMap<String, Group<'a>> {
    let model = analysis.model();
    let mut groups: BTreeMap<String, Group<'a>> = BTreeMap::new();
    for member in analysis.members_of(&side.primary) {
        if member.name.value == NamespaceName::Rest {
            continue;
        }
        let annotated = member.block.workloads.iter();
        for workload in annotated.filter(|one| hooks::annotated(model, member, one)) {
            let reach = hooks::reach(analysis, side, member, workload);
            let group = groups.entry(hooks::folder_of(member, reach));
            let group = group.or_insert_with(|| Group {
                member,
                workloads: Vec::new(),
                applier: None,
            });
            if let Some(Reach::By(found)) = reach {
                group.applier = group.applier.or(Some(&found.applier));
            }
            group.workloads.push((member, workload, reach));
        }
    }
    groups
}

/// The folder of a Component, seen from the root of the repository.
pub fn directory(analysis: &Analysis, side: &RecoverySide, folder: &str) -> String {
    let own = paths::output_of(analysis.model(), &side.cluster);
    format!("{own}/hooks/{folder}")
}

/// Where the author applies the workloads, the author adds the Component. A stage adds it to what it
/// applies itself, and to Kustomizations that this path brings, but not to those that they bring.
pub fn of_group(side: &RecoverySide, group: &Group<'_>, directory: &str) -> Option<Wire> {
    let (member, applier) = (group.member, group.applier);
    let deep = applier.is_some_and(|one| one.inner && one.depth > 1);
    if side.manages_apps && !deep {
        return None;
    }
    let place = applier.and_then(|one| {
        let object = one.object.as_ref()?;
        Some(WirePlace {
            file: object.file.clone(),
            line: object.line,
            path: one.path.clone(),
            has_components: object.has_components,
            wired: one.wired.contains(directory),
        })
    });
    let applied = match (&member.block.apps, applier.filter(|one| one.inner)) {
        (_, Some(inner)) => Applied::Path(inner.path.clone()),
        (Some(apps), None) => Applied::Path(apps.path.value.to_string()),
        (None, None) => Applied::Namespace(member.name.value.as_str().to_owned()),
    };
    Some(Wire {
        applied,
        directory: directory.to_owned(),
        place,
    })
}
