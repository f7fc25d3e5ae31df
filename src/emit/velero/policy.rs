//! Volume policies of a backup set: what it does not copy.

use crate::analyze::Ready;
use crate::analyze::sets::BackupSet;
use crate::emit::bundle::Bundle;
use crate::emit::crd::core;
use crate::emit::crd::velero::{Action, Conditions, CsiDriver, ResourcePolicies, VolumePolicy};
use crate::emit::{names, yaml};
use crate::model::Method;
use k8s_openapi::api::core::v1::ConfigMap;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use std::collections::{BTreeMap, BTreeSet};

/// Volumes that a pod has for itself: what is in them goes with the pod. The names are Velero's, which compares
/// them as they are written (volume_types_conditions.go, v1.18.3). It does not find the files of an `ephemeral`
/// one, whose folder has the name of its claim (GetVolumeDirectory: utils.go): each would fail the backup.
const OF_A_POD: [&str; 2] = ["emptyDir", "ephemeral"];

/// Drivers that write secrets into a pod and have no volumes beside: read as files, a secret would be in the bucket,
/// and nothing can be written to such a volume in a restore.
const OF_SECRETS: [&str; 3] = [
    "csi.cert-manager.io",
    "csi.spiffe.io",
    "secrets-store.csi.k8s.io",
];

/// Writes the policies of a set and gives the name of their ConfigMap; none where it copies all.
pub(in crate::emit) fn emit(
    ready: Ready<'_>,
    set: &BackupSet,
    bundle: &mut Bundle,
) -> Option<String> {
    let claims_alone = ready.analysis().reads_claims_alone(set);
    let policies = policies(set, claims_alone);
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

fn policies(set: &BackupSet, claims_alone: bool) -> Vec<VolumePolicy> {
    if !set.rest && !set.method.copies_volumes() {
        // A policy without a condition matches nothing; every volume has a capacity.
        return vec![skip(Conditions {
            capacity: Some("0,"),
            ..Conditions::default()
        })];
    }
    let mut policies = Vec::new();
    // Nothing else than a policy leaves volumes out of all pods of a set that reads every volume.
    if set.method == Method::FileBackup {
        if claims_alone {
            policies.push(skip(Conditions {
                volume_types: OF_A_POD.to_vec(),
                ..Conditions::default()
            }));
        }
        policies.extend(OF_SECRETS.map(|driver| {
            skip(Conditions {
                csi: Some(CsiDriver { driver }),
                ..Conditions::default()
            })
        }));
    }
    policies.extend(left_out(set).into_iter().map(|label| {
        skip(Conditions {
            pvc_labels: BTreeMap::from([label]),
            ..Conditions::default()
        })
    }));
    policies
}

fn skip(conditions: Conditions) -> VolumePolicy {
    let action = Action { kind: "skip" };
    VolumePolicy { conditions, action }
}

/// Labels of claims that the plan does not copy.
fn left_out(set: &BackupSet) -> BTreeSet<(String, String)> {
    let mut labels = BTreeSet::new();
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
}
