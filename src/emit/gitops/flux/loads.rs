//! Stages over a path with engines that are loaded, and of these loads.

use crate::analyze::Ready;
use crate::analyze::recovery::{Awaited, RecoverySide, Stage, StageKind, loaded_of};
use crate::emit::crd::flux::{KustomizationSpec, ObjectRef};
use crate::emit::jobs::load as jobs;
use crate::emit::names;

/// The stage of a path whose engines are loaded: what else it runs may wait for the load, which waits for this stage.
pub(super) fn engines_alone(
    ready: Ready<'_>,
    side: &RecoverySide,
    stage: &Stage,
    spec: KustomizationSpec,
) -> KustomizationSpec {
    match loaded_of(ready.analysis().observed(), side, stage) {
        Some(loaded) => KustomizationSpec {
            wait: None,
            health_checks: loaded.engines.into_iter().map(awaited).collect(),
            ..spec
        },
        None => spec,
    }
}

/// The load, and after it what its path runs beside the engines: what waits for a load waits for an application that runs.
pub(super) fn load(
    ready: Ready<'_>,
    side: &RecoverySide,
    stage: &Stage,
    spec: KustomizationSpec,
) -> KustomizationSpec {
    let (StageKind::Load(member), Some(loaded)) = (
        &stage.kind,
        loaded_of(ready.analysis().observed(), side, stage),
    ) else {
        return spec;
    };
    let namespace = names::namespace_on(&side.cluster, member.name.value.as_str());
    let jobs = jobs::jobs(ready, side, member).into_iter();
    let jobs = jobs.map(|name| ObjectRef {
        api_version: "batch/v1",
        kind: "Job",
        name,
        namespace: namespace.clone(),
    });
    KustomizationSpec {
        wait: None,
        health_checks: jobs.chain(loaded.others.into_iter().map(awaited)).collect(),
        ..spec
    }
}

fn awaited(one: &Awaited) -> ObjectRef {
    ObjectRef {
        api_version: one.api_version,
        kind: one.kind,
        name: one.name.clone(),
        namespace: one.namespace.clone(),
    }
}
