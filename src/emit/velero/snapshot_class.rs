//! Snapshot classes of a primary.

use crate::analyze::Ready;
use crate::analyze::recovery::Phase;
use crate::emit::bundle::Bundle;
use crate::emit::crd::meta::Meta;
use crate::emit::crd::snapshot::VolumeSnapshotClass;
use crate::emit::names;
use crate::model::{Cluster, Deletion};

pub(in crate::emit) fn emit(ready: Ready<'_>, cluster: &Cluster, bundle: &mut Bundle) {
    let model = ready.model();
    let analysis = ready.analysis();
    if analysis.sets_of(cluster).next().is_none() {
        return;
    }
    // The backups of several recoveries on one cluster are in stages of their own. One of these has the classes, and
    // none removes them from the others.
    let sides = analysis.sides().iter();
    let mut beside = sides.filter(|side| {
        let serves = matches!(side.phase, Phase::Active | Phase::Fenced);
        let backs_up = analysis.sets_of(&side.cluster).next().is_some();
        serves && backs_up && side.cluster.shares_site(cluster)
    });
    if beside
        .next()
        .is_some_and(|first| first.cluster.id != cluster.id)
    {
        return;
    }
    let kept = cluster.site.is_some().then(|| {
        let key = "kustomize.toolkit.fluxcd.io/prune".to_owned();
        (key, "disabled".to_owned())
    });
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
                annotations: kept.clone().into_iter().collect(),
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
