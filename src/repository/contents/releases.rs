//! HelmReleases: how often helm-controller tries, and what a release says of its chart.

use crate::repository::built::{Built, Object};
pub(super) use crate::repository::charted::fills;
use crate::repository::yaml::Node;
use std::collections::BTreeMap;

/// A HelmRelease.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Release {
    /// The file.
    pub file: String,
    /// The line there, from 1.
    pub line: u32,
    /// Its name.
    pub name: String,
    /// The namespace that it fills; empty where none is stated.
    pub fills: String,
    /// Its chart.
    pub chart: String,
    /// How often an installation is tried before helm-controller gives up for good; `None` where it
    /// never does (helm-controller 1.6.3, internal/reconcile/atomic_release.go).
    pub tries: Option<u64>,
}

pub(super) fn find_releases(built: &Built) -> Vec<Release> {
    let sources = sources(built);
    let releases = built.of_kind("HelmRelease");
    releases
        .map(|object| Release {
            chart: chart(&sources, object).0.to_owned(),
            file: object.file.clone(),
            line: object.node.at.line,
            name: object.name().to_owned(),
            fills: fills(object).to_owned(),
            tries: tries(&object.node),
        })
        .collect()
}

fn tries(release: &Node) -> Option<u64> {
    let install = release.at(&["spec", "install"]);
    let strategy = install.map_or("", |install| install.text_at(&["strategy", "name"]));
    if strategy == "RetryOnFailure" || strategy.contains("${") {
        return None;
    }
    match install.map_or("", |install| install.text_at(&["remediation", "retries"])) {
        "" => Some(1),
        // Less than zero is without end; what Flux fills in is not shown.
        retries => retries.parse::<u64>().ok().map(|n| n.saturating_add(1)),
    }
}

/// What Helm calls a release (helm-controller 1.6.3, `GetReleaseName`), which is `.Release.Name` in a template.
pub(super) fn helm_name(release: &Object) -> String {
    let said = |key: &str| release.node.text_at(&["spec", key]);
    match (said("releaseName"), said("targetNamespace")) {
        ("", "") => release.name().to_owned(),
        ("", target) => format!("{target}-{}", release.name()),
        (stated, _) => stated.to_owned(),
    }
}

/// What a release says of a value of its chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ChartValue<'a> {
    /// This.
    Text(&'a str),
    /// Nothing, so that the chart decides.
    Absent,
    /// Something that is not shown.
    Open,
}

/// The value at a path of keys. What `valuesFrom` names counts only where the release itself is
/// silent.
pub(super) fn chart_value<'a>(release: &'a Object, path: &[&str]) -> ChartValue<'a> {
    let Some(spec) = release.node.get("spec") else {
        return ChartValue::Open;
    };
    let value = spec.get("values").and_then(|values| values.at(path));
    match value.map(Node::text) {
        Some(Some(text)) if !text.contains("${") => ChartValue::Text(text),
        Some(_) => ChartValue::Open,
        None if spec.get("valuesFrom").is_some() => ChartValue::Open,
        None => ChartValue::Absent,
    }
}

/// OCIRepositories, by name.
pub(super) type Sources<'b> = BTreeMap<&'b str, &'b Object>;

/// The sources of charts at a path; the first of a name counts.
pub(super) fn sources(built: &Built) -> Sources<'_> {
    let mut sources = Sources::new();
    for object in built.of_kind("OCIRepository") {
        sources.entry(object.name()).or_insert(object);
    }
    sources
}

/// The chart of a release and the version that it asks for, also where an OCIRepository says them;
/// no version where that is not shown.
pub(super) fn chart<'b>(sources: &Sources<'b>, release: &'b Object) -> (&'b str, Option<&'b str>) {
    if let Some(spec) = release.node.at(&["spec", "chart", "spec"]) {
        return (
            last(spec.text_at(&["chart"])),
            Some(spec.text_at(&["version"])),
        );
    }
    let name = release.node.text_at(&["spec", "chartRef", "name"]);
    let Some(source) = sources.get(name) else {
        return (name, None);
    };
    let reference = source.node.at(&["spec", "ref"]);
    let said = |key: &str| reference.map_or("", |r| r.text_at(&[key]));
    let version = ["digest", "tag", "semver"].map(said);
    let version = version.into_iter().find(|text| !text.is_empty());
    let chart = last(source.node.text_at(&["spec", "url"]));
    (chart, Some(version.unwrap_or("")))
}

fn last(path: &str) -> &str {
    path.trim_end_matches('/')
        .rsplit('/')
        .next()
        .unwrap_or(path)
}
