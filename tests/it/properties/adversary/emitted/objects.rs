//! One object each: Schedules, Restores, stages.

use super::{Hook, Restore, Schedule, Stage};
use crate::properties::adversary::declared::seconds;
use serde_yaml::Value;

pub(super) fn at<'v>(value: &'v Value, path: &[&str]) -> &'v Value {
    path.iter().fold(value, |value, key| &value[*key])
}

pub(super) fn text(value: &Value, path: &[&str]) -> String {
    at(value, path).as_str().unwrap_or("").to_owned()
}

fn list(value: &Value, path: &[&str]) -> Vec<String> {
    let list = at(value, path).as_sequence().map_or(&[][..], Vec::as_slice);
    list.iter()
        .filter_map(|one| one.as_str().map(str::to_owned))
        .collect()
}

fn flag(value: &Value, path: &[&str]) -> bool {
    at(value, path).as_bool().unwrap_or(false)
}

fn duration(value: &Value, path: &[&str], assumed: f64) -> f64 {
    seconds(&text(value, path))
        .filter(|time| *time > 0.0)
        .unwrap_or(assumed)
}

pub(super) fn schedule(value: &Value) -> Schedule {
    let spec = at(value, &["spec", "template"]);
    let resources = at(spec, &["hooks", "resources"])
        .as_sequence()
        .cloned()
        .unwrap_or_default();
    let notes = ["metadata", "annotations", "velero.io/pod-volume-timeout"];
    Schedule {
        name: text(value, &["metadata", "name"]),
        tier: text(value, &["metadata", "labels", "drplan.dev/tier"]),
        labels: selected(at(spec, &["labelSelector"])),
        line: text(value, &["spec", "schedule"]),
        paused: flag(value, &["spec", "paused"]),
        included: list(spec, &["includedNamespaces"]),
        excluded: list(spec, &["excludedNamespaces"]),
        location: text(spec, &["storageLocation"]),
        ttl: duration(spec, &["ttl"], 2_592_000.0),
        snapshots: flag(spec, &["snapshotVolumes"]),
        moved: flag(spec, &["snapshotMoveData"]),
        files: flag(spec, &["defaultVolumesToFsBackup"]),
        snapshot_timeout: duration(spec, &["csiSnapshotTimeout"], 600.0),
        operation_timeout: duration(spec, &["itemOperationTimeout"], 14_400.0),
        files_timeout: duration(value, &notes, 14_400.0),
        policy: at(spec, &["resourcePolicy", "name"])
            .as_str()
            .map(str::to_owned),
        hooks: resources.iter().flat_map(hook).collect(),
    }
}

/// What a selector asks for.
fn selected(selector: &Value) -> Vec<(String, Vec<String>)> {
    let exact = at(selector, &["matchLabels"]).as_mapping().into_iter();
    let exact = exact.flatten().filter_map(|(key, value)| {
        let value = value.as_str()?.to_owned();
        Some((key.as_str()?.to_owned(), vec![value]))
    });
    let any = at(selector, &["matchExpressions"]).as_sequence();
    let any = any.into_iter().flatten().filter_map(|one| {
        let values = list(one, &["values"]);
        (text(one, &["operator"]) == "In").then(|| (text(one, &["key"]), values))
    });
    exact.chain(any).collect()
}

fn hook(resource: &Value) -> Vec<Hook> {
    let mut total = 0.0;
    for when in ["pre", "post"] {
        let steps = at(resource, &[when])
            .as_sequence()
            .cloned()
            .unwrap_or_default();
        for step in steps {
            total += duration(&step, &["exec", "timeout"], 30.0);
        }
    }
    let selector = at(resource, &["labelSelector"]);
    let expressions = at(selector, &["matchExpressions"]).as_sequence().cloned();
    let named = expressions.unwrap_or_default();
    let pods = named
        .iter()
        .flat_map(|one| list(one, &["values"]))
        .collect();
    let namespaces = list(resource, &["includedNamespaces"]);
    namespaces
        .into_iter()
        .map(|namespace| Hook {
            namespace,
            pods: Vec::clone(&pods),
            seconds: total,
        })
        .collect()
}

pub(super) fn restore(value: &Value) -> Restore {
    let spec = at(value, &["spec"]);
    let included = list(spec, &["includedResources"]);
    let excluded = list(spec, &["excludedResources"]);
    let claims = "persistentvolumeclaims".to_owned();
    let notes = ["metadata", "annotations", "velero.io/pod-volume-timeout"];
    Restore {
        name: text(value, &["metadata", "name"]),
        schedule: text(spec, &["scheduleName"]),
        included: list(spec, &["includedNamespaces"]),
        excluded: list(spec, &["excludedNamespaces"]),
        claims: (included.is_empty() || included.contains(&claims)) && !excluded.contains(&claims),
        operation_timeout: duration(spec, &["itemOperationTimeout"], 14_400.0),
        files_timeout: duration(value, &notes, 14_400.0),
    }
}

pub(super) fn stage(value: &Value) -> Stage {
    let spec = at(value, &["spec"]);
    let needs = at(spec, &["dependsOn"])
        .as_sequence()
        .cloned()
        .unwrap_or_default();
    Stage {
        name: text(value, &["metadata", "name"]),
        path: text(spec, &["path"]).trim_start_matches("./").to_owned(),
        needs: needs.iter().map(|need| text(need, &["name"])).collect(),
        timeout: duration(spec, &["timeout"], 300.0),
        suspended: flag(spec, &["suspend"]),
    }
}
