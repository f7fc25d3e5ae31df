//! Volume policies of a backup set: what it does not copy.

use crate::analyze::Ready;
use crate::analyze::sets::BackupSet;
use crate::emit::bundle::Bundle;
use crate::emit::crd::core;
use crate::emit::crd::velero::{Action, Conditions, ResourcePolicies, VolumePolicy};
use crate::emit::{names, yaml};
use k8s_openapi::api::core::v1::ConfigMap;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use std::collections::{BTreeMap, BTreeSet};

/// Writes the policies of a set and gives the name of their ConfigMap; none where it copies all.
pub(in crate::emit) fn emit(
    ready: Ready<'_>,
    set: &BackupSet,
    bundle: &mut Bundle,
) -> Option<String> {
    let policies = policies(set);
    if policies.is_empty() {
        return None;
    }
    let model = ready.model();
    let name = format!("{}-volumes", set.schedule_name);
    let text = yaml::to_yaml(&ResourcePolicies {
        version: "v1",
        volume_policies: policies,
    });
    let object = ConfigMap {
        metadata: ObjectMeta {
            name: Some(name.clone()),
            namespace: Some(model.plan.velero_namespace().to_owned()),
            labels: Some(names::labels(model)),
            ..ObjectMeta::default()
        },
        // Velero takes exactly one key, whatever it is called (resource_policies.go, v1.18.3).
        data: Some(BTreeMap::from([("policies.yaml".to_owned(), text)])),
        ..ConfigMap::default()
    };
    let path = names::backup_file(model, &set.cluster, "volumes", &set.name);
    let about = format!(
        "tier {} of plan {}",
        set.tier.name.value, model.plan.name.value
    );
    bundle.add(
        path,
        &about,
        format!("ConfigMap/{name}"),
        set.tier.span,
        &core::in_print_order(&object),
    );
    Some(name)
}

fn policies(set: &BackupSet) -> Vec<VolumePolicy> {
    let skip = || Action { kind: "skip" };
    if !set.rest && !set.method.copies_volumes() {
        // A policy without a condition matches nothing; every volume has a capacity.
        let conditions = Conditions {
            capacity: Some("0,"),
            ..Conditions::default()
        };
        return vec![VolumePolicy {
            conditions,
            action: skip(),
        }];
    }
    let mut labels: BTreeSet<(String, String)> = BTreeSet::new();
    for member in &set.members {
        for workload in &member.block.workloads {
            for volume in workload
                .volumes
                .iter()
                .filter(|volume| !member.copies(workload, volume))
            {
                if let Some(label) = &volume.label {
                    labels.insert((label.0.to_string(), label.1.to_string()));
                }
            }
        }
    }
    labels
        .into_iter()
        .map(|label| VolumePolicy {
            conditions: Conditions {
                pvc_labels: BTreeMap::from([label]),
                ..Conditions::default()
            },
            action: skip(),
        })
        .collect()
}
