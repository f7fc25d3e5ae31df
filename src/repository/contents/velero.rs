//! Velero, as a HelmRelease or as plain manifests bring it.

mod chart_version;
mod charted;
mod flags;
mod hidden;
mod plain;
mod plugins;

use super::placed::Placement;
use super::releases::{chart, fills, sources};
use crate::model::value::{Version, VersionRange};
use crate::repository::built::{Built, Object};
use crate::repository::files::Files;
pub use flags::{AgentConfig, Started};
pub use hidden::MayInstall;
pub(super) use hidden::may_install;
use std::collections::BTreeSet;

/// Velero on a cluster; what is `None` is not shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Velero {
    /// The file.
    pub file: String,
    /// Whether a chart brings it.
    pub charted: bool,
    /// Where it runs.
    pub namespace: Option<String>,
    /// The name of its Deployment.
    pub deployment: Option<String>,
    /// Its version; every patch of a minor where only the chart's version says it.
    pub version: Option<VersionRange>,
    /// What the release states about the chart's version, where that is more than one.
    pub open_chart: Option<String>,
    /// Whether a Job of the chart brings the CRDs once more.
    pub crd_job: bool,
    /// Whether node-agent comes with it.
    pub node_agent: Option<bool>,
    /// Whether `EnableCSI` is among its features.
    pub csi: Option<bool>,
    /// The ConfigMap that node-agent is started with.
    pub agent_config: AgentConfig,
    /// Its plugins with their versions.
    pub plugins: Vec<(String, Version)>,
    /// The names of all its plugins; `None` where its image, or that of another container, may hold any.
    pub plugin_names: Option<BTreeSet<String>>,
    /// Images of plugins that name no version.
    pub open_plugins: Vec<String>,
    /// What its server is started with.
    pub started: Started,
    /// What node-agent is started with.
    pub agent: Started,
    /// On which nodes node-agent runs, where that is shown.
    pub agent_placement: Option<Placement>,
    /// Where node-agent finds the volumes of pods on a node, where that is shown.
    pub agent_pods: Option<String>,
    /// Secrets without which it does not start, or is not installed.
    pub secrets: BTreeSet<String>,
    /// The Secret whose key `cloud` opens the buckets of locations that name none.
    pub cloud: Option<String>,
}

pub(super) fn find_velero(files: &Files<'_>, built: &Built) -> Option<Velero> {
    let sources = sources(built);
    let release = built.of_kind("HelmRelease").find_map(|release| {
        let (chart, version) = chart(&sources, release);
        (chart == "velero").then(|| charted::read(files, built, release, version))
    });
    release.or_else(|| plain::read(built))
}

/// The Kustomization that brings Velero, by its place.
pub(in crate::repository) fn velero_of(built: &Built) -> Option<usize> {
    let sources = sources(built);
    let mut releases = built.of_kind("HelmRelease");
    let release = releases.find(|release| chart(&sources, release).0 == "velero");
    release.or_else(|| plain::server(built)).map(|one| one.by)
}

/// Tells whether the chart of a release is Velero's, of which all is known that it makes.
pub(in crate::repository) fn is_velero_chart(built: &Built) -> impl Fn(&Object) -> bool {
    let sources = sources(built);
    move |release| chart(&sources, release).0 == "velero"
}

fn namespace(object: &Object) -> Option<String> {
    let said = fills(object);
    let open = said.is_empty() || said.contains("${");
    (!open).then(|| said.to_owned())
}

fn exact(text: &str) -> Option<Version> {
    let plain = text.trim_start_matches('v');
    let three = plain.split('.').count() == 3;
    let range: VersionRange = plain.parse().ok().filter(|_| three)?;
    Some(range.lowest())
}
