//! Storage classes and snapshot classes.

use super::claims::texts;
use crate::repository::built::Built;
use crate::repository::yaml::Node;
use std::collections::BTreeSet;

/// A StorageClass in Git.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StorageClass {
    /// The file.
    pub file: String,
    /// Its name.
    pub name: String,
    /// What makes its volumes: a CSI driver, or a provisioner that is none.
    pub provisioner: String,
    /// Whether its volumes are made once a pod needs them.
    pub waits: bool,
    /// Whether claims that name no class get it.
    pub default: bool,
}

/// The annotation of the default class, and the one that it had before.
const DEFAULT: [&str; 2] = [
    "storageclass.kubernetes.io/is-default-class",
    "storageclass.beta.kubernetes.io/is-default-class",
];

pub(super) fn find_classes(built: &Built) -> Vec<StorageClass> {
    let classes = built.of_kind("StorageClass");
    classes
        .map(|object| {
            let annotations = texts(&object.node, "annotations");
            let is_true = |key: &&str| annotations.get(*key).is_some_and(|text| text == "true");
            StorageClass {
                file: object.file.clone(),
                name: object.name().to_owned(),
                provisioner: object.node.text_at(&["provisioner"]).to_owned(),
                waits: object.node.text_at(&["volumeBindingMode"]) == "WaitForFirstConsumer",
                default: DEFAULT.iter().any(is_true),
            }
        })
        .collect()
}

/// Storage classes that the values of charts declare: names below a key that speaks of them, which charts of drivers
/// write in many forms (`storageClass`, `storageClasses`, `cephBlockPools[].storageClass`).
pub(super) fn find_chart_classes(built: &Built) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for release in built.of_kind("HelmRelease") {
        if let Some(values) = release.node.at(&["spec", "values"]) {
            names_below(values, false, &mut found);
        }
    }
    found
}

fn names_below(node: &Node, of_class: bool, found: &mut BTreeSet<String>) {
    for item in node.items() {
        names_below(item, of_class, found);
    }
    for (key, value) in node.entries() {
        let key = key.text().unwrap_or_default();
        let name = value.text().filter(|_| of_class && key == "name");
        found.extend(name.map(str::to_owned));
        let speaks = key.to_ascii_lowercase().contains("storageclass");
        names_below(value, speaks, found);
    }
}

/// Storage classes that the values of charts name, to ask for claims of them or to make them.
pub(super) fn find_charted_classes(built: &Built) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for release in built.of_kind("HelmRelease") {
        if let Some(values) = release.node.at(&["spec", "values"]) {
            texts_of_class(values, &mut found);
        }
    }
    found
}

fn texts_of_class(node: &Node, found: &mut BTreeSet<String>) {
    for item in node.items() {
        texts_of_class(item, found);
    }
    for (key, value) in node.entries() {
        let key = key.text().unwrap_or_default().to_ascii_lowercase();
        let text = value.text().filter(|_| key.contains("storageclass"));
        found.extend(text.map(str::to_owned));
        texts_of_class(value, found);
    }
}

/// The drivers of snapshot classes.
pub(super) fn snapshot_drivers(built: &Built) -> Vec<String> {
    let classes = built.of_kind("VolumeSnapshotClass");
    let drivers = classes.map(|object| object.node.text_at(&["driver"]).to_owned());
    drivers.collect()
}
