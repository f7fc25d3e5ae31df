//! ConfigMaps that change what Velero's plugins do in a restore.

use crate::repository::built::Built;

/// A ConfigMap of a plugin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PluginConfig {
    /// The file.
    pub file: String,
    /// Its name.
    pub name: String,
    /// Its namespace; empty where it is not shown.
    pub namespace: String,
    /// The plugin.
    pub plugin: String,
}

/// The mark of such a ConfigMap (pkg/plugin/framework/common/plugin_config.go, v1.18.3).
const MARK: &str = "velero.io/plugin-config";

pub(super) fn find_plugins(built: &Built) -> Vec<PluginConfig> {
    let mut found = Vec::new();
    for object in built.of_kind("ConfigMap") {
        let Some(labels) = object.node.at(&["metadata", "labels"]) else {
            continue;
        };
        if labels.get(MARK).is_none() || labels.get("drplan.dev/plan").is_some() {
            continue;
        }
        let plugins = labels
            .entries()
            .iter()
            .filter(|(_, value)| value.text() == Some("RestoreItemAction"));
        for (plugin, _) in plugins {
            found.push(PluginConfig {
                file: object.file.clone(),
                name: object.name().to_owned(),
                namespace: object.namespace().to_owned(),
                plugin: plugin.text().unwrap_or_default().to_owned(),
            });
        }
    }
    found
}
