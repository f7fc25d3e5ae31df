//! The stage with the backups of a cluster.

use crate::analyze::Ready;
use crate::analyze::recovery::{Phase, RecoverySide};
use crate::emit::crd::flux::{Dependency, HealthExpr, KustomizationSpec, ObjectRef};
use crate::emit::names;
use crate::emit::velero::config;

/// One success is enough for ever, also while the stage is unhealthy, suspended or behind: Flux
/// keeps it in the history of the object (kustomize-controller 1.7, Flux 2.7). A constant, since
/// the API server admits any text here and a wrong one stalls.
pub(super) const LATCH: &str = "has(dep.status.history) && dep.status.history.exists(h, h.lastReconciledStatus == 'ReconciliationSucceeded')";

/// A location that Velero can write to. Unavailable is often transient, so nothing fails it.
const LOCATION_AVAILABLE: &str = "has(status.phase) && status.phase == 'Available'";
/// A Schedule has no conditions, so that its kind counts as healthy at once otherwise. Velero keeps one that it
/// refuses, and says it in this phase alone (pkg/controller/schedule_controller.go, v1.18.3).
const SCHEDULE_FAILED: &str = "has(status.phase) && status.phase == 'FailedValidation'";
const SCHEDULE_ENABLED: &str = "has(status.phase) && status.phase == 'Enabled'";

/// Without an edge it retries until Velero's kinds are there.
pub(super) fn backup(
    ready: Ready<'_>,
    side: &RecoverySide,
    path: String,
    base: KustomizationSpec,
) -> KustomizationSpec {
    let mut depends_on = base.depends_on;
    depends_on.extend(behind_velero(ready, side));
    // Velero does not look at a Schedule that is paused.
    let serves = side.phase == Phase::Active;
    let (health_checks, health_check_exprs) = match serves {
        true => (objects(ready, side), expressions()),
        false => (Vec::new(), Vec::new()),
    };
    KustomizationSpec {
        depends_on,
        retry_interval: "1m".to_owned(),
        wait: None,
        path,
        health_checks,
        health_check_exprs,
        ..base
    }
}

/// The author's Kustomization that brings Velero, once it was ready: what else it brings may be unhealthy later.
/// Where node-agent reads a ConfigMap of this stage, Velero may wait for the stage: each would wait for the other.
fn behind_velero(ready: Ready<'_>, side: &RecoverySide) -> Option<Dependency> {
    if side.manages_apps || config::is_needed(ready, side) {
        return None;
    }
    let known = &ready.analysis().observed().velero_stages;
    let found = known.get(&side.cluster.id)?;
    let flux = ready.model().plan.gitops.flux.namespace();
    Some(Dependency {
        name: found.name.clone(),
        namespace: (found.namespace != flux).then(|| found.namespace.clone()),
        ready_expr: Some(LATCH),
    })
}

fn objects(ready: Ready<'_>, side: &RecoverySide) -> Vec<ObjectRef> {
    let model = ready.model();
    let object = |kind: &'static str, name: String| ObjectRef {
        api_version: "velero.io/v1",
        kind,
        name,
        namespace: model.plan.velero_namespace().to_owned(),
    };
    let locations = side.stores.iter();
    let locations =
        locations.map(|store| object("BackupStorageLocation", names::location(model, store)));
    let schedules = ready.analysis().sets_of(&side.cluster);
    let schedules = schedules.map(|set| object("Schedule", set.schedule_name.clone()));
    locations.chain(schedules).collect()
}

fn expressions() -> Vec<HealthExpr> {
    vec![
        HealthExpr::velero("BackupStorageLocation", None, LOCATION_AVAILABLE),
        HealthExpr::velero("Schedule", Some(SCHEDULE_FAILED.into()), SCHEDULE_ENABLED),
    ]
}
