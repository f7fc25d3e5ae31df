//! ConfigMaps of Velero's plugins that other plans write to a cluster.

use super::ForeignStage;
use crate::model::Model;
use crate::repository::files::Files;

/// A plugin that is configured by another plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForeignConfig {
    /// The plan.
    pub plan: String,
    /// The path of the cluster.
    pub cluster: String,
    /// The plugin.
    pub plugin: String,
}

/// Those that the stages of other plans apply.
pub(in crate::repository) fn configs(
    files: &Files<'_>,
    stages: &[ForeignStage],
) -> Vec<ForeignConfig> {
    let mut found = Vec::new();
    for stage in stages.iter().filter(|one| one.path.ends_with("/storage")) {
        files.each_yaml(&stage.path, 0, &mut |path, _| {
            for document in files.documents(path).unwrap_or_default().iter() {
                let labels = document.at(&["metadata", "labels"]);
                let marked = labels.filter(|labels| {
                    labels.get("velero.io/plugin-config").is_some()
                        && document.text_at(&["kind"]) == "ConfigMap"
                });
                let entries = marked.map(crate::repository::yaml::Node::entries);
                let entries = entries.unwrap_or_default().iter();
                let plugins =
                    entries.filter(|(_, value)| value.text() == Some("RestoreItemAction"));
                found.extend(plugins.map(|(plugin, _)| ForeignConfig {
                    plan: stage.plan.clone(),
                    cluster: stage.cluster.clone(),
                    plugin: plugin.text().unwrap_or_default().to_owned(),
                }));
            }
        });
    }
    found
}

/// Those that a plan writes which was not built.
pub fn configs_of(model: &Model) -> Vec<ForeignConfig> {
    let recoveries = model.clusters.values();
    let recoveries = recoveries.filter(|cluster| cluster.recovers.is_some());
    let mut found = Vec::new();
    for cluster in recoveries {
        let classes = !cluster.storage_classes.is_empty();
        let images = !cluster.images.is_empty();
        let plugins = [
            ("velero.io/change-storage-class", classes),
            ("velero.io/change-image-name", images),
        ];
        for (plugin, _) in plugins.into_iter().filter(|(_, written)| *written) {
            found.push(ForeignConfig {
                plan: model.plan.name.value.to_string(),
                cluster: cluster.path(),
                plugin: plugin.to_owned(),
            });
        }
    }
    found
}
