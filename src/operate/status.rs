//! Where a plan is, cluster by cluster.

use super::moves::{begun, hands_over};
use crate::analyze::Analysis;
use crate::analyze::recovery::{Phase, RecoverySide, StageKind};
use crate::model::{Model, Recover};

/// What a cluster does, as the plan says it: what it really does is not seen from here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// The cluster.
    pub cluster: String,
    /// What it does, in words.
    pub words: String,
}

/// Every cluster, in the order of the plan.
pub fn status(analysis: &Analysis) -> Vec<Status> {
    let sides = analysis.sides().iter();
    sides
        .map(|side| Status {
            cluster: side.cluster.name.value.to_string(),
            words: words(analysis.model(), side),
        })
        .collect()
}

fn words(model: &Model, side: &RecoverySide) -> String {
    match side.phase {
        Phase::Active => "active".to_owned(),
        Phase::Standby => "standby: it waits for a recovery".to_owned(),
        Phase::Fenced => {
            "fenced: its schedules are paused, and its storage location is read-only".to_owned()
        }
        Phase::Recover => {
            let run = side.run_name();
            let tiers: Vec<&str> = side
                .run
                .iter()
                .flat_map(|run| &run.tiers)
                .filter_map(|tier| model.tiers.get(*tier))
                .map(|tier| tier.name.value.as_str())
                .collect();
            let of = if tiers.is_empty() {
                String::new()
            } else {
                format!(" of {}", tiers.join(", "))
            };
            let from = hands_over(model, side).map_or("nothing", |c| c.name.value.as_str());
            if begun(model, side) {
                format!("recovers {from} by run {run}{of}")
            } else {
                format!(
                    "ready to recover {from} by run {run}{of}{}",
                    unpromoted(model, side)
                )
            }
        }
    }
}

/// A rehearsal must not promote the live standby.
fn unpromoted(model: &Model, side: &RecoverySide) -> String {
    let promotes = model.namespaces.iter().flat_map(|block| &block.workloads).any(|workload| {
        matches!(workload.recover.as_ref().map(|r| &r.value), Some(Recover::Replication(r)) if r.promote.is_some())
    });
    let there = side
        .stages
        .iter()
        .any(|stage| matches!(stage.kind, StageKind::Promote(_)));
    if promotes && !there {
        "; its standbys are not promoted".to_owned()
    } else {
        String::new()
    }
}
