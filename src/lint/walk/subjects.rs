//! What a finding is about, by ids: the smallest thing first, then what it is a part of.

use crate::analyze::effective::Member;
use crate::analyze::sets::BackupSet;
use crate::diag::Subject;
use crate::model::{BlockId, ClusterId, Id as _, VolumeId, WorkloadId};

/// A `namespace` block.
pub(in crate::lint) fn of_block(block: BlockId) -> Subject {
    Subject::Block(block.index())
}

/// A cluster, and what Flux applies to it.
pub(in crate::lint) fn of_cluster(cluster: ClusterId) -> Subject {
    Subject::Cluster(cluster.index())
}

/// A workload, and its block.
pub(in crate::lint) fn of_workload(id: WorkloadId) -> [Subject; 2] {
    let block = id.block.index();
    [Subject::Workload(block, id.index), Subject::Block(block)]
}

/// A volume, its workload, and its block.
pub(in crate::lint) fn of_volume(id: VolumeId) -> [Subject; 3] {
    let [workload, block] = of_workload(id.workload);
    let volume = Subject::Volume(id.workload.block.index(), id.workload.index, id.index);
    [volume, workload, block]
}

/// What the copies of a set rest on and nobody declares: volumes whose size is not known, and
/// workloads of which no volume is.
pub(in crate::lint) fn not_sized(set: &BackupSet) -> Vec<Subject> {
    let members = set.members.iter();
    members.flat_map(|member| of_member(member)).collect()
}

/// Every workload of a set, and their blocks.
pub(in crate::lint) fn of_set(set: &BackupSet) -> Vec<Subject> {
    let workloads = set
        .members
        .iter()
        .flat_map(|member| &member.block.workloads);
    workloads
        .flat_map(|workload| of_workload(workload.id))
        .collect()
}

fn of_member(member: &Member) -> Vec<Subject> {
    let mut subjects = Vec::new();
    for workload in &member.block.workloads {
        if workload.volumes.is_empty() {
            subjects.extend(of_workload(workload.id));
        }
        let volumes = workload.volumes.iter();
        for volume in volumes.filter(|volume| volume.size.is_none() && volume.is_taken()) {
            subjects.extend(of_volume(volume.id));
        }
    }
    subjects
}
