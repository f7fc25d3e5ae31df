//! Manifests: a plan without errors goes in, files in memory go out.
//!
//! Nothing here can fail on what a user writes: what could go wrong was refused before.

mod bundle;
mod complete;
mod crd;
mod gitops;
mod jobs;
mod lock;
mod names;
mod velero;
pub mod yaml;

pub use crate::analyze::wires::{Applied, Wire};
pub use bundle::{Bundle, Doc, NodeAgent};

use crate::analyze::Ready;
use crate::analyze::recovery::{Phase, RecoverySide};
use crate::model::ClusterId;
use gitops::flux::{flags, hooks, stages};
use jobs::{check, claims, load, promote, result};
use std::collections::BTreeMap;
use velero::{config, location, maps, policy, restore, schedule, snapshot_class};

/// Writes the manifests of a plan.
pub fn emit(ready: Ready<'_>) -> Bundle {
    let mut bundle = Bundle::default();
    let mut stages: BTreeMap<ClusterId, Vec<_>> = BTreeMap::new();
    for side in ready.analysis().sides() {
        if side.stages.is_empty() {
            hooks::emit(ready, side, &mut bundle);
            continue;
        }
        location::emit(ready, side, &mut bundle);
        if side.manages_apps {
            // What recoveries on one cluster have in common is written for the first of them.
            if side.cluster.leads() {
                config::emit(ready, side, &mut bundle);
                maps::emit(ready, side, &mut bundle);
                flags::emit(ready, side, &mut bundle);
            }
        } else if config::is_needed(ready, side) {
            config::node_agent(ready, side, "backup", &mut bundle);
        }
        if matches!(side.phase, Phase::Active | Phase::Fenced) {
            backup(ready, side, &mut bundle);
        }
        restore::emit(ready, side, &mut bundle);
        claims::emit(ready, side, &mut bundle);
        promote::emit(ready, side, &mut bundle);
        load::emit(ready, side, &mut bundle);
        check::emit(ready, side, &mut bundle);
        complete::emit(ready, side, &mut bundle);
        result::emit(ready, side, &mut bundle);
        let components = hooks::emit(ready, side, &mut bundle);
        stages
            .entry(side.cluster.site_id())
            .or_default()
            .extend(stages::of_side(ready, side, &components));
    }
    for side in ready
        .analysis()
        .sides()
        .iter()
        .filter(|side| side.cluster.leads())
    {
        if let Some(objects) = stages.remove(&side.cluster.site_id()) {
            stages::emit(ready, side, &objects, &mut bundle);
        }
    }
    lock::emit(ready, &mut bundle);
    bundle
}

/// The backups that a cluster makes itself; of one that was lost they are paused.
fn backup(ready: Ready<'_>, side: &RecoverySide, bundle: &mut Bundle) {
    snapshot_class::emit(ready, &side.cluster, bundle);
    for set in ready.analysis().sets_of(&side.cluster) {
        let policy = policy::emit(ready, set, bundle);
        schedule::emit(ready, set, policy, side.phase == Phase::Fenced, bundle);
    }
}
