//! What a path in Git shows of what matters to a recovery.

mod charts;
mod claims;
mod classes;
mod encryption;
mod marks;
mod needs;
mod operated;
mod pods;
mod registries;
mod releases;
mod scalers;
mod variables;
mod velero;

pub use charts::Kept;
pub use claims::{Claim, ClaimSpec, Volume};
pub use classes::StorageClass;
pub use encryption::Encryption;
pub use marks::{Mark, On};
pub use needs::{Given, Holder, Need};
pub use operated::{Operated, Start};
pub use pods::{PodVolume, Pods, Source, Written};
pub use releases::Release;
pub use scalers::Scaler;
pub use velero::Velero;
pub(super) use velero::is_known_chart;

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
    /// Volumes that stand in Git themselves.
    pub volumes: Vec<Volume>,
    /// What makes pods.
    pub pods: Vec<Pods>,
    /// Resources whose operators keep data.
    pub operated: Vec<Operated>,
    /// Secrets and ConfigMaps that pods need.
    pub needs: Vec<Need>,
    /// What brings Secrets and ConfigMaps.
    pub given: Given,
    /// What known charts keep on claims.
    pub kept: Vec<Kept>,
    /// What sets how many pods a workload has.
    pub scalers: Vec<Scaler>,
    /// Labels and annotations that name Velero.
    pub marks: Vec<Mark>,
    /// Storage classes that claims ask for, claim templates among them, each with a file.
    pub asked_classes: BTreeMap<String, String>,
    /// Storage classes that are declared.
    pub classes: BTreeSet<String>,
    /// The same, with what is known of them.
    pub storage: Vec<StorageClass>,
    /// Drivers for which a snapshot class is declared.
    pub snapshot_drivers: Vec<String>,
    /// Registries that lie in one region: the region, the name, and a file.
    pub registries: Vec<(String, String, String)>,
    /// Variables without a default that Flux would fill in, each with a file.
    pub variables: BTreeMap<String, String>,
}

/// Reads what a path shows.
pub(super) fn read(files: &Files<'_>, built: &Built) -> Contents {
    Contents {
        overlay: Some(workloads::read_overlay(files, built)),
        namespaces: namespaces(built),
        releases: releases::find_releases(built),
        velero: velero::find_velero(built),
        encrypted: encryption::find_encrypted(built),
        claims: claims::find_claims(files, built),
        volumes: claims::find_volumes(built),
        pods: pods::find_pods(files, built),
        operated: operated::find_operated(built),
        needs: needs::find_needs(built),
        given: needs::given(built),
        kept: charts::find_kept(built),
        scalers: scalers::find_scalers(built),
        marks: marks::find_marks(files, built),
        asked_classes: claims::asked_classes(built),
        classes: built
            .objects
            .iter()
            .filter(|object| object.kind() == "StorageClass")
            .map(|object| object.name().to_owned())
            .collect(),
        storage: classes::find_classes(built),
        snapshot_drivers: classes::snapshot_drivers(built),
        registries: registries::find_registries(built),
        variables: variables::find_variables(built),
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
