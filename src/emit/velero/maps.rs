//! The ConfigMaps that Velero reads at a restore: storage classes and images of the other cluster.

use crate::analyze::Ready;
use crate::analyze::recovery::{Mapped, RecoverySide};
use crate::emit::bundle::Bundle;
use crate::emit::crd::core;
use crate::emit::names;
use std::collections::BTreeMap;

pub(in crate::emit) fn emit(ready: Ready<'_>, side: &RecoverySide, bundle: &mut Bundle) {
    if side.stores.is_empty() && side.cluster.site.is_none() {
        return;
    }
    write_map(
        ready,
        side,
        "storage-classes",
        "velero.io/change-storage-class",
        Mapped::Classes.of_side(side),
        bundle,
    );
    let images: BTreeMap<String, String> = images(side)
        .into_iter()
        .enumerate()
        .map(|(index, (old, new))| (format!("image-{}", index + 1), format!("{old},{new}")))
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

/// In the order in which the plan states them, and after these the ways back.
fn images(side: &RecoverySide) -> Vec<(String, String)> {
    let mut all = Mapped::Images.of_side(side);
    let stated = Mapped::Images.of_cluster(&side.cluster).iter();
    let mut rows: Vec<(String, String)> = stated
        .filter_map(|(old, _)| all.remove_entry(&*old.value))
        .collect();
    rows.extend(all);
    rows
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
    // Each of several recoveries has storage of its own, and all of them have one map: it is there before every Restore.
    let stage = match cluster.site {
        Some(_) => "velero",
        None => "storage",
    };
    let mut labels = names::labels(model);
    labels.insert("velero.io/plugin-config".to_owned(), String::new());
    labels.insert(plugin.to_owned(), "RestoreItemAction".to_owned());
    let namespace = model.plan.velero_namespace();
    let object = core::config_map(core::meta(name.clone(), namespace, labels), data);
    bundle.add(
        names::shared_file(model, cluster, stage, what),
        &format!(
            "cluster {} of plan {}",
            cluster.stated_name(),
            model.plan.name.value
        ),
        format!("ConfigMap/{name}"),
        cluster.span,
        &core::in_print_order(&object),
    );
}
