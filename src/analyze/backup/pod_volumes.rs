//! Which volumes of pods a file backup reads that are not claims.

use super::demand::{self, Capture};
use crate::analyze::sets::BackupSet;
use crate::model::{Model, Volume};
use crate::repository::Observed;

/// Whether every volume whose files the plan wants is known to be a claim: declared by what only claims have, or
/// shown. A directory of a pod (`emptyDir`) may hold what the plan wants wherever a volume is not known to be one.
pub(in crate::analyze) fn all_are_claims(
    model: &Model,
    observed: &Observed,
    set: &BackupSet,
) -> bool {
    let claim = |volume: &Volume| {
        volume.label.is_some() || volume.group.is_some() || observed.claims.contains(&volume.id)
    };
    let members = set.members.iter();
    let mut workloads = members.flat_map(|m| m.block.workloads.iter().map(move |w| (m, w)));
    workloads.all(|(member, workload)| {
        let read = demand::capture(model, member, workload) == Some(Capture::Files);
        let mut wanted = workload.volumes.iter();
        !read || wanted.all(|volume| !member.copies(workload, volume) || claim(volume))
    })
}
