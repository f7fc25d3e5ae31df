//! What a recovery run restores: one Restore a backup set, two where a set holds namespaces of
//! which Git knows nothing beside others.

use super::{Cx, Place, tiers_in_order};
use crate::analyze::demand::{self, Capture, Demand};
use crate::analyze::effective::Effective;
use crate::analyze::sets::BackupSet;
use crate::analyze::stable::shortened;
use crate::analyze::timing::{self, TimeOuts};
use crate::model::{Method, Model, NamespaceName, Restore, Store, Tier};
use crate::source::Spanned;
use std::collections::{BTreeMap, BTreeSet};

/// The longest name of a Restore: Velero puts it into labels.
const NAME: usize = 63;

/// A Restore.
#[derive(Debug, Clone)]
pub struct Restored<'a> {
    /// Its name, which carries the run: Velero runs a Restore once (V56).
    pub name: String,
    /// The file, without its extension.
    pub file: String,
    /// The tier.
    pub tier: &'a Tier,
    /// The Schedule whose newest completed backup is taken.
    pub schedule: String,
    /// The backup that is taken instead.
    pub backup: Option<&'a str>,
    /// The namespaces, as they are called in the backup.
    pub namespaces: Vec<&'a Spanned<NamespaceName>>,
    /// Whether it is everything that is not named.
    pub rest: bool,
    /// What of them comes back.
    pub content: Content,
    /// Labels of claims that were not copied.
    pub without: BTreeSet<(String, String)>,
    /// How many claims the data mover must bring; fewer means that an application came first.
    pub volumes: u64,
    /// The volumes that come back.
    pub demand: Demand,
    /// Where they come from.
    pub store: &'a Store,
    /// How long Velero may take.
    pub time_outs: TimeOuts,
}

impl Restored<'_> {
    /// Whether files of running pods come back.
    pub fn files(&self) -> bool {
        !self.demand.files.is_empty()
    }
}

/// What of a namespace comes back.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Content {
    /// These kinds: Git brings the others.
    Kinds(BTreeSet<String>),
    /// Everything, without claims where no volume was copied.
    Everything {
        /// Whether claims come back.
        claims: bool,
    },
}

/// The sets of a cluster, wherever they are kept.
pub(super) fn sets_of<'a, 'f>(
    cx: &Cx<'a, 'f>,
    cluster: &str,
) -> impl Iterator<Item = &'f BackupSet<'a>> + use<'a, 'f> {
    let name = cluster.to_owned();
    cx.sets
        .iter()
        .chain(cx.others)
        .filter(move |set| set.cluster.name.value.as_str() == name)
}

pub(super) fn compute<'a>(cx: &Cx<'a, '_>, place: &Place<'a>) -> Vec<Restored<'a>> {
    let (Some(from), Some(run)) = (place.from, place.state.run()) else {
        return Vec::new();
    };
    let mut all = Vec::new();
    for tier in tiers_in_order(cx.model) {
        if !place.state.restores(tier.name.value.as_str()) {
            continue;
        }
        for set in sets_of(cx, from.name.value.as_str()) {
            if set.tier.name == tier.name {
                of_set(cx.model, place, set, run, &mut all);
            }
        }
    }
    all
}

fn of_set<'a>(
    model: &'a Model,
    place: &Place<'a>,
    set: &BackupSet<'a>,
    run: &str,
    all: &mut Vec<Restored<'a>>,
) {
    let mut parts: BTreeMap<Content, Vec<&Effective<'a>>> = BTreeMap::new();
    for member in &set.members {
        if let Some(content) = content(model, set, member) {
            parts.entry(content).or_default().push(member);
        }
    }
    let plan = &model.plan.name.value;
    for (index, (content, members)) in parts.into_iter().enumerate() {
        let file = match index {
            0 => set.name.clone(),
            more => format!("{}-{}", set.name, more + 1),
        };
        let demand = if members.len() == set.members.len() {
            set.demand.clone()
        } else {
            demand::compute(model, members.iter().copied(), set.moves_data)
        };
        let moved = set.moves_data && !set.rest;
        all.push(Restored {
            name: shortened(&format!("{plan}-{file}-{run}"), NAME),
            file,
            tier: set.tier,
            schedule: set.schedule_name.clone(),
            backup: place.state.backup(&set.schedule_name),
            namespaces: members.iter().map(|member| member.name).collect(),
            rest: set.rest,
            content,
            // A pod that comes back for its files needs every claim to be scheduled, also an empty one.
            without: if demand.files.is_empty() {
                left_out(&members)
            } else {
                BTreeSet::new()
            },
            volumes: if moved {
                members
                    .iter()
                    .map(|member| moved_claims(model, member))
                    .sum()
            } else {
                0
            },
            time_outs: timing::restore_time_outs(place.cluster, set.store, &demand, &members),
            demand,
            store: set.store,
        });
    }
}

/// What comes back of a namespace; `None` where it would be nothing: an empty list of kinds means
/// every kind to Velero.
fn content(model: &Model, set: &BackupSet<'_>, member: &Effective<'_>) -> Option<Content> {
    let also = match member.block.restore.as_ref().map(|restore| &restore.value) {
        Some(Restore::All) => None,
        Some(Restore::Data(also)) => Some(also.as_slice()),
        None if member.block.apps.is_some() => Some([].as_slice()),
        None => None,
    };
    let Some(also) = also else {
        return Some(Content::Everything {
            claims: set.rest || set.method.copies_volumes(),
        });
    };
    let mut kinds: BTreeSet<String> = also.iter().map(|kind| kind.value.to_string()).collect();
    let mut add = |more: &[&str]| kinds.extend(more.iter().map(|kind| (*kind).to_owned()));
    if set.method.copies_volumes() {
        add(&["persistentvolumeclaims", "persistentvolumes"]);
    }
    // Without a workload the set's own method is all that is known.
    let set_by_files = set.method == Method::FileBackup
        || set.method == Method::Dump && model.snapshots.is_empty();
    let mut workloads = member.block.workloads.iter();
    // Files are written through pods, which must be owned when Flux brings the same workload.
    if set_by_files || workloads.any(|w| demand::capture(model, member, w) == Some(Capture::Files))
    {
        add(&[
            "configmaps",
            "daemonsets.apps",
            "deployments.apps",
            "pods",
            "replicasets.apps",
            "secrets",
            "serviceaccounts",
            "statefulsets.apps",
        ]);
    } else if set.method.copies_volumes() && !set.moves_data {
        add(&[
            "volumesnapshotcontents.snapshot.storage.k8s.io",
            "volumesnapshots.snapshot.storage.k8s.io",
        ]);
    }
    // The promotion runs before the application and reads its Secret.
    let kept = |method| matches!(method, Method::Replication | Method::Operator);
    let mut methods = member.block.workloads.iter().map(|w| member.method_of(w));
    if kept(set.method) || methods.any(kept) {
        add(&["configmaps", "secrets"]);
    }
    (!kinds.is_empty()).then_some(Content::Kinds(kinds))
}

/// The claims of a namespace that the data mover brings: declared, copied by snapshot, one a
/// replica of a StatefulSet.
fn moved_claims(model: &Model, member: &Effective<'_>) -> u64 {
    let mut claims: u64 = 0;
    for workload in &member.block.workloads {
        if demand::capture(model, member, workload) == Some(Capture::Snapshot) {
            let copied = workload
                .volumes
                .iter()
                .filter(|v| member.copies(workload, v));
            let copied = u64::try_from(copied.count()).unwrap_or(u64::MAX);
            claims = claims.saturating_add(copied.saturating_mul(workload.volume_copies()));
        }
    }
    claims
}

/// Labels of claims without data: restored, one of a `Retain` volume has a dead handle.
fn left_out(members: &[&Effective<'_>]) -> BTreeSet<(String, String)> {
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
