//! Velero, as a HelmRelease or as plain manifests bring it.

use super::releases::{ChartValue, chart, chart_value, sources};
use crate::model::value::{Version, VersionRange};
use crate::repository::built::{Built, Object};
use crate::repository::yaml::Node;

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
    /// Its plugins with their versions.
    pub plugins: Vec<(String, Version)>,
}

pub(super) fn find_velero(built: &Built) -> Option<Velero> {
    let sources = sources(built);
    let release = built.of_kind("HelmRelease").find_map(|release| {
        let (chart, version) = chart(&sources, release);
        (chart == "velero").then(|| of_chart(built, release, version))
    });
    release.or_else(|| of_manifests(built))
}

/// Whether the tables of drplan say what the chart of a release makes.
pub(in crate::repository) fn is_known_chart(built: &Built, release: &Object) -> bool {
    let (chart, _) = chart(&sources(built), release);
    chart == "velero"
}

fn of_chart(built: &Built, release: &Object, chart: Option<&str>) -> Velero {
    let chart = chart.filter(|said| !said.contains("${"));
    let exact = chart.and_then(exact);
    let features = chart_value(release, &["configuration", "features"]);
    let values = release.node.at(&["spec", "values"]);
    let digest = chart_value(release, &["image", "digest"]);
    Velero {
        file: release.file.clone(),
        charted: true,
        namespace: namespace(release),
        deployment: chart
            .and_then(|chart| deployment(release, chart))
            .filter(|_| built.whole),
        version: match (digest, chart_value(release, &["image", "tag"])) {
            (ChartValue::Absent | ChartValue::Text(""), ChartValue::Text(tag)) => {
                tag.trim_start_matches('v').parse().ok()
            }
            (ChartValue::Absent | ChartValue::Text(""), ChartValue::Absent) => {
                exact.and_then(of_chart_version)
            }
            _ => None,
        },
        open_chart: chart
            .filter(|said| exact.is_none() && !said.starts_with("sha256:"))
            .map(str::to_owned),
        crd_job: match chart_value(release, &["upgradeCRDs"]) {
            ChartValue::Text(text) => text != "false",
            ChartValue::Absent => true,
            ChartValue::Open => false,
        },
        node_agent: match chart_value(release, &["deployNodeAgent"]) {
            ChartValue::Text(text) => Some(text == "true"),
            ChartValue::Absent => Some(false),
            ChartValue::Open => None,
        },
        csi: match features {
            _ if release.node.holds("EnableCSI") => Some(true),
            ChartValue::Text(_) | ChartValue::Absent => Some(false),
            ChartValue::Open => None,
        },
        plugins: plugins(values.and_then(|values| values.get("initContainers"))),
    }
}

fn namespace(object: &Object) -> Option<String> {
    let target = object.node.text_at(&["spec", "targetNamespace"]);
    let said = if target.is_empty() {
        object.namespace()
    } else {
        target
    };
    let open = said.is_empty() || said.contains("${");
    (!open).then(|| said.to_owned())
}

/// The chart names the Deployment `velero` since 11.0.0; before it by the release, as Helm does.
fn deployment(release: &Object, chart: &str) -> Option<String> {
    let major: u32 = chart.split('.').next()?.parse().ok()?;
    if major >= 11 {
        return Some("velero".to_owned());
    }
    match chart_value(release, &["fullnameOverride"]) {
        ChartValue::Text("") | ChartValue::Absent => {}
        ChartValue::Text(name) => return Some(name.to_owned()),
        ChartValue::Open => return None,
    }
    let name = match chart_value(release, &["nameOverride"]) {
        ChartValue::Text("") | ChartValue::Absent => "velero",
        ChartValue::Text(name) => name,
        ChartValue::Open => return None,
    };
    let own = release.node.text_at(&["spec", "releaseName"]);
    let target = release.node.text_at(&["spec", "targetNamespace"]);
    let of = match (own, target) {
        ("", "") => release.name().to_owned(),
        ("", target) => format!("{target}-{}", release.name()),
        (own, _) => own.to_owned(),
    };
    if of.contains("${") {
        return None;
    }
    Some(if of.contains(name) {
        of
    } else {
        format!("{of}-{name}")
    })
}

/// The Velero that a chart of vmware-tanzu/helm-charts brings.
fn of_chart_version(chart: Version) -> Option<VersionRange> {
    let minor = match (chart.major, chart.minor) {
        (7, _) => 14,
        (8, _) => 15,
        (9 | 10, _) => 16,
        (11, 0..=3) => 17,
        (11 | 12, _) => 18,
        _ => return None,
    };
    Some(VersionRange::minor(1, minor))
}

/// Plain manifests, as `velero install --dry-run` prints them.
fn of_manifests(built: &Built) -> Option<Velero> {
    let server = built.of_kind("Deployment").find_map(|object| {
        let container = runs(object, "server")?;
        Some((object, container))
    });
    let (object, container) = server?;
    let (_, tag) = image(container.text_at(&["image"]))?;
    let mut agents = built.objects.iter();
    let agent =
        agents.any(|other| other.kind() == "DaemonSet" && runs(other, "node-agent").is_some());
    let pod = object.node.at(&["spec", "template", "spec"]);
    Some(Velero {
        file: object.file.clone(),
        charted: false,
        namespace: namespace(object),
        deployment: Some(object.name().to_owned()).filter(|_| built.whole),
        version: tag.trim_start_matches('v').parse().ok(),
        open_chart: None,
        crd_job: false,
        node_agent: (agent || built.whole).then_some(agent),
        csi: Some(container.holds("EnableCSI")),
        plugins: plugins(pod.and_then(|pod| pod.get("initContainers"))),
    })
}

/// The container of a workload that runs a command of Velero.
fn runs<'o>(object: &'o Object, command: &str) -> Option<&'o Node> {
    let containers = object
        .node
        .at(&["spec", "template", "spec", "containers"])?;
    containers.items().iter().find(|container| {
        let velero = image(container.text_at(&["image"])).is_some_and(|(name, _)| name == "velero");
        velero && container.holds(command)
    })
}

fn plugins(containers: Option<&Node>) -> Vec<(String, Version)> {
    let items = containers.map(Node::items).unwrap_or_default();
    let images = items
        .iter()
        .filter_map(|item| image(item.text_at(&["image"])));
    images
        .filter(|(name, _)| name.starts_with("velero-plugin-for-"))
        .filter_map(|(name, tag)| Some((name.to_owned(), exact(tag)?)))
        .collect()
}

/// The last part of an image's name, and its tag, which may stand before a digest.
fn image(text: &str) -> Option<(&str, &str)> {
    let named = text.split('@').next()?;
    named.rsplit('/').next()?.split_once(':')
}

fn exact(text: &str) -> Option<Version> {
    let plain = text.trim_start_matches('v');
    let three = plain.split('.').count() == 3;
    let range: VersionRange = plain.parse().ok().filter(|_| three)?;
    Some(range.lowest())
}
