//! The stage file of a cluster: its Flux Kustomizations, picked up by the bootstrap root.

use super::backup_stage::{LATCH, backup};
use super::in_git::{Ends, ends, in_git, timeout};
use super::loads::{engines_alone, load};
use super::{hooks::Folders, nested};
use crate::analyze::backup::timeouts;
use crate::analyze::carried::moved;
use crate::analyze::effective::Member;
use crate::analyze::quantities::Seconds;
use crate::analyze::recovery::{Phase, RecoverySide, Stage, StageKind, Waits};
use crate::analyze::{Ready, hooks};
use crate::emit::bundle::Bundle;
use crate::emit::crd::flux::{Dependency, HealthExpr, KustomizationSpec, ObjectRef, SourceRef};
use crate::emit::crd::meta::{Meta, Object};
use crate::emit::jobs::claims;
use crate::emit::names;
use crate::model::value::Duration;
use crate::model::{Cluster, Tier};
use crate::source::Spanned;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A location that was listed at least once. Unavailable is often transient, so nothing fails it.
const LOCATION_READY: &str =
    "has(status.phase) && status.phase == 'Available' && has(status.lastSyncedTime)";

/// Completed is not enough: Velero skips the data of a claim that is already there, warns, and says
/// Completed. Only the number of claims that the data mover restored shows it.
const RESTORE_FAILED: &str = "has(status.phase) && (status.phase in ['Failed', 'PartiallyFailed', 'FailedValidation'] || (status.phase == 'Completed' && (has(status.restoreItemOperationsCompleted) ? status.restoreItemOperationsCompleted : 0) < int(metadata.annotations['drplan.dev/volumes'])))";

/// Asked after [`RESTORE_FAILED`].
const RESTORE_CURRENT: &str = "has(status.phase) && status.phase == 'Completed'";

/// The time-out of what is up in minutes.
const SHORT: Duration = Duration::minutes(5);

/// The Kustomizations of a side. What it has in common with other recoveries on its cluster is a part of the first.
pub(in crate::emit) fn of_side(
    ready: Ready<'_>,
    side: &RecoverySide,
    components: &Folders<'_>,
) -> Vec<Object<KustomizationSpec>> {
    let model = ready.model();
    let own = |stage: &&Stage| side.cluster.leads() || !stage.kind.is_shared();
    let stages = side.stages.iter().filter(own);
    let object = |stage: &Stage| {
        let spec = spec(ready, side, stage, components);
        Object {
            api_version: "kustomize.toolkit.fluxcd.io/v1",
            kind: "Kustomization",
            metadata: Meta {
                name: stage.name.clone(),
                namespace: Some(model.plan.gitops.flux.namespace().to_owned()),
                labels: names::labels(model),
                annotations: annotations(&spec),
            },
            spec,
        }
    };
    stages.map(object).collect()
}

/// Writes the Kustomizations of a cluster, also those of several recoveries on it.
pub(in crate::emit) fn emit(
    ready: Ready<'_>,
    side: &RecoverySide,
    objects: &[Object<KustomizationSpec>],
    bundle: &mut Bundle,
) {
    let model = ready.model();
    let cluster = &side.cluster;
    let plan = &model.plan.name.value;
    if objects.is_empty() {
        return;
    }
    let folder = cluster.path();
    let folder = if folder.is_empty() {
        String::new()
    } else {
        format!("{folder}/")
    };
    let path = format!("{folder}drplan-{plan}.yaml");
    let sides = ready.analysis().sides().iter();
    let here = sides.filter(|other| other.cluster.shares_site(cluster));
    let runs: Vec<String> = here
        .filter_map(|side| side.run_label())
        .map(|run| format!(", run {run}"))
        .collect();
    let about = format!(
        "cluster {} of plan {plan}{}",
        cluster.stated_name(),
        runs.concat()
    );
    let names = objects
        .iter()
        .map(|object| format!("Kustomization/{}", object.metadata.name));
    bundle.add_all(path, &about, names.collect(), cluster.span, objects);
}

/// What stands in a patch for Flux to fill in on the objects must not be filled in here already.
fn annotations(spec: &KustomizationSpec) -> BTreeMap<String, String> {
    let filled = spec.patches.iter().any(|patch| patch.patch.contains("${"));
    let marked = filled.then(|| {
        let key = "kustomize.toolkit.fluxcd.io/substitute".to_owned();
        (key, "disabled".to_owned())
    });
    marked.into_iter().collect()
}

fn spec(
    ready: Ready<'_>,
    side: &RecoverySide,
    stage: &Stage,
    components: &Folders<'_>,
) -> KustomizationSpec {
    let model = ready.model();
    let cluster = &side.cluster;
    let own = |folder: String| format!("./{}/{folder}", names::folder(model, cluster));
    let run = side.run_label().unwrap_or_default();
    let longest = twice(ready.analysis().stage_time(side, stage));
    let base = KustomizationSpec {
        depends_on: dependencies(side, stage),
        interval: "10m".to_owned(),
        retry_interval: "30s".to_owned(),
        timeout: longest.max(SHORT).flux(),
        prune: true,
        wait: Some(true),
        source_ref: source_ref(ready, cluster),
        service_account_name: side.account(stage).map(str::to_owned),
        ..KustomizationSpec::default()
    };
    match &stage.kind {
        StageKind::Backup => backup(ready, side, own("backup".to_owned()), base),
        StageKind::VeleroConfig => {
            let folder = format!("./{}/velero", names::shared(model, cluster));
            velero_config(ready, cluster, base, folder)
        }
        StageKind::Platform(platform) => {
            let path = platform.path.value.as_str();
            let timeout = timeout(ready, cluster, path, longest.max(SHORT));
            let base = KustomizationSpec { timeout, ..base };
            let ends = Ends::Never;
            in_git(ready, cluster, (path, ends), &[], base)
        }
        StageKind::Storage => storage(ready, side, base, own("storage".to_owned())),
        StageKind::Restore(tier) => {
            let path = own(format!("restore/{run}/{}", tier.name.value));
            restore(ready, side, tier, longest, base, path)
        }
        StageKind::Promote(member) => KustomizationSpec {
            path: own(format!("promote/{run}/{}", member.called())),
            ..base
        },
        StageKind::Load(member) => load(
            ready,
            side,
            stage,
            KustomizationSpec {
                timeout: longest.max(Duration::hours(1)).flux(),
                path: own(format!("load/{run}/{}", member.called())),
                ..base
            },
        ),
        StageKind::Check(tier) => KustomizationSpec {
            timeout: longest.max(Duration::minutes(15)).flux(),
            path: own(format!("check/{run}/{}", tier.name.value)),
            ..base
        },
        // It is ready as soon as it is applied: what it waits for is before it.
        StageKind::Complete => KustomizationSpec {
            wait: None,
            path: own(format!("complete/{run}")),
            ..base
        },
        StageKind::Apps(member, more) => {
            let spec = apps(ready, side, (member, more, longest), components, base);
            engines_alone(ready, side, stage, spec)
        }
    }
}

fn source_ref(ready: Ready<'_>, cluster: &Cluster) -> SourceRef {
    let source = ready.analysis().source(cluster);
    let flux = ready.model().plan.gitops.flux.namespace();
    SourceRef {
        kind: source.kind.kind(),
        namespace: source.namespace_beside(flux).map(str::to_owned),
        name: source.name.to_string(),
    }
}

fn dependencies(side: &RecoverySide, stage: &Stage) -> Vec<Dependency> {
    let edges = stage.edges.iter();
    edges
        .filter_map(|edge| {
            let ready_expr = match edge.waits {
                Waits::Once => Some(LATCH),
                Waits::Always => None,
            };
            let name = side.stage(edge.to)?.name.clone();
            Some(Dependency {
                name,
                namespace: None,
                ready_expr,
            })
        })
        .collect()
}

/// The keys must be there before what is encrypted with them; a Secret is healthy once it exists.
fn velero_config(
    ready: Ready<'_>,
    cluster: &Cluster,
    base: KustomizationSpec,
    path: String,
) -> KustomizationSpec {
    let plan = &ready.model().plan;
    let mut keys = Vec::new();
    let mut key = |secret: &Option<Spanned<Box<str>>>, namespace: &str| {
        if let Some(secret) = secret {
            let (namespace, name) = secret
                .value
                .split_once('/')
                .unwrap_or((namespace, &secret.value));
            keys.push(ObjectRef {
                api_version: "v1",
                kind: "Secret",
                name: name.to_owned(),
                namespace: namespace.to_owned(),
            });
        }
    };
    if let Some(decrypt) = &cluster.decrypt {
        key(&decrypt.value.age, plan.gitops.flux.namespace());
        key(&decrypt.value.gpg, plan.gitops.flux.namespace());
        // The namespace that the controller's own manifests use.
        key(&decrypt.value.sealed, "kube-system");
    }
    KustomizationSpec {
        wait: keys.is_empty().then_some(true),
        path,
        health_checks: keys,
        ..base
    }
}

/// In whole minutes. Flux reads no more than 292 years.
fn twice(time: Seconds) -> Duration {
    let minutes = time.times(2).over(60).get();
    Duration::seconds(minutes.saturating_mul(60)).min(timeouts::MOST)
}

fn storage(
    ready: Ready<'_>,
    side: &RecoverySide,
    base: KustomizationSpec,
    path: String,
) -> KustomizationSpec {
    let model = ready.model();
    let checks: Vec<ObjectRef> = side
        .stores
        .iter()
        .map(|store| ObjectRef {
            api_version: "velero.io/v1",
            kind: "BackupStorageLocation",
            name: names::location(model, store),
            namespace: model.plan.velero_namespace().to_owned(),
        })
        .collect();
    KustomizationSpec {
        retry_interval: "15s".to_owned(),
        wait: None,
        path,
        health_check_exprs: vec![HealthExpr::velero(
            "BackupStorageLocation",
            None,
            LOCATION_READY,
        )],
        health_checks: checks,
        ..base
    }
}

/// Every Restore is listed: a kind without conditions counts as healthy at once otherwise.
fn restore(
    ready: Ready<'_>,
    side: &RecoverySide,
    tier: &Tier,
    longest: Duration,
    base: KustomizationSpec,
    path: String,
) -> KustomizationSpec {
    let model = ready.model();
    let mine = || side.restores.iter().filter(|r| r.tier.id == tier.id);
    // With the flags of the cluster's Component a new commit ends a wait; without them it waits for
    // the time-out, which then must be short.
    let (retry, least) = if side.cluster.requeue.is_some() {
        ("30s", Duration::minutes(10))
    } else {
        ("15s", Duration::minutes(2))
    };
    let timeout = longest.max(least);
    let claims = claims::job(ready, side, tier).map(|name| ObjectRef {
        api_version: "batch/v1",
        kind: "Job",
        name,
        namespace: model.plan.velero_namespace().to_owned(),
    });
    KustomizationSpec {
        retry_interval: retry.to_owned(),
        timeout: timeout.flux(),
        prune: false,
        deletion_policy: Some("Orphan"),
        wait: None,
        path,
        health_checks: mine()
            .map(|restore| ObjectRef {
                api_version: "velero.io/v1",
                kind: "Restore",
                name: restore.name.clone(),
                namespace: model.plan.velero_namespace().to_owned(),
            })
            .chain(claims)
            .collect(),
        health_check_exprs: vec![HealthExpr::velero(
            "Restore",
            Some(RESTORE_FAILED.into()),
            RESTORE_CURRENT,
        )],
        ..base
    }
}

fn apps(
    ready: Ready<'_>,
    side: &RecoverySide,
    (member, more, longest): (&Member, &[Arc<Member>], Duration),
    components: &Folders<'_>,
    base: KustomizationSpec,
) -> KustomizationSpec {
    let Some(apps) = &member.block.apps else {
        return base;
    };
    let overlay = &hooks::applied_path(side, apps).value;
    let waits = side.phase == Phase::Standby;
    let mut all = more.iter().map(|one| &**one).chain([member]);
    let left_out = waits && all.any(hooks::left_out);
    let own = names::folder(ready.model(), &side.cluster);
    let up = names::up(overlay.as_str());
    // Blocks with one path are one stage, with the values that any of them names.
    let mut values = apps.substitute_from.clone();
    for other in more.iter().filter_map(|other| other.block.apps.as_ref()) {
        let known: Vec<_> = values.iter().map(|one| one.value.clone()).collect();
        let others = other.substitute_from.iter();
        values.extend(others.filter(|one| !known.contains(&one.value)).cloned());
    }
    let here = components.iter().filter(|_| !left_out);
    let here = || here.clone().filter(|(_, one)| one.path == Some(overlay));
    let moved = moved(ready.analysis(), &side.cluster, overlay.as_str());
    let blocks = || more.iter().map(|one| &**one).chain([member]);
    let spec = in_git(
        ready,
        &side.cluster,
        (overlay.as_str(), ends(side, blocks())),
        &values,
        KustomizationSpec {
            timeout: timeout(ready, &side.cluster, overlay.as_str(), longest.max(SHORT)),
            components: here()
                .filter(|(_, one)| one.inner.is_none())
                .map(|(folder, _)| format!("{up}{own}/hooks/{folder}"))
                .collect(),
            patches: here()
                .flat_map(|(folder, one)| nested::patches(one, &format!("{own}/hooks/{folder}")))
                .collect(),
            ..base
        },
    );
    KustomizationSpec {
        target_namespace: moved.map(str::to_owned).or(spec.target_namespace),
        ..spec
    }
}
