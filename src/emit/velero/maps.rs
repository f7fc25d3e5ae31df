//! The ConfigMaps that Velero reads at a restore: storage classes and images of the other cluster.

use crate::analyze::Ready;
use crate::analyze::recovery::RecoverySide;
use crate::emit::bundle::Bundle;
use crate::emit::crd::core;
use crate::emit::names;
use std::collections::BTreeMap;

pub(in crate::emit) fn emit(ready: Ready<'_>, side: &RecoverySide, bundle: &mut Bundle) {
    let cluster = &side.cluster;
    if side.stores.is_empty() {
        return;
    }
    let classes: BTreeMap<String, String> = cluster
        .storage_classes
        .iter()
        .map(|(old, new)| (old.value.to_string(), new.to_string()))
        .collect();
    write_map(
        ready,
        side,
        "storage-classes",
        "velero.io/change-storage-class",
        classes,
        bundle,
    );
    let images: BTreeMap<String, String> = cluster
        .images
        .iter()
        .enumerate()
        .map(|(index, (old, new))| {
            (
                format!("image-{}", index + 1),
                format!("{},{new}", old.value),
            )
        })
        .collect();
    write_map(
        ready,
        side,
        "images",
        "velero.io/change-image-name",
        images,
        bundle,
    );
}

/// Velero finds it by its labels, and refuses every item where two have the same
/// (plugin_config.go, v1.18.3).
fn write_map(
    ready: Ready<'_>,
    side: &RecoverySide,
    what: &str,
    plugin: &str,
    data: BTreeMap<String, String>,
    bundle: &mut Bundle,
) {
    if data.is_empty() {
        return;
    }
    let model = ready.model();
    let cluster = &side.cluster;
    let name = format!("{}-{what}", model.plan.name.value);
    let mut labels = names::labels(model);
    labels.insert("velero.io/plugin-config".to_owned(), String::new());
    labels.insert(plugin.to_owned(), "RestoreItemAction".to_owned());
    let namespace = model.plan.velero_namespace();
    let object = core::config_map(core::meta(name.clone(), namespace, labels), data);
    bundle.add(
        names::stage_file(model, cluster, "storage", what),
        &format!(
            "cluster {} of plan {}",
            cluster.name.value, model.plan.name.value
        ),
        format!("ConfigMap/{name}"),
        cluster.span,
        &core::in_print_order(&object),
    );
}
