//! The Schedule of a backup set.

use super::left_out;
use crate::analyze::backup::timeouts;
use crate::analyze::effective::Member;
use crate::analyze::sets::BackupSet;
use crate::analyze::unclaimed;
use crate::analyze::{Ready, hooks};
use crate::emit::bundle::Bundle;
use crate::emit::crd::meta::{Meta, Object};
use crate::emit::crd::velero::{
    BackupSpec, Exec, HookResource, HookStep, Hooks, LabelSelector, PolicyRef, Requirement,
    ScheduleSpec, TemplateMeta,
};
use crate::emit::names;
use crate::model::{Method, Model, NamespaceName, PodLabels, Workload, WorkloadKind, WorkloadRef};
use crate::recipe::PreparedStep;
use std::collections::BTreeMap;

pub(in crate::emit) fn emit(
    ready: Ready<'_>,
    set: &BackupSet,
    policy: Option<String>,
    paused: bool,
    bundle: &mut Bundle,
) {
    let model = ready.model();
    let (Some(schedule), Some(keep)) = (&set.schedule, set.keep()) else {
        return;
    };
    let tier = set.tier.name.value.to_string();
    let mut labels = names::labels(model);
    labels.insert("drplan.dev/tier".to_owned(), tier.clone());
    let copies = Copies::of_set(model, set);
    // A plan's strings may hold `${…}`, which Flux would fill in.
    let mut annotations = BTreeMap::from([(
        "kustomize.toolkit.fluxcd.io/substitute".to_owned(),
        "disabled".to_owned(),
    )]);
    if copies.files {
        annotations.insert(
            "velero.io/pod-volume-timeout".to_owned(),
            set.time_outs.pod_volumes.go(),
        );
    }
    if copies.snapshots {
        for snapshots in model.snapshots.values() {
            let key = format!("csi-volumesnapshot-class_{}", snapshots.driver.value);
            // The API server refuses a Schedule with a longer key. Velero takes the class of the driver with its label
            // then (csi/volume_snapshot.go, v1.18.3), which the written one has.
            if key.len() <= 63 {
                annotations.insert(format!("velero.io/{key}"), snapshots.class().to_string());
            }
        }
    }
    let object = Object {
        api_version: "velero.io/v1",
        kind: "Schedule",
        metadata: Meta {
            name: set.schedule_name.clone(),
            namespace: Some(model.plan.velero_namespace().to_owned()),
            labels: labels.clone(),
            annotations,
        },
        spec: ScheduleSpec {
            schedule: schedule.cron.clone(),
            paused: paused.then_some(true),
            use_owner_references_in_backup: false,
            template: BackupSpec {
                metadata: TemplateMeta { labels },
                storage_location: names::location(model, &set.store),
                ttl: keep.go(),
                snapshot_volumes: copies.snapshots,
                snapshot_move_data: copies.snapshots && set.moves_data,
                default_volumes_to_fs_backup: copies.files_by_default,
                volume_group_snapshot_label_key: copies.groups.then_some("velero.io/volume-group"),
                csi_snapshot_timeout: snapshot_time_out(set),
                item_operation_timeout: set.time_outs.item_operations.go(),
                resource_policy: policy.map(|name| PolicyRef {
                    kind: "configmap",
                    name,
                }),
                hooks: hooks_of(ready, set),
                ..scope(ready, set)
            },
        },
    };
    let path = names::backup_file(model, &set.cluster, "schedule", &set.name);
    let about = format!("tier {tier} of plan {}", model.plan.name.value);
    bundle.add(
        path,
        &about,
        format!("Schedule/{}", set.schedule_name),
        set.tier.span,
        &object,
    );
}

/// Velero's own time-out keeps the text in which it is on clusters.
fn snapshot_time_out(set: &BackupSet) -> String {
    match set.time_outs.snapshots {
        timeouts::SNAPSHOTS => "10m0s".to_owned(),
        longer => longer.go(),
    }
}

/// How the volumes of a set are copied.
#[derive(Debug, Clone, Copy, Default)]
struct Copies {
    snapshots: bool,
    files: bool,
    files_by_default: bool,
    groups: bool,
}

impl Copies {
    fn of_set(model: &Model, set: &BackupSet) -> Self {
        let workloads = || {
            set.members
                .iter()
                .flat_map(|m| m.block.workloads.iter().map(move |w| (m, w)))
        };
        let some_files = workloads().any(|(member, w)| member.method_of(w) == Method::FileBackup);
        let groups = workloads().any(|(_, w)| w.volumes.iter().any(|v| v.group.is_some()));
        match set.method {
            Method::Snapshot => Self {
                snapshots: true,
                files: some_files,
                files_by_default: false,
                groups,
            },
            // What is left out of a file backup must not fall through to a snapshot.
            Method::FileBackup => Self {
                files: true,
                files_by_default: true,
                ..Self::default()
            },
            Method::Dump if model.snapshots.is_empty() => Self {
                files: true,
                ..Self::default()
            },
            Method::Dump => Self {
                snapshots: true,
                ..Self::default()
            },
            Method::Replication | Method::Operator | Method::Elsewhere | Method::Rebuild => {
                Self::default()
            }
        }
    }
}

/// Which objects a set takes.
fn scope(ready: Ready<'_>, set: &BackupSet) -> BackupSpec {
    let model = ready.model();
    let mut spec = BackupSpec::default();
    let exclude: Vec<&str> = set
        .members
        .first()
        .map(|member| {
            member
                .block
                .exclude
                .iter()
                .map(|kind| &*kind.value)
                .collect()
        })
        .unwrap_or_default();
    spec.excluded_namespace_scoped_resources = without(left_out::of_namespaces(), &exclude);
    if set.rest {
        let primary = set.cluster.recovers.map_or(set.cluster.id, |id| id.value);
        let named = model.namespaces.iter().filter(|block| {
            let cluster = block.cluster.as_ref();
            cluster.is_none_or(|cluster| cluster.value == primary)
        });
        let mut excluded: Vec<String> = named
            .flat_map(|block| &block.names)
            .filter(|name| name.value != NamespaceName::Rest)
            .map(|name| names::namespace_on(&set.cluster, name.value.as_str()))
            .collect();
        excluded.extend(unclaimed::unclaimed_namespaces(ready.analysis(), primary));
        excluded.sort();
        excluded.dedup();
        spec.included_namespaces = vec!["*".to_owned()];
        spec.excluded_namespaces = excluded;
        // With one namespace left out Velero leaves out every cluster-scoped object, unless told.
        spec.included_cluster_scoped_resources = vec!["*".to_owned()];
        spec.excluded_cluster_scoped_resources = without(left_out::of_the_cluster(), &exclude);
    } else {
        spec.included_namespaces = set
            .members
            .iter()
            .map(|member| names::namespace_on(&set.cluster, member.name.value.as_str()))
            .collect();
    }
    spec.label_selector = set.members.first().and_then(|member| selector(member));
    spec
}

/// The objects that a block takes: of a label with several values any of them.
fn selector(member: &Member) -> Option<LabelSelector> {
    let mut selector = LabelSelector::default();
    for (key, values) in member.block.selected() {
        let values: Vec<String> = values.into_iter().map(str::to_owned).collect();
        match values.as_slice() {
            [only] => {
                selector.match_labels.insert(key.to_owned(), only.clone());
            }
            _ => selector.match_expressions.push(Requirement {
                key: key.to_owned(),
                operator: "In",
                values,
            }),
        }
    }
    (!member.block.labels.is_empty()).then_some(selector)
}

/// Kinds that are never backed up, and after them those that the plan leaves out.
fn without(kinds: Vec<&str>, exclude: &[&str]) -> Vec<String> {
    let more = exclude.iter().filter(|kind| !kinds.contains(kind));
    let all = kinds.iter().chain(more);
    all.map(|kind| (*kind).to_owned()).collect()
}

/// Hooks that the plan wants here and not on the pods.
fn hooks_of(ready: Ready<'_>, set: &BackupSet) -> Option<Hooks> {
    let mut resources = Vec::new();
    for member in &set.members {
        for workload in &member.block.workloads {
            let Some(hook) = member.hook(workload) else {
                continue;
            };
            let labels = hook.via_schedule.as_ref();
            let first = hooks::first_ordinal(ready.analysis(), &set.cluster, member, workload);
            let Some(label_selector) = pods_of(member, workload, labels, first) else {
                continue;
            };
            let (namespace, name) = (member.name.value.as_str(), &workload.name.name);
            resources.push(HookResource {
                name: format!("{namespace}-{name}"),
                included_namespaces: vec![names::namespace_on(&set.cluster, namespace)],
                label_selector,
                pre: vec![step(&hook.pre)],
                post: hook.post.iter().map(step).collect(),
            });
        }
    }
    (!resources.is_empty()).then_some(Hooks { resources })
}

/// How a Schedule finds the pods of a workload: by the labels that the plan names, else by the
/// names that pods of a StatefulSet have.
fn pods_of(
    member: &Member,
    workload: &Workload,
    labels: Option<&PodLabels>,
    first: u64,
) -> Option<LabelSelector> {
    let labels = labels?;
    let WorkloadRef { kind, name } = &workload.name.value;
    if !labels.is_empty() {
        return Some(LabelSelector {
            match_labels: labels
                .iter()
                .map(|(key, value)| (key.to_string(), value.to_string()))
                .collect(),
            ..LabelSelector::default()
        });
    }
    (*kind == WorkloadKind::StatefulSet).then(|| LabelSelector {
        match_expressions: vec![Requirement {
            key: "statefulset.kubernetes.io/pod-name".to_owned(),
            operator: "In",
            values: (0..member.replicas(workload))
                .map(|n| format!("{name}-{}", first.saturating_add(n)))
                .collect(),
        }],
        ..LabelSelector::default()
    })
}

fn step(step: &PreparedStep) -> HookStep {
    HookStep {
        exec: Exec {
            container: step.container.clone(),
            command: step.command.clone(),
            on_error: step.on_error.velero(),
            timeout: step.timeout.go(),
        },
    }
}
