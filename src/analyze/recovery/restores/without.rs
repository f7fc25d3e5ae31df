//! Claims that a Restore leaves out.

use crate::analyze::backup::demand::{self, Capture};
use crate::analyze::effective::Member;
use crate::model::{Method, Model};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Labels of claims without data: restored, one of a `Retain` volume has a dead handle.
pub(super) fn left_out(members: &[Arc<Member>]) -> BTreeSet<(String, String)> {
    let mut labels = BTreeSet::new();
    for member in members {
        for workload in &member.block.workloads {
            for volume in &workload.volumes {
                if let Some(label) = volume
                    .label
                    .as_ref()
                    .filter(|_| !member.copies(workload, volume))
                {
                    labels.insert((label.0.to_string(), label.1.to_string()));
                }
            }
        }
    }
    labels
}

/// Labels of claims that another tool brings, of pods that are not restored for their files.
pub(super) fn brought_elsewhere(
    model: &Model,
    members: &[Arc<Member>],
) -> BTreeSet<(String, String)> {
    let mut labels = BTreeSet::new();
    for member in members {
        for workload in &member.block.workloads {
            if demand::capture(model, member, workload) == Some(Capture::Files) {
                continue;
            }
            let whole = member.method_of(workload) == Method::Elsewhere;
            let volumes = workload.volumes.iter();
            let brought = volumes.filter(|volume| whole || volume.elsewhere.is_some());
            let brought = brought.filter_map(|volume| volume.label.as_ref());
            labels.extend(brought.map(|label| (label.0.to_string(), label.1.to_string())));
        }
    }
    labels
}
