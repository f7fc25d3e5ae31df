//! What a stage with an engine that is loaded waits for, and what its load waits for afterwards.
//!
//! A load follows the stage of its path, and what else the path runs may wait for the tables that the load brings. So where
//! the repository shows what the path runs, its stage waits for the engines alone, and the load for the others.

use super::{RecoverySide, Stage, StageId, StageKind};
use crate::analyze::effective::Member;
use crate::model::Recover;
use crate::repository::Observed;
pub use crate::repository::contents::Awaited;
use std::sync::Arc;

/// The workloads of a path with a load.
#[derive(Debug, Clone)]
pub struct Loaded<'a> {
    /// The engines that are loaded.
    pub engines: Vec<&'a Awaited>,
    /// All others.
    pub others: Vec<&'a Awaited>,
}

/// Of the stage of an application, or of a load after it; `None` where all is waited for at once.
pub fn loaded_of<'a>(
    observed: &'a Observed,
    side: &RecoverySide,
    stage: &Stage,
) -> Option<Loaded<'a>> {
    let mut before = stage.edges.iter();
    let apps = if loaded_member(stage).is_some() {
        let before = before.find(|edge| matches!(edge.to, StageId::Apps(_)))?;
        side.stage(before.to)?
    } else {
        stage
    };
    let StageKind::Apps(first, _) = &apps.kind else {
        return None;
    };
    let path = side.overlay(first.block.apps.as_ref()?).value.as_str();
    let shown = observed.awaited.get(&(side.cluster.id, path.to_owned()))?;
    let mut engines = Vec::new();
    let loads = side.stages.iter().filter(|one| follows(one, apps.id));
    for member in loads.filter_map(loaded_member) {
        let namespace = side.cluster.called(member.name.value.as_str());
        for workload in &member.block.workloads {
            if !matches!(member.recover_of(workload), Some(Recover::Dump(_))) {
                continue;
            }
            let wanted = &workload.name.value;
            // One that is not shown is made by something else, which all of the path is then waited for.
            engines.push(shown.iter().find(|one| {
                let same = one.kind == wanted.kind.kind() && *one.name == *wanted.name;
                same && one.namespace == namespace
            })?);
        }
    }
    let others = shown.iter().filter(|one| !engines.contains(one));
    let others: Vec<&Awaited> = others.collect();
    let split = !engines.is_empty() && !others.is_empty();
    split.then_some(Loaded { engines, others })
}

/// Whether a stage loads into what another one applies.
fn follows(stage: &Stage, apps: StageId) -> bool {
    let mut edges = stage.edges.iter();
    loaded_member(stage).is_some() && edges.any(|edge| edge.to == apps)
}

fn loaded_member(stage: &Stage) -> Option<&Arc<Member>> {
    let StageKind::Load(member) = &stage.kind else {
        return None;
    };
    Some(member)
}
