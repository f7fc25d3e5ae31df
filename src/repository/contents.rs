//! What a path in Git shows of what matters to a recovery.

mod charts;
mod claims;
mod encryption;
mod hidden;
mod kinds;
mod registries;
mod releases;
mod suspended;
mod variables;
mod velero;

pub use claims::Claim;
pub use encryption::Encryption;
pub use kinds::{Early, Kinds};
pub use releases::Release;
pub use suspended::Suspended;
pub(super) use velero::is_known_chart;
pub use velero::{Started, Velero};

use super::built::Built;
use super::files::Files;
use super::workloads::{self, Overlay};
use std::collections::{BTreeMap, BTreeSet};

/// What a path shows. What is not there is not shown, which does not mean that it is not there.
#[derive(Debug, Clone, Default)]
pub struct Contents {
    /// Its workloads.
    pub overlay: Option<Overlay>,
    /// Namespaces that its objects name; `None` where something may put them elsewhere.
    pub namespaces: Option<BTreeSet<String>>,
    /// HelmReleases.
    pub releases: Vec<Release>,
    /// Velero, where this path brings it.
    pub velero: Option<Velero>,
    /// Encrypted objects: files, and with what.
    pub encrypted: Vec<(String, Encryption)>,
    /// Claims that stand in Git themselves.
    pub claims: Vec<Claim>,
    /// Storage classes that claims ask for, claim templates among them, each with a file.
    pub asked_classes: BTreeMap<String, String>,
    /// Storage classes that are declared.
    pub classes: BTreeSet<String>,
    /// Registries that lie in one region: the region, the name, and a file.
    pub registries: Vec<(String, String, String)>,
    /// Variables without a default that Flux would fill in, each with a file.
    pub variables: BTreeMap<String, String>,
    /// What stands in Git and is not applied to a new cluster.
    pub suspended: Vec<Suspended>,
    /// The kinds of custom resources that it brings.
    pub kinds: Kinds,
    /// Custom resources that are applied before their kinds are there.
    pub early: Vec<Early>,
    /// Whether it may bring objects that it does not show.
    pub hides_objects: bool,
}

/// Reads what a path shows.
pub(super) fn read(files: &Files<'_>, built: &Built) -> Contents {
    Contents {
        overlay: Some(workloads::read_overlay(files, built)),
        namespaces: namespaces(built),
        releases: releases::find_releases(built),
        velero: velero::find_velero(files, built),
        encrypted: encryption::find_encrypted(built),
        claims: claims::find_claims(built),
        asked_classes: claims::asked_classes(built),
        classes: built
            .objects
            .iter()
            .filter(|object| object.kind() == "StorageClass")
            .map(|object| object.name().to_owned())
            .collect(),
        registries: registries::find_registries(built),
        variables: variables::find_variables(built),
        suspended: suspended::find_suspended(built),
        kinds: kinds::find_kinds(built),
        early: kinds::find_early(built),
        hides_objects: hidden::hides_objects(built),
    }
}

fn namespaces(built: &Built) -> Option<BTreeSet<String>> {
    if !built.whole {
        return None;
    }
    let mut names = BTreeSet::new();
    for object in &built.objects {
        let name = match object.kind() {
            "Namespace" => object.name(),
            _ => object.namespace(),
        };
        // A chart may go elsewhere than its release.
        let target = match object.kind() {
            "HelmRelease" => object.node.text_at(&["spec", "targetNamespace"]),
            _ => "",
        };
        let both = [name, target].into_iter().filter(|name| !name.is_empty());
        names.extend(both.map(str::to_owned));
    }
    let open = names.iter().any(|name| name.contains("${"));
    (!names.is_empty() && !open).then_some(names)
}
