//! Velero as plain manifests, as `velero install --dry-run` prints them.

use super::flags::{self, AgentConfig, Started};
use super::plugins::{self, image};
use super::{Velero, namespace};
use crate::repository::built::{Built, Object};
use crate::repository::contents::placed::Placement;
use crate::repository::contents::secrets::of_pod;
use crate::repository::yaml::Node;
use std::collections::BTreeSet;

pub(super) fn read(built: &Built) -> Option<Velero> {
    let server = built.of_kind("Deployment").find_map(|object| {
        let container = runs(object, "server")?;
        Some((object, container))
    });
    let (object, container) = server?;
    let (_, tag) = image(container.text_at(&["image"]))?;
    let agents = built.of_kind("DaemonSet");
    let agents: Vec<&Node> = agents.filter_map(|one| runs(one, "node-agent")).collect();
    let agent = !agents.is_empty();
    let mut daemons = built.of_kind("DaemonSet");
    let daemon = daemons.find(|one| runs(one, "node-agent").is_some());
    let agent_pod = daemon.and_then(|one| one.node.at(&["spec", "template", "spec"]));
    let agent_config = agents
        .first()
        .map(|agent| AgentConfig::of(&started(&[agent])));
    let first = object
        .node
        .at(&["spec", "template", "spec", "initContainers"])
        .map(Node::items)
        .unwrap_or_default();
    let mut secrets = BTreeSet::new();
    if let Some(pod) = object.node.at(&["spec", "template", "spec"]) {
        of_pod(pod, &mut secrets);
    }
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
        agent_config: agent_config.unwrap_or_default(),
        plugins: plugins::read(first),
        plugin_names: plugins::names(first),
        open_plugins: plugins::open(first),
        started: started(&[container]),
        agent: started(&agents),
        agent_placement: agent_pod.map(Placement::of),
        agent_pods: agent_pod.and_then(agent_pods),
        secrets,
        cloud: None,
    })
}

/// The folder of the node that `velero install` mounts as `host-pods`.
fn agent_pods(pod: &Node) -> Option<String> {
    let mut volumes = pod.get("volumes")?.items().iter();
    let pods = volumes.find(|one| one.text_at(&["name"]) == "host-pods")?;
    Some(pods.text_at(&["hostPath", "path"]).to_owned())
}

/// What containers are started with.
fn started(containers: &[&Node]) -> Started {
    let of = |container: &&Node| ["command", "args"].map(|key| container.get(key).cloned());
    let words: Vec<Node> = containers.iter().flat_map(of).flatten().collect();
    let words: Vec<&Node> = words.iter().flat_map(Node::items).collect();
    let started = Started {
        whole: flags::shown(&words),
        ..Started::default()
    };
    started.with(&flags::words(&words))
}

/// The Deployment of its server.
pub(super) fn server(built: &Built) -> Option<&Object> {
    let mut all = built.of_kind("Deployment");
    all.find(|object| runs(object, "server").is_some())
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
