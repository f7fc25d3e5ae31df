//! How often a volume of a workload is there.

use super::Member;
use crate::model::{Volume, Workload, WorkloadKind};

impl Member {
    /// Copies of a workload's volumes: Velero sees one claim a replica of a StatefulSet.
    pub fn volume_copies(&self, workload: &Workload) -> u64 {
        match workload.name.kind {
            // The claims of a workload that is scaled to zero are still there.
            WorkloadKind::StatefulSet | WorkloadKind::Operated(_) => self.replicas(workload).max(1),
            WorkloadKind::Deployment | WorkloadKind::DaemonSet => 1,
        }
    }

    /// Copies of one of its volumes: an operator may make them for some of the pods.
    pub fn copies_of(&self, workload: &Workload, volume: &Volume) -> u64 {
        let facts = self.facts(workload).filter(|_| workload.replicas.is_none());
        let own = facts.and_then(|facts| *facts.copies.get(volume.id.index as usize)?);
        own.unwrap_or(self.volume_copies(workload))
    }

    /// Whether each pod of a workload keeps a part of the data, and not all of it.
    pub fn keeps_parts(&self, workload: &Workload) -> bool {
        self.facts(workload).is_some_and(|facts| facts.parts)
    }
}
