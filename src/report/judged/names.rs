//! Which workloads, volumes and clusters a sentence of the verdict names.

use super::unique;
use crate::analyze::Analysis;

/// The clusters for which a recovery time is promised and which restore volumes from a replica. Replication has no order: the
/// file that makes a backup known may be there before its data is.
pub(super) fn from_replicas(analysis: &Analysis) -> Vec<String> {
    let sides = analysis.sides().iter().filter(|side| {
        let mut sets = analysis.sets_of(&side.primary);
        side.cluster.id != side.primary.id
            && sets.any(|set| {
                let promised = set.members.iter().any(|member| member.rto.is_some());
                promised && set.demand.copies() && !side.uses_main_bucket(&set.store)
            })
    });
    unique(
        sides
            .map(|side| side.cluster.name.value.to_string())
            .collect(),
    )
}

/// The volumes that are copied and of which no size is known.
pub(super) fn unsized_volumes(analysis: &Analysis) -> Vec<String> {
    let mut found = Vec::new();
    for member in analysis.members() {
        for workload in &member.block.workloads {
            for volume in &workload.volumes {
                if member.copies(workload, volume) && member.size_of(volume).is_none() {
                    let (namespace, name) = (member.name.value.as_str(), &volume.name.value);
                    found.push(format!("{name} of {namespace}/{}", workload.label()));
                }
            }
        }
    }
    unique(found)
}
