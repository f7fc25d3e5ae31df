//! What one backup of a set asks for: hooks, snapshots, and volumes to copy.
//!
//! Volumes that are alike are counted and not listed, so that a set of thousands of namespaces is
//! computed as fast as one of ten.

use crate::analyze::effective::Member;
use crate::analyze::quantities::Seconds;
use crate::model::value::{Share, ShareOfDay, Size};
use crate::model::{Method, Model, Workload, WorkloadKind};
use crate::repository::PlaceId;
use crate::source::Span;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What is known of a volume that decides how long its copy takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Volume {
    /// What is stored on it; `None` where it is not declared.
    pub size: Option<Size>,
    /// Whether that is the claim's, which the repository shows.
    pub from_claim: bool,
    /// New bytes.
    pub change: Option<ShareOfDay>,
    /// Share of the bytes in files that are written to between two runs.
    pub touched: Option<Share>,
}

/// Volumes that are alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Alike {
    /// How many there are.
    pub count: u64,
    /// The first of them: its statement, or its workload where that names no volume.
    pub first: Span,
    /// The claim that the size of the first is read from.
    pub claim: Option<PlaceId>,
}

/// Volumes by what is known of them.
pub type Volumes = BTreeMap<Volume, Alike>;

/// What one backup of a set asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Demand {
    /// The time-outs of every hook of every replica.
    pub hooks: Seconds,
    /// Volumes that are snapshotted, in the slot.
    pub snapshots: u64,
    /// Volumes that a data mover copies, after the slot.
    pub moved: Volumes,
    /// Volumes whose files are read, in the slot.
    pub files: Volumes,
    /// The first copied volume without a declared size.
    pub unsized_volume: Option<Span>,
}

impl Demand {
    /// Whether any volume is copied.
    pub fn copies(&self) -> bool {
        self.snapshots > 0 || !self.files.is_empty()
    }

    /// The same, with a share for the volumes without a declared share.
    pub(in crate::analyze) fn with_touched(&self, share: Share) -> Self {
        let with = |volumes: &Volumes| {
            let mut told = Volumes::new();
            for (volume, alike) in volumes {
                let volume = Volume {
                    touched: volume.touched.or(Some(share)),
                    ..*volume
                };
                merge(&mut told, Volumes::from([(volume, *alike)]));
            }
            told
        };
        Self {
            moved: with(&self.moved),
            files: with(&self.files),
            ..self.clone()
        }
    }
}

/// How many volumes there are.
pub fn count(volumes: &Volumes) -> u64 {
    volumes
        .values()
        .fold(0, |sum, alike| sum.saturating_add(alike.count))
}

/// How the volumes of a workload are captured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Capture {
    /// By snapshots.
    Snapshot,
    /// File by file.
    Files,
}

/// How the Schedule of its set captures a workload's volumes; `None` where it takes none.
pub fn capture(model: &Model, member: &Member, workload: &Workload) -> Option<Capture> {
    match (member.method_of(workload), member.set_method()) {
        (Method::Snapshot, _) | (Method::Dump, Method::Snapshot) => Some(Capture::Snapshot),
        // In a set of file backups every volume is copied as files, that of a dump too.
        (Method::FileBackup, _) | (Method::Dump, Method::FileBackup) => Some(Capture::Files),
        // A set of dumps alone has them copied by what the plan has.
        (Method::Dump, _) if model.snapshots.is_empty() => Some(Capture::Files),
        (Method::Dump, _) => Some(Capture::Snapshot),
        (Method::Replication | Method::Operator | Method::Elsewhere | Method::Rebuild, _) => None,
    }
}

/// The demand of a set.
pub(in crate::analyze) fn compute(
    model: &Model,
    members: &[Arc<Member>],
    moves_data: bool,
) -> Demand {
    let mut demand = Demand::default();
    for member in members {
        for workload in &member.block.workloads {
            let hooks = hook_time(member, workload).times(hooked(member, workload));
            demand.hooks = demand.hooks.plus(hooks);
            match capture(model, member, workload) {
                Some(Capture::Snapshot) => snapshot(&mut demand, member, workload, moves_data),
                Some(Capture::Files) => files(&mut demand, member, workload),
                None => {}
            }
        }
    }
    demand
}

fn snapshot(demand: &mut Demand, member: &Member, workload: &Workload, moves_data: bool) {
    let volumes = copied(member, workload);
    for (volume, alike) in &volumes {
        demand.snapshots = demand.snapshots.saturating_add(alike.count);
        // A snapshot that is not moved copies no bytes, so its size does not count.
        if moves_data {
            note_size(demand, volume, alike);
        }
    }
    if moves_data {
        merge(&mut demand.moved, volumes);
    }
}

fn files(demand: &mut Demand, member: &Member, workload: &Workload) {
    let volumes = copied(member, workload);
    for (volume, alike) in &volumes {
        note_size(demand, volume, alike);
    }
    merge(&mut demand.files, volumes);
}

fn note_size(demand: &mut Demand, volume: &Volume, alike: &Alike) {
    if volume.size.is_none() {
        demand.unsized_volume.get_or_insert(alike.first);
    }
}

fn merge(into: &mut Volumes, volumes: Volumes) {
    for (volume, alike) in volumes {
        into.entry(volume)
            .and_modify(|known| known.count = known.count.saturating_add(alike.count))
            .or_insert(alike);
    }
}

/// The volumes of a workload that Velero copies: those that it names, or one of unknown size.
fn copied(member: &Member, workload: &Workload) -> Volumes {
    let mut volumes = Volumes::new();
    if workload.volumes.is_empty() {
        let unknown = Volume {
            size: None,
            from_claim: false,
            change: None,
            touched: None,
        };
        let alike = Alike {
            count: member.volume_copies(workload),
            first: workload.name.span,
            claim: None,
        };
        volumes.insert(unknown, alike);
        return volumes;
    }
    for volume in &workload.volumes {
        if member.copies(workload, volume) {
            let size = member.size_of(volume);
            let claim = size.and_then(|size| size.origin.place());
            let known = Volume {
                size: size.map(|size| size.value),
                from_claim: claim.is_some(),
                change: volume.change.as_ref().map(|change| change.value),
                touched: volume.touched.as_ref().map(|touched| touched.value),
            };
            let alike = Alike {
                count: member.copies_of(workload, volume),
                first: volume.span,
                claim,
            };
            merge(&mut volumes, Volumes::from([(known, alike)]));
        }
    }
    volumes
}

/// Assumed number of nodes.
pub const NODES: u64 = 3;

/// The pods in which the hook of a workload runs, one after another: those of a DaemonSet are on every node.
pub(in crate::analyze) fn hooked(member: &Member, workload: &Workload) -> u64 {
    if workload.name.kind == WorkloadKind::DaemonSet && workload.replicas.is_none() {
        return member.cluster.nodes.map_or(NODES, |nodes| nodes.value);
    }
    member.replicas(workload)
}

/// How long the hook of one pod may take, before and after the copy.
pub(in crate::analyze) fn hook_time(member: &Member, workload: &Workload) -> Seconds {
    member.hook(workload).map_or(Seconds::ZERO, |hook| {
        let post = hook.post.as_ref().map(|post| post.timeout);
        Seconds::from(hook.pre.timeout).plus(post.map_or(Seconds::ZERO, Seconds::from))
    })
}
