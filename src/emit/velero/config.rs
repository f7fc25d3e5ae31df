//! What Velero and node-agent read when they start on a recovery cluster.

use crate::analyze::Ready;
use crate::analyze::drivers;
use crate::analyze::recovery::RecoverySide;
use crate::emit::bundle::{Bundle, NodeAgent};
use crate::emit::crd::core;
use crate::emit::names;
use crate::model::value::region;
use k8s_openapi::api::core::v1::Namespace;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use std::collections::BTreeMap;

pub(in crate::emit) fn emit(ready: Ready<'_>, side: &RecoverySide, bundle: &mut Bundle) {
    let model = ready.model();
    let cluster = &side.cluster;
    let namespace = model.plan.velero_namespace();
    let about = format!(
        "cluster {} of plan {}",
        cluster.name.value, model.plan.name.value
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
        names::stage_file(model, cluster, "velero", "namespace"),
        &about,
        format!("Namespace/{namespace}"),
        cluster.span,
        &core::in_print_order(&object),
    );
    // Without `ignoreDelayBinding` the mover of a class with WaitForFirstConsumer waits for a pod
    // that is held back until the mover is done (V54).
    let loads = cluster.loads_per_node();
    let mut settings = serde_json::json!({
        "loadConcurrency": { "globalConfig": loads },
        "restorePVC": { "ignoreDelayBinding": true },
    });
    // With it each mover chooses the node of its volume, and the volumes of one pod would be in several zones. Where
    // disks know of zones, the cloud labels its nodes with them; elsewhere no node may have the label.
    let mut drivers = model.snapshots.values();
    let zonal = drivers.any(|snapshots| drivers::is_zonal(&snapshots.driver.value));
    let zone = cluster.zone.as_ref().filter(|_| zonal);
    if let (Some(zone), Some(settings)) = (zone, settings.as_object_mut()) {
        let within = serde_json::json!({
            "key": "topology.kubernetes.io/zone",
            "operator": "In",
            "values": labels_of(&cluster.region.value, &zone.value),
        });
        let affinity = serde_json::json!([{ "nodeSelector": { "matchExpressions": [within] } }]);
        settings.insert("loadAffinity".to_owned(), affinity);
    }
    let name = model.plan.node_agent();
    let data = BTreeMap::from([("node-agent-config.json".to_owned(), settings.to_string())]);
    let object = core::config_map(
        core::meta(name.clone(), namespace, names::labels(model)),
        data,
    );
    bundle.add(
        names::stage_file(model, cluster, "velero", "node-agent"),
        &about,
        format!("ConfigMap/{name}"),
        cluster.span,
        &core::in_print_order(&object),
    );
    bundle.node_agents.push(NodeAgent {
        cluster: cluster.name.value.to_string(),
        config_map: name,
    });
}

/// The labels that nodes of a zone may have. A zone is written as `us-west-2a` or, beside its region, as `a` or `1`;
/// nodes have the whole name, of which clouds put a `-` between the region and the zone, or do not.
fn labels_of(region: &str, zone: &str) -> Vec<String> {
    let region = region::canonical(region);
    if zone.starts_with(&region) {
        return vec![zone.to_owned()];
    }
    vec![
        zone.to_owned(),
        format!("{region}-{zone}"),
        format!("{region}{zone}"),
    ]
}
