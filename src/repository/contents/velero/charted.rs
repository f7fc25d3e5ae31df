//! Velero as the chart of vmware-tanzu/helm-charts brings it (12.1.0, and Chart.yaml of every release).

use super::chart_version::of_chart_version;
use super::flags::{self, AgentConfig, Started};
use super::{Velero, exact, namespace, plugins};
use crate::repository::built::{Built, Object};
use crate::repository::contents::placed::Placement;
use crate::repository::contents::releases::{ChartValue, chart_value};
use crate::repository::contents::secrets::{of_variables, of_volumes, take};
use crate::repository::files::Files;
use crate::repository::yaml::Node;
use std::collections::BTreeSet;

pub(super) fn read(
    files: &Files<'_>,
    built: &Built,
    release: &Object,
    chart: Option<&str>,
) -> Velero {
    let chart = chart.filter(|said| !said.contains("${"));
    let exact = chart.and_then(exact);
    let features = chart_value(release, &["configuration", "features"]);
    let digest = chart_value(release, &["image", "digest"]);
    let first = first_containers(files, release);
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
        agent_config: agent_config(release),
        plugins: plugins::read(&first),
        plugin_names: plugin_names(release, &first),
        open_plugins: plugins::open(&first),
        started: started(release),
        agent: agent(release),
        agent_placement: agent_placement(release),
        agent_pods: match chart_value(release, &["nodeAgent", "podVolumePath"]) {
            ChartValue::Text(path) => Some(path.to_owned()),
            ChartValue::Absent => Some(PODS.to_owned()),
            ChartValue::Open => None,
        },
        secrets: secrets(release),
        cloud: cloud(release),
    }
}

/// The containers that bring plugins: the chart takes a list, or a text that it fills in.
fn first_containers(files: &Files<'_>, release: &Object) -> Vec<Node> {
    let Some(all) = release.node.at(INIT) else {
        return Vec::new();
    };
    let Some(text) = all.text() else {
        return all.items().to_vec();
    };
    let documents = files.inline(text, all.at).unwrap_or_default();
    let items = documents.iter().flat_map(|document| document.items());
    items.cloned().collect()
}

const INIT: &[&str] = &["spec", "values", "initContainers"];

/// All its plugins, where the values show them and its image is that of Velero alone.
fn plugin_names(release: &Object, first: &[Node]) -> Option<BTreeSet<String>> {
    let own = match chart_value(release, &["image", "repository"]) {
        ChartValue::Absent => true,
        ChartValue::Text(text) => plugins::base(text) == "velero",
        ChartValue::Open => false,
    };
    let shown = match release.node.at(INIT) {
        None => chart_value(release, &["initContainers"]) == ChartValue::Absent,
        Some(all) => {
            let text = all.text();
            text.is_none_or(|text| !text.contains("${") && !text.contains("{{"))
        }
    };
    plugins::names(first).filter(|_| own && shown)
}

/// The Secrets that its pods name, and those that hold values of the release: helm-controller installs nothing without them.
fn secrets(release: &Object) -> BTreeSet<String> {
    let mut needed = BTreeSet::new();
    let spec = release.node.get("spec");
    for from in spec
        .and_then(|spec| spec.get("valuesFrom"))
        .map(Node::items)
        .unwrap_or_default()
    {
        if from.text_at(&["kind"]) == "Secret" {
            take(Some(from), "name", &mut needed);
        }
    }
    let Some(values) = spec.and_then(|spec| spec.get("values")) else {
        return needed;
    };
    let credentials = values.get("credentials");
    // The chart makes a Secret of its own where none is named.
    if values.text_at(&["credentials", "useSecret"]) != "false" {
        take(credentials, "existingSecret", &mut needed);
    }
    take(credentials, "extraSecretRef", &mut needed);
    of_volumes(values.get("extraVolumes"), &mut needed);
    of_variables(values.at(&["configuration", "extraEnvVars"]), &mut needed);
    needed
}

/// The Secret that the chart mounts for its plugins, where the author makes it.
fn cloud(release: &Object) -> Option<String> {
    let off = chart_value(release, &["credentials", "useSecret"]) == ChartValue::Text("false");
    match chart_value(release, &["credentials", "existingSecret"]) {
        ChartValue::Text(name) if !name.is_empty() && !off => Some(name.to_owned()),
        ChartValue::Text(_) | ChartValue::Absent | ChartValue::Open => None,
    }
}

/// What the values of the chart become as flags; `extraArgs` stand after all others.
fn started(release: &Object) -> Started {
    let text = |key: &str| match chart_value(release, &["configuration", key]) {
        ChartValue::Text(text) => text,
        ChartValue::Absent | ChartValue::Open => "",
    };
    let mut started = Started {
        uploader: Some(text("uploaderType").to_owned()).filter(|text| !text.is_empty()),
        restore_only: text("restoreOnlyMode") == "true",
        ..Started::default()
    };
    started.stop(text("disableControllers"));
    extra(started, release, "configuration")
}

/// The same of node-agent.
fn agent(release: &Object) -> Started {
    let mut started = Started::default();
    let key = ["configuration", "dataMoverPrepareTimeout"];
    if let ChartValue::Text(text) = chart_value(release, &key) {
        let flag = "data-mover-prepare-timeout";
        started.pace.insert(flag, text.to_owned());
    }
    extra(started, release, "nodeAgent")
}

/// The default of the chart.
const PODS: &str = "/var/lib/kubelet/pods";

fn agent_placement(release: &Object) -> Option<Placement> {
    let spec = release.node.get("spec")?;
    let shown = spec.get("valuesFrom").is_none();
    let values = spec.at(&["values", "nodeAgent"]);
    let placement = values.map(Placement::of).unwrap_or_default();
    shown.then_some(placement)
}

/// With the `extraArgs` below a key.
fn extra(started: Started, release: &Object, of: &str) -> Started {
    let extra = release.node.at(&["spec", "values", of, "extraArgs"]);
    let extra = extra.map(Node::items).unwrap_or_default();
    let extra: Vec<&Node> = extra.iter().collect();
    let started = Started {
        whole: flags::shown(&extra) && !elsewhere(release),
        ..started
    };
    started.with(&flags::words(&extra))
}

/// Values of elsewhere replace a list, and a post-renderer may add to it.
fn elsewhere(release: &Object) -> bool {
    let spec = |key: &str| release.node.at(&["spec", key]);
    spec("postRenderers").is_some() || spec("valuesFrom").is_some()
}

/// By the arguments of node-agent, where the release shows all of them.
fn agent_config(release: &Object) -> AgentConfig {
    let args = release
        .node
        .at(&["spec", "values", "nodeAgent", "extraArgs"]);
    let args: Vec<&Node> = args.map(Node::items).unwrap_or_default().iter().collect();
    let filled = args
        .iter()
        .any(|node| node.text().is_some_and(|text| text.contains("${")));
    // Values of elsewhere replace a list, and a post-renderer may add to it.
    let rendered = release.node.at(&["spec", "postRenderers"]);
    let rendered = rendered.is_some_and(|node| node.holds("node-agent"));
    let elsewhere = release.node.at(&["spec", "valuesFrom"]).is_some();
    if filled || rendered || elsewhere {
        return AgentConfig::NotShown;
    }
    AgentConfig::of(&Started::default().with(&flags::words(&args)))
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
