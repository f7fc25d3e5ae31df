//! Where a plan is, cluster by cluster.

use super::moves::{begun, hands_over};
use crate::analyze::Analysis;
use crate::analyze::recovery::{Phase, RecoverySide, StageKind};
use crate::model::{Model, Recover};

/// One line a cluster, as the plan states it: what the clusters really do is not known here.
pub fn status(analysis: &Analysis) -> Vec<String> {
    let sides = analysis.sides();
    let names = sides.iter().map(|side| side.cluster.name.value.as_str());
    let width = names.map(str::len).max().unwrap_or(0);
    sides
        .iter()
        .map(|side| {
            let name = side.cluster.name.value.as_str();
            format!("{name:width$}  {}", words(analysis.model(), side))
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
