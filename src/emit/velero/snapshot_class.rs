//! Snapshot classes of a primary.

use crate::analyze::Ready;
use crate::emit::bundle::Bundle;
use crate::emit::crd::meta::Meta;
use crate::emit::crd::snapshot::VolumeSnapshotClass;
use crate::emit::names;
use crate::model::{Cluster, Deletion};
use std::collections::BTreeMap;

pub(in crate::emit) fn emit(ready: Ready<'_>, cluster: &Cluster, bundle: &mut Bundle) {
    let model = ready.model();
    if ready.analysis().sets_of(cluster).next().is_none() {
        return;
    }
    for snapshots in model.snapshots.values() {
        let mut labels = names::labels(model);
        // Velero takes the class with this label for the driver of a claim.
        labels.insert(
            "velero.io/csi-volumesnapshot-class".to_owned(),
            "true".to_owned(),
        );
        let name = snapshots.class().to_string();
        let deletion = snapshots
            .deletion
            .as_ref()
            .map_or(Deletion::Retain, |d| d.value);
        let object = VolumeSnapshotClass {
            api_version: "snapshot.storage.k8s.io/v1",
            kind: "VolumeSnapshotClass",
            metadata: Meta {
                name: name.clone(),
                namespace: None,
                labels,
                annotations: BTreeMap::new(),
            },
            driver: snapshots.driver.value.to_string(),
            deletion_policy: match deletion {
                Deletion::Retain => "Retain",
                Deletion::Delete => "Delete",
            },
            parameters: snapshots
                .parameters
                .iter()
                .map(|pair| (pair.0.to_string(), pair.1.to_string()))
                .collect(),
        };
        let path = names::backup_file(model, cluster, "snapshots", &snapshots.name.value);
        let about = format!(
            "snapshots {} of plan {}",
            snapshots.name.value, model.plan.name.value
        );
        bundle.add(
            path,
            &about,
            format!("VolumeSnapshotClass/{name}"),
            snapshots.span,
            &object,
        );
    }
}
