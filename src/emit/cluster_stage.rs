//! The stage file of a primary: one Flux Kustomization, picked up by the bootstrap root.

use super::crd::flux::{KustomizationSpec, SourceRef};
use super::crd::meta::{Meta, Object};
use super::{Bundle, names};
use crate::analyze::Ready;
use crate::model::Cluster;
use std::collections::BTreeMap;

pub(super) fn emit(ready: &Ready<'_>, cluster: &Cluster, bundle: &mut Bundle) {
    let model = ready.model();
    let plan = &model.plan.name.value;
    let name = format!("{plan}-backup");
    let object = Object {
        api_version: "kustomize.toolkit.fluxcd.io/v1",
        kind: "Kustomization",
        metadata: Meta {
            name: name.clone(),
            namespace: Some(model.plan.flux_namespace().to_owned()),
            labels: names::labels(model),
            annotations: BTreeMap::new(),
        },
        // Without an edge it retries until Velero's kinds are there.
        spec: KustomizationSpec {
            interval: "10m".to_owned(),
            retry_interval: "1m".to_owned(),
            timeout: "5m".to_owned(),
            prune: true,
            path: format!("./{}/backup", names::folder(model, cluster)),
            source_ref: SourceRef {
                kind: "GitRepository",
                name: model.plan.source().to_owned(),
            },
        },
    };
    let folder = cluster.path();
    let folder = if folder.is_empty() {
        String::new()
    } else {
        format!("{folder}/")
    };
    let path = format!("{folder}drplan-{plan}.yaml");
    let about = format!("cluster {} of plan {plan}", cluster.name.value);
    bundle.add(
        path,
        &about,
        format!("Kustomization/{name}"),
        cluster.span,
        &object,
    );
}
