//! Names, labels and places that several manifests share.

use crate::analyze::paths;
pub(in crate::emit) use crate::analyze::paths::{output_of as folder, shared_of as shared, up};
use crate::model::{Cluster, Model, Store};
use std::collections::BTreeMap;

/// The file of all guarantees.
pub(in crate::emit) fn report(model: &Model) -> String {
    format!("{}/report.html", paths::output(model))
}

pub(in crate::emit) fn lock(model: &Model) -> String {
    format!("{}/guarantees.lock", paths::output(model))
}

/// The name of a storage location.
pub(in crate::emit) fn location(model: &Model, store: &Store) -> String {
    format!("{}-{}", model.plan.name.value, store.name.value)
}

/// Labels of every object.
pub(in crate::emit) fn labels(model: &Model) -> BTreeMap<String, String> {
    BTreeMap::from([
        (
            "app.kubernetes.io/managed-by".to_owned(),
            "drplan".to_owned(),
        ),
        (
            "drplan.dev/plan".to_owned(),
            model.plan.name.value.to_string(),
        ),
    ])
}

/// The file of an object of the backup side.
pub(in crate::emit) fn backup_file(
    model: &Model,
    cluster: &Cluster,
    what: &str,
    name: &str,
) -> String {
    format!(
        "{}/backup/{what}-{name}.yaml",
        paths::output_of(model, cluster)
    )
}

/// What a namespace of the plan is called on a cluster.
pub(in crate::emit) fn namespace_on(cluster: &Cluster, namespace: &str) -> String {
    cluster.called(namespace).to_owned()
}

/// The file of an object of a stage that the recoveries on one cluster have in common.
pub(in crate::emit) fn shared_file(
    model: &Model,
    cluster: &Cluster,
    stage: &str,
    name: &str,
) -> String {
    format!("{}/{stage}/{name}.yaml", paths::shared_of(model, cluster))
}

/// The file of an object of any stage.
pub(in crate::emit) fn stage_file(
    model: &Model,
    cluster: &Cluster,
    stage: &str,
    name: &str,
) -> String {
    format!("{}/{stage}/{name}.yaml", paths::output_of(model, cluster))
}
