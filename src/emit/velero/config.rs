//! What Velero and node-agent read when they start on a recovery cluster.

use crate::analyze::Ready;
use crate::analyze::node_agent::settings;
use crate::analyze::recovery::RecoverySide;
use crate::emit::bundle::{Bundle, NodeAgent};
use crate::emit::crd::core;
use crate::emit::names;
use crate::model::Method;
use k8s_openapi::api::core::v1::Namespace;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use std::collections::BTreeMap;

pub(in crate::emit) fn emit(ready: Ready<'_>, side: &RecoverySide, bundle: &mut Bundle) {
    let model = ready.model();
    let cluster = &side.cluster;
    let namespace = model.plan.velero_namespace();
    let about = format!(
        "cluster {} of plan {}",
        cluster.stated_name(),
        model.plan.name.value
    );
    let mut labels = names::labels(model);
    // The pods of node-agent and of its data movers mount folders of the host: where the API server enforces
    // `baseline` or `restricted` for namespaces without a label, it refuses them (pod-security-admission, v0.34.1).
    labels.insert(
        "pod-security.kubernetes.io/enforce".to_owned(),
        "privileged".to_owned(),
    );
    // The platform that brings Velero usually brings the same Namespace: neither may take it from
    // the other, nor remove it.
    // node-agent reads volumes by their paths on the node, which Pod Security refuses below this level.
    let mut labels = names::labels(model);
    labels.insert(
        "pod-security.kubernetes.io/enforce".to_owned(),
        "privileged".to_owned(),
    );
    let object = Namespace {
        metadata: ObjectMeta {
            name: Some(namespace.to_owned()),
            labels: Some(labels),
            annotations: Some(BTreeMap::from([
                (
                    "kustomize.toolkit.fluxcd.io/prune".to_owned(),
                    "disabled".to_owned(),
                ),
                (
                    "kustomize.toolkit.fluxcd.io/ssa".to_owned(),
                    "IfNotPresent".to_owned(),
                ),
            ])),
            ..ObjectMeta::default()
        },
        ..Namespace::default()
    };
    bundle.add(
        names::shared_file(model, cluster, "velero", "namespace"),
        &about,
        format!("Namespace/{namespace}"),
        cluster.span,
        &core::in_print_order(&object),
    );
    node_agent(ready, side, "velero", bundle);
}

/// Whether the node-agent of a cluster that the author runs reads settings of the plan: where the plan
/// states some, or where one platform brings Velero to this cluster and to those that recover it. Then it is
/// started with the ConfigMap here too, and does not start without it (Velero 1.18.3, `pkg/cmd/cli/nodeagent`).
pub(in crate::emit) fn is_needed(ready: Ready<'_>, side: &RecoverySide) -> bool {
    let stated = &side.cluster;
    if stated.node_agent_config.is_some() || stated.mover_attachments.is_some() {
        return true;
    }
    let analysis = ready.analysis();
    let mut platforms = ready.model().platforms.values();
    let mut sets = analysis.sets_of(&side.cluster);
    platforms.any(|platform| platform.brings_velero)
        && analysis.sides().iter().any(|other| other.manages_apps)
        && sets.any(|set| set.method == Method::Snapshot && set.moves_data)
        && !analysis.observed().node_agents.contains(&side.cluster.id)
}

/// The settings of node-agent. On a cluster whose Velero is the author's only what the plan states of it.
pub(in crate::emit) fn node_agent(
    ready: Ready<'_>,
    side: &RecoverySide,
    stage: &str,
    bundle: &mut Bundle,
) {
    let model = ready.model();
    let cluster = &side.cluster;
    let files = &ready.analysis().observed().files;
    let path = cluster.node_agent_config.as_ref();
    let text = path.and_then(|path| files.get(path.value.as_str()));
    let settings = settings(model, cluster, side.manages_apps, text.map(|text| &**text));
    // What is wrong with the file was refused before.
    let Ok(text) = settings else { return };
    let namespace = model.plan.velero_namespace();
    let about = format!(
        "cluster {} of plan {}",
        cluster.stated_name(),
        model.plan.name.value
    );
    let name = model.plan.node_agent();
    let data = BTreeMap::from([("node-agent-config.json".to_owned(), text.to_string())]);
    let object = core::config_map(
        core::meta(name.clone(), namespace, names::labels(model)),
        data,
    );
    bundle.add(
        names::shared_file(model, cluster, stage, "node-agent"),
        &about,
        format!("ConfigMap/{name}"),
        cluster.span,
        &core::in_print_order(&object),
    );
    bundle.node_agents.push(NodeAgent {
        cluster: cluster.stated_name().to_string(),
        config_map: name,
    });
}
