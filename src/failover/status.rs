//! Where a plan is, cluster by cluster.

use super::moves::{begun, hands_over};
use crate::analyze::Facts;
use crate::analyze::recovery::{Place, StageKind, State};
use crate::model::{Model, Recover};

/// One line a cluster, as the plan says it: what the clusters do is not seen from here.
pub fn status(model: &Model, facts: &Facts<'_>) -> Vec<String> {
    let width = facts
        .places
        .iter()
        .map(|place| place.cluster.name.value.as_str().len())
        .max()
        .unwrap_or(0);
    facts
        .places
        .iter()
        .map(|place| {
            let name = place.cluster.name.value.as_str();
            format!("{name:width$}  {}", words(model, place))
        })
        .collect()
}

fn words(model: &Model, place: &Place<'_>) -> String {
    match place.state {
        State::Active => "active".to_owned(),
        State::Standby => "standby: it waits".to_owned(),
        State::Fenced => "fenced: schedules are paused, the location is read-only".to_owned(),
        State::Recover(mode) => {
            let run = place.state.run().unwrap_or_default();
            let tiers: Vec<&str> = mode
                .into_iter()
                .flat_map(|mode| &mode.tiers)
                .map(|tier| tier.value.as_str())
                .collect();
            let of = if tiers.is_empty() {
                String::new()
            } else {
                format!(" of {}", tiers.join(", "))
            };
            let from = hands_over(model, place).map_or("nothing", |c| c.name.value.as_str());
            if begun(model, place) {
                format!("recovers {from} by run {run}{of}")
            } else {
                format!(
                    "ready to recover {from} by run {run}{of}{}",
                    unpromoted(model, place)
                )
            }
        }
    }
}

/// A rehearsal must not promote the live standby.
fn unpromoted(model: &Model, place: &Place<'_>) -> String {
    let promotes = model.namespaces.iter().flat_map(|block| &block.workloads).any(|workload| {
        matches!(workload.recover.as_ref().map(|r| &r.value), Some(Recover::Replication(r)) if r.promote.is_some())
    });
    let there = place
        .stages
        .iter()
        .any(|stage| matches!(stage.kind, StageKind::Promote(..)));
    if promotes && !there {
        "; not promoted".to_owned()
    } else {
        String::new()
    }
}
