//! Volumes without a claim that a snapshot could be made of, as the repository shows them.

use super::charted::charted_pods;
use super::shown_pods::shown_pods;
use super::shown_workloads;
use crate::lint::LintCx;
use crate::model::{Volume, Workload};
use crate::repository::contents::VolumeSource;

/// Types of PersistentVolumes of which neither a CSI driver nor a plugin of Velero makes snapshots (Velero 1.18.3,
/// `internal/volumehelper`: PersistentVolumes that no snapshotter knows are skipped).
const NEVER_TAKEN: [&str; 4] = ["cephfs", "hostPath", "local", "nfs"];

/// Whether no snapshot can contain a volume: a share or a directory that pods mount themselves, or a claim that Git binds
/// to such a PersistentVolume. What is not shown may be a claim.
pub(in crate::lint) fn is_never_taken(
    cx: &LintCx<'_>,
    workload: &Workload,
    volume: &Volume,
) -> bool {
    let name = volume.name.value.as_str();
    let of_pods = shown_pods(cx)
        .filter(|shown| shown.workload.id == workload.id)
        .filter_map(|shown| {
            let mut volumes = shown.pods.volumes.iter();
            let found = volumes.find(|found| found.name == name)?;
            let bound = shown.volume(cx, found);
            let never = bound.is_some_and(|bound| NEVER_TAKEN.contains(&bound.source.as_str()));
            Some(never || has_no_claim(&found.source))
        });
    let of_charts = shown_workloads(cx)
        .filter(|(_, own, ..)| own.id == workload.id)
        .filter_map(|(member, own, path, _)| {
            let contents = cx.inventory.contents(member.id.cluster, path)?;
            let mut volumes = charted_pods(contents, member, own)?.volumes.iter();
            let found = volumes.find(|found| found.name == name)?;
            Some(has_no_claim(&found.source))
        });
    let all: Vec<bool> = of_pods.chain(of_charts).collect();
    !all.is_empty() && all.iter().all(|never| *never)
}

fn has_no_claim(source: &VolumeSource) -> bool {
    match source {
        VolumeSource::Claim(_)
        | VolumeSource::Template(_)
        | VolumeSource::Ephemeral(_)
        | VolumeSource::Unstated => false,
        VolumeSource::Empty
        | VolumeSource::HostPath
        | VolumeSource::HostData
        | VolumeSource::Configuration
        | VolumeSource::Other(_) => true,
    }
}
