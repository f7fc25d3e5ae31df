//! The Restores of a run.

use super::{left_out, modifiers};
use crate::analyze::Ready;
use crate::analyze::recovery::{Content, RecoverySide, Restored};
use crate::analyze::unclaimed;
use crate::emit::bundle::Bundle;
use crate::emit::crd::meta::{Meta, Object};
use crate::emit::crd::velero::{LabelSelector, Requirement, RestoreSpec};
use crate::emit::names;
use crate::model::value::Version;
use crate::model::{Model, OperatorName};
use std::collections::BTreeMap;

/// What Velero appends to `excludedResources` itself, in its order (restore_controller.go, v1.18.3):
/// written out, so that Flux and Velero agree on the list.
const NEVER_RESTORED: [&str; 9] = [
    "nodes",
    "events",
    "events.events.k8s.io",
    "backups.velero.io",
    "restores.velero.io",
    "resticrepositories.velero.io",
    "csinodes.storage.k8s.io",
    "volumeattachments.storage.k8s.io",
    "backuprepositories.velero.io",
];

pub(in crate::emit) fn emit(ready: Ready<'_>, side: &RecoverySide, bundle: &mut Bundle) {
    let model = ready.model();
    let Some(run) = side.run_label() else {
        return;
    };
    for restore in &side.restores {
        let mut labels = names::labels(model);
        labels.insert(
            "drplan.dev/tier".to_owned(),
            restore.tier.name.value.to_string(),
        );
        labels.insert("drplan.dev/run".to_owned(), run.to_owned());
        let mut annotations =
            BTreeMap::from([("drplan.dev/volumes".to_owned(), restore.volumes.to_string())]);
        if restore.files() {
            annotations.insert(
                "velero.io/pod-volume-timeout".to_owned(),
                restore.time_outs.pod_volumes.go(),
            );
        }
        let object = Object {
            api_version: "velero.io/v1",
            kind: "Restore",
            metadata: Meta {
                name: restore.name.clone(),
                namespace: Some(model.plan.velero_namespace().to_owned()),
                labels,
                annotations,
            },
            spec: RestoreSpec {
                resource_modifier: modifiers::emit(ready, side, restore, bundle),
                ..spec(ready, side, restore)
            },
        };
        let tier = &restore.tier.name.value;
        bundle.add(
            names::stage_file(
                model,
                &side.cluster,
                &format!("restore/{run}/{tier}"),
                &restore.file,
            ),
            &format!("tier {tier} of plan {}, run {run}", model.plan.name.value),
            format!("Restore/{}", restore.name),
            restore.tier.span,
            &object,
        );
    }
}

fn spec(ready: Ready<'_>, side: &RecoverySide, restore: &Restored) -> RestoreSpec {
    let model = ready.model();
    let mut spec = RestoreSpec {
        existing_resource_policy: "none",
        item_operation_timeout: restore.time_outs.item_operations.go(),
        ..RestoreSpec::default()
    };
    match &restore.backup {
        Some(backup) => spec.backup_name = Some(backup.to_string()),
        None => spec.schedule_name = Some(restore.schedule.clone()),
    }
    let mut excluded: Vec<&str> = Vec::new();
    match &restore.content {
        Content::Kinds(kinds) => spec.included_resources = kinds.iter().cloned().collect(),
        Content::Everything { claims } => {
            excluded = left_out::of_a_restore(restore.rest);
            excluded.retain(|kind| !NEVER_RESTORED.contains(kind));
            if !claims {
                excluded.push("persistentvolumeclaims");
            }
            // A backup of named namespaces holds the cluster roles of its service accounts and the CRDs of its
            // custom resources, and no other. Velero leaves all of them out of a Restore of some namespaces, unless
            // it is told (getOrderedResourceCollection: restore.go, v1.18.3). What is there already is kept.
            spec.include_cluster_resources = Some(true);
            // Then it also restores volumes by themselves, which claims that an application makes would bind. The
            // data mover and snapshots make the volumes of theirs.
            if !claims || restore.dead_handles {
                excluded.push("persistentvolumes");
            }
        }
    }
    // A failback reads what the other cluster wrote, under the names that the namespaces have there.
    let there = side.from.as_ref().unwrap_or(&side.primary);
    if restore.rest {
        spec.include_cluster_resources = Some(true);
        spec.included_namespaces = vec!["*".to_owned()];
        let mut namespaces = unclaimed::unclaimed_namespaces(ready.analysis(), side.primary.id);
        let filled = model
            .platforms
            .values()
            .flat_map(|platform| &platform.namespaces);
        namespaces.extend(filled.map(|name| name.value.to_string()));
        namespaces.sort();
        namespaces.dedup();
        spec.excluded_namespaces = namespaces;
    } else {
        for member in &restore.members {
            let name = member.name.value.as_str();
            let (old, new) = (
                names::namespace_on(there, name),
                names::namespace_on(&side.cluster, name),
            );
            if old != new {
                spec.namespace_mapping.insert(old.clone(), new);
            }
            spec.included_namespaces.push(old);
        }
    }
    spec.excluded_resources = excluded
        .into_iter()
        .chain(NEVER_RESTORED)
        .map(str::to_owned)
        .collect();
    let match_expressions = selected(ready.model(), restore);
    if !match_expressions.is_empty() {
        spec.label_selector = Some(LabelSelector {
            match_expressions,
            ..LabelSelector::default()
        });
    }
    spec
}

/// The objects that are restored, by their labels. An object without a label has none of its values, so that all
/// others are restored.
fn selected(model: &Model, restore: &Restored) -> Vec<Requirement> {
    let mut values: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (key, value) in &restore.without {
        values.entry(key).or_default().push(value.clone());
    }
    let claims = values.into_iter().map(|(key, values)| Requirement {
        key: key.to_owned(),
        operator: "NotIn",
        values,
    });
    let pods = match &restore.content {
        Content::Kinds(kinds) => kinds.contains("pods"),
        Content::Everything { .. } => true,
    };
    let operated = OF_CNPG.into_iter().filter(|_| has_cnpg(restore));
    let keys = made_again(model).chain(operated);
    let pods = keys.filter(|_| pods).map(|key| Requirement {
        key: key.to_owned(),
        operator: "DoesNotExist",
        values: Vec::new(),
    });
    claims.chain(pods).collect()
}

/// Labels of the pods and claims that CloudNativePG makes for a Cluster, and of what it makes for a Pooler; its Secrets have none
/// of them (pkg/utils/labels_annotations.go, pkg/reconciler/persistentvolumeclaim/calculator.go, 1.27). It owns no pod that is restored, and tries to make one of the
/// same name for ever (internal/controller/cluster_create.go, `ErrNextLoop`).
const OF_CNPG: [&str; 2] = ["cnpg.io/instanceName", "cnpg.io/poolerName"];

/// Whether a Restore is of a namespace with a Cluster that comes from Git.
fn has_cnpg(restore: &Restored) -> bool {
    let from_git = matches!(restore.content, Content::Kinds(_));
    let mut members = restore.members.iter();
    from_git && members.any(|member| member.is_of_operator(OperatorName::Cnpg))
}

/// Labels of the pods of Jobs and of DaemonSets, which never come from a backup: what runs of a Job would run again
/// beside the Job, and a pod of a DaemonSet waits for a node that is lost, with its volumes in the Restore
/// (kubernetes: pkg/controller/job, pkg/controller/daemon/util, v1.34.1).
fn made_again(model: &Model) -> impl Iterator<Item = &'static str> {
    /// The first version that writes the label of Jobs with its group.
    const WITH_GROUP: Version = Version::new(1, 27, 0);
    let lowest = model.plan.kubernetes.as_ref();
    let before = lowest.is_some_and(|range| range.value.lowest() < WITH_GROUP);
    let old = before.then_some("job-name");
    ["batch.kubernetes.io/job-name", "pod-template-generation"]
        .into_iter()
        .chain(old)
}
