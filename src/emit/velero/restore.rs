//! The Restores of a run.

use super::schedule::{GITOPS, OF_THE_CLUSTER};
use crate::analyze::Ready;
use crate::analyze::recovery::{Content, RecoverySide, Restored};
use crate::analyze::unclaimed;
use crate::emit::bundle::Bundle;
use crate::emit::crd::core;
use crate::emit::crd::meta::{Meta, Object};
use crate::emit::crd::velero::{LabelSelector, PolicyRef, Requirement, RestoreSpec};
use crate::emit::names;
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

/// What a running cluster has of its own: restored, it would refer to lost objects.
const OF_A_RUNNING_CLUSTER: [&str; 3] = [
    "endpoints",
    "endpointslices.discovery.k8s.io",
    "leases.coordination.k8s.io",
];

/// What the platforms bring from Git.
const OF_PLATFORMS: [&str; 3] = [
    "clusterrolebindings.rbac.authorization.k8s.io",
    "clusterroles.rbac.authorization.k8s.io",
    "customresourcedefinitions.apiextensions.k8s.io",
];

pub(in crate::emit) fn emit(ready: Ready<'_>, side: &RecoverySide, bundle: &mut Bundle) {
    let model = ready.model();
    let Some(run) = side.run.as_ref().map(|run| &*run.name) else {
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
                resource_modifier: modifiers(ready, side, restore, bundle),
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

/// The modifiers of a cluster, beside the Restores of each tier that name them: a Restore without its ConfigMap
/// fails for good.
fn modifiers(
    ready: Ready<'_>,
    side: &RecoverySide,
    restore: &Restored,
    bundle: &mut Bundle,
) -> Option<PolicyRef> {
    let model = ready.model();
    let path = side.cluster.modifiers.as_ref()?.value.as_str();
    let text = ready.analysis().observed().files.get(path)?;
    let (plan, tier, run) = (
        &model.plan.name.value,
        &restore.tier.name.value,
        side.run_name(),
    );
    let name = format!("{plan}-modifiers-{tier}-{run}");
    // Velero takes exactly one key, whatever it is called.
    let data = BTreeMap::from([("modifiers.yaml".to_owned(), text.to_string())]);
    let namespace = model.plan.velero_namespace();
    let object = core::config_map(
        core::meta(name.clone(), namespace, names::labels(model)),
        data,
    );
    bundle.add(
        names::stage_file(
            model,
            &side.cluster,
            &format!("restore/{run}/{tier}"),
            "modifiers",
        ),
        &format!("cluster {} of plan {plan}", side.cluster.name.value),
        format!("ConfigMap/{name}"),
        side.cluster.span,
        &core::in_print_order(&object),
    );
    Some(PolicyRef {
        kind: "configmap",
        name,
    })
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
            excluded.extend(GITOPS);
            if !claims {
                excluded.extend(["persistentvolumeclaims", "persistentvolumes"]);
            }
        }
    }
    // A failback reads what the other cluster wrote, under the names that the namespaces have there.
    let there = side.from.as_ref().unwrap_or(&side.primary);
    if restore.rest {
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
        spec.include_cluster_resources = Some(true);
        excluded.extend(OF_A_RUNNING_CLUSTER);
        excluded.extend(OF_THE_CLUSTER);
        if !model.platforms.is_empty() {
            excluded.extend(OF_PLATFORMS);
        }
        excluded.sort_unstable();
        excluded.retain(|kind| !NEVER_RESTORED.contains(kind));
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
    if !restore.without.is_empty() {
        let mut values: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for (key, value) in &restore.without {
            values.entry(key).or_default().push(value.clone());
        }
        spec.label_selector = Some(LabelSelector {
            match_expressions: values
                .into_iter()
                .map(|(key, values)| Requirement {
                    key: key.to_owned(),
                    operator: "NotIn",
                    values,
                })
                .collect(),
            ..LabelSelector::default()
        });
    }
    spec
}
