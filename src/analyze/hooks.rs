//! What the pods of a workload are told: their hooks, expanded, and which volumes a file backup reads.

use crate::analyze::Analysis;
use crate::analyze::effective::Member;
use crate::analyze::recovery::{Phase, RecoverySide};
use crate::model::value::RepoPath;
use crate::model::{Apps, Cluster, Method, Model, Workload};
pub use crate::repository::ClaimName;
pub use crate::repository::reach::{
    Applier, Carrier, Edit, Field, FluxObject, Found, Lacking, MountedClaim, Mounting, ObjectName,
    Reach, ReachKey,
};
use crate::source::Spanned;

/// Volumes that a file backup reads against its default, by their names in the pod. Velero looks at
/// the opt-out list where it reads all volumes and at the opt-in list where it reads none
/// (volume_policy_helper.go, v1.18.3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Selection<'m> {
    /// The default holds for every volume.
    Default,
    /// All are read but these.
    But(Vec<&'m str>),
    /// These alone are read.
    Only(Vec<&'m str>),
}

/// Which volumes of a workload a file backup reads, by the names that the plan gives them: those of an operator's pods
/// have others.
pub fn selection<'m>(model: &Model, member: &Member, workload: &'m Workload) -> Selection<'m> {
    let method = member.method_of(workload);
    let set = member.set_method();
    let names = |wanted: bool| -> Vec<&'m str> {
        let volumes = workload.volumes.iter();
        volumes
            .filter(|v| member.copies(workload, v) == wanted)
            .map(|v| v.name.value.as_str())
            .collect()
    };
    let opted_in = set == Method::Snapshot && method == Method::FileBackup
        || set == Method::Dump && method == Method::Dump && model.snapshots.is_empty();
    match (set == Method::FileBackup, opted_in) {
        (true, _) if !names(false).is_empty() || leaves_all_out(workload, method) => {
            Selection::But(names(false))
        }
        (false, true) if !names(true).is_empty() => Selection::Only(names(true)),
        _ => Selection::Default,
    }
}

/// Whether a file backup must read no volume of an operator's pods, whether or not the plan knows them.
fn leaves_all_out(workload: &Workload, method: Method) -> bool {
    workload.name.value.kind.operator().is_some() && method != Method::FileBackup
}

/// Which volumes of an operator's pods a file backup reads, by their names there. What the plan does not name is read
/// as the method of the workload says.
pub fn selection_of_pods<'m>(
    model: &Model,
    member: &Member,
    workload: &Workload,
    volumes: &'m [MountedClaim],
) -> Selection<'m> {
    let names = |wanted: bool| -> Vec<&'m str> {
        let is_copied = |claim: &MountedClaim| {
            let mut named = workload.volumes.iter();
            let named = named.find(|volume| volume.name.value.as_str() == claim.plan);
            match named {
                Some(volume) => member.copies(workload, volume),
                None => member.method_of(workload).copies_volumes(),
            }
        };
        let all = volumes.iter().filter(|claim| is_copied(claim) == wanted);
        all.map(|claim| claim.pod.as_str()).collect()
    };
    match selection(model, member, workload) {
        Selection::Default => Selection::Default,
        Selection::But(_) => Selection::But(names(false)),
        Selection::Only(_) => Selection::Only(names(true)),
    }
}

/// Whether the pods of a workload carry annotations, which are patched onto its manifest.
pub fn annotated(model: &Model, member: &Member, workload: &Workload) -> bool {
    member
        .hook(workload)
        .is_some_and(|hook| hook.via_schedule.is_none())
        || selection(model, member, workload) != Selection::Default
}

/// The folder of a namespace's Component: one for each Kustomization that applies it, so a block
/// with one `apps` shares one, named after its first namespace by alphabet.
pub fn folder(member: &Member) -> String {
    let shared = member.block.apps.as_ref();
    let first = shared.and_then(|_| {
        member
            .block
            .names
            .iter()
            .map(|name| name.value.as_str())
            .min()
    });
    member
        .block
        .called(first.unwrap_or(member.name.value.as_str()))
}

/// The folder of the Component that patches an object: a Kustomization of Flux below the path of the
/// plan has one of its own.
pub fn folder_of(member: &Member, reach: Option<&Reach>) -> String {
    let inner = match reach {
        Some(Reach::By(found)) => inner_of(found),
        Some(Reach::Not(_)) | None => None,
    };
    match inner {
        None => folder(member),
        Some(object) => {
            let plain = |c: &char| c.is_ascii_alphanumeric() || *c == '-';
            let name: String = object.name.name.chars().filter(plain).collect();
            format!("{}/{name}", member.called())
        }
    }
}

/// The Flux Kustomization below the path of the plan that applies an object.
pub fn inner_of(found: &Found) -> Option<&FluxObject> {
    let applier = &found.applier;
    applier.object.as_ref().filter(|_| applier.inner)
}

/// The path that a stage applies now: that of a cluster that waits may be another one.
pub fn applied_path<'m>(side: &RecoverySide, apps: &'m Apps) -> &'m Spanned<RepoPath> {
    let waiting = apps.standby.as_ref();
    let waiting = waiting.filter(|_| side.phase == Phase::Standby);
    waiting.unwrap_or(side.overlay(apps))
}

/// How annotations reach the pods of a workload on a cluster; `None` where the repository does not
/// show it.
pub fn reach<'a>(
    analysis: &'a Analysis,
    side: &RecoverySide,
    member: &Member,
    workload: &Workload,
) -> Option<&'a Reach> {
    let apps = member.block.apps.as_ref()?;
    let stage = || applied_path(side, apps).value.to_string();
    analysis.observed().reaches.get(&ReachKey {
        cluster: side.cluster.id,
        stage: side.manages_apps.then(stage),
        namespace: member.id.namespace,
        workload: workload.id,
    })
}

/// The number in the name of the first pod of a StatefulSet.
pub fn first_ordinal(
    analysis: &Analysis,
    cluster: &Cluster,
    member: &Member,
    workload: &Workload,
) -> u64 {
    let side = analysis.side_of(cluster);
    match side.and_then(|side| reach(analysis, side, member, workload)) {
        Some(Reach::By(found)) => found.first,
        Some(Reach::Not(_)) | None => 0,
    }
}

/// Whether a cluster that waits lacks the workloads of a namespace, and with them their annotations:
/// scaled to nothing, a workload whose files are restored would delete the pods that Velero brings.
pub fn left_out(member: &Member) -> bool {
    let mut workloads = member.block.workloads.iter();
    workloads.any(|workload| member.method_of(workload) == Method::FileBackup)
}
