//! Snapshot classes that platforms and other plans of the repository declare.

use super::files::Files;
use super::other_plans::plan_folders;
use super::tree::inside;
use crate::model::Model;
use std::collections::BTreeMap;

/// How deep below the path of a platform classes are looked for.
const MAX_DEPTH: usize = 3;

/// A snapshot class of others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SnapshotClass {
    /// The file that declares it.
    pub file: String,
    /// Its driver.
    pub driver: String,
    /// Whether it has the label by which Velero chooses a class.
    pub labelled: bool,
}

/// The label of Velero.
const LABEL: &str = "velero.io/csi-volumesnapshot-class";

pub(super) fn read(files: &Files<'_>, model: &Model) -> BTreeMap<String, SnapshotClass> {
    let mut found = BTreeMap::new();
    let mut take = |path: &str, text: &str| {
        // Most files hold no class: they are not read as YAML.
        let holds = text.contains("VolumeSnapshotClass");
        let objects = holds.then(|| files.documents(path)).flatten();
        for object in objects.iter().flat_map(|all| all.iter()) {
            if object.text_at(&["kind"]) == "VolumeSnapshotClass" {
                let class = object.text_at(&["metadata", "name"]).to_owned();
                let label = object.text_at(&["metadata", "labels", LABEL]);
                found.entry(class).or_insert_with(|| SnapshotClass {
                    file: path.to_owned(),
                    driver: object.text_at(&["driver"]).to_owned(),
                    labelled: label == "true",
                });
            }
        }
    };
    for platform in model.platforms.values() {
        files.each_yaml(platform.path.value.as_str(), MAX_DEPTH, &mut take);
    }
    for other in plan_folders(files, model) {
        // Clusters of another name have classes of their own.
        for cluster in model.primaries() {
            let place = format!("{other}/{}/backup", cluster.name.value);
            files.each_yaml(&inside(model.plan.output(), &place), 0, &mut take);
        }
    }
    found
}
