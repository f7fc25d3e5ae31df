//! What a recovery run restores: one Restore for each namespace whose claims a gate counts, so that a claim that is
//! there too much in one makes up for none that lacks in another; and one for the other namespaces of a backup set,
//! two where Git knows nothing of some of them.

mod without;

use super::beside::Beside;
use super::{RecoverySide, tiers_in_order};
use crate::analyze::backup::cost::LARGE;
use crate::analyze::backup::demand::{self, Capture, Demand};
use crate::analyze::backup::restore::{self, Part};
use crate::analyze::backup::timeouts::{LEAST, SNAPSHOTS, TimeOuts};
use crate::analyze::effective::Member;
use crate::analyze::facts::Facts;
use crate::analyze::sets::BackupSet;
use crate::analyze::stable_hash::shortened;
use crate::model::{Method, Model, Restore, Store, Tier};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use without::{brought_elsewhere, left_out};

/// The longest name of a Restore: Velero puts it into labels.
const NAME: usize = 63;

/// A Restore.
#[derive(Debug, Clone)]
pub struct Restored {
    /// Its name, which carries the run: Velero runs a Restore once (V56).
    pub name: String,
    /// The file, without its extension.
    pub file: String,
    /// The tier.
    pub tier: Arc<Tier>,
    /// The Schedule whose newest completed backup is taken.
    pub schedule: String,
    /// The backup that is taken instead.
    pub backup: Option<Box<str>>,
    /// The namespaces.
    pub members: Vec<Arc<Member>>,
    /// Whether it is everything that is not named.
    pub rest: bool,
    /// What of them is restored.
    pub content: Content,
    /// Labels of claims that were not copied.
    pub without: BTreeSet<(String, String)>,
    /// Whether a backup of the set holds volumes that were not copied, and no pod needs them: one of a `Retain`
    /// class has a dead handle.
    pub dead_handles: bool,
    /// How many claims the data mover must bring; fewer means that an application came first.
    pub volumes: u64,
    /// The volumes that are restored.
    pub demand: Demand,
    /// Where they come from.
    pub store: Arc<Store>,
    /// How long Velero may take.
    pub time_outs: TimeOuts,
}

impl Restored {
    /// What of the stage it is.
    pub(super) fn part(&self) -> Part<'_> {
        Part {
            demand: &self.demand,
            store: &self.store,
        }
    }

    /// Whether files of running pods are restored.
    pub fn files(&self) -> bool {
        !self.demand.files.is_empty()
    }
}

/// What of a namespace is restored.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Content {
    /// These kinds: the others come from Git.
    Kinds(BTreeSet<String>),
    /// Everything, without claims where no volume was copied.
    Everything {
        /// Whether claims are restored.
        claims: bool,
    },
}

pub(super) fn compute(facts: Facts<'_>, side: &RecoverySide) -> Vec<Restored> {
    let (Some(from), Some(run)) = (&side.from, &side.run) else {
        return Vec::new();
    };
    let mut all = Vec::new();
    let others = Beside::of(facts, &side.cluster, LARGE);
    for tier in tiers_in_order(facts.model) {
        if !run.restores(tier.id) {
            continue;
        }
        let before = all.len();
        let first = facts.sets_of(from).filter(|set| !set.second);
        for set in first.filter(|set| set.tier.id == tier.id) {
            // A backup of a second Schedule may be named instead.
            let seconds = facts
                .sets_of(from)
                .filter(|second| second.is_second_of(set));
            let schedules = std::iter::once(set).chain(seconds);
            let mut schedules = schedules.map(|set| set.schedule_name.as_str());
            let backup = schedules.find_map(|schedule| run.backup(schedule));
            let label = side.cluster.run_label(&run.name);
            of_set(facts, set, (&label, backup), &mut all);
        }
        time_outs(
            side,
            tier,
            &others,
            all.get_mut(before..).unwrap_or_default(),
        );
    }
    all
}

/// An operation of one Restore may wait for those of all the others of its stage, and of other plans. A volume without a known size may be
/// large, and a time-out that is too short ends every try.
fn time_outs(side: &RecoverySide, tier: &Tier, others: &Beside, stage: &mut [Restored]) {
    let parts = stage.iter().map(Restored::part);
    let whole = restore::on_one_node(parts, &side.cluster, side.around(tier, LARGE), LARGE);
    let whole = whole.plus(others.longest);
    let whole = whole.plus(others.held.ends(whole));
    for one in stage {
        one.time_outs = restore::restore_time_outs(whole, &one.demand, &one.members);
    }
}

fn of_set(
    facts: Facts<'_>,
    set: &BackupSet,
    (label, backup): (&str, Option<&str>),
    all: &mut Vec<Restored>,
) {
    let model = facts.model;
    let moved = set.moves_data && !set.rest;
    let mut parts: BTreeMap<(Option<&str>, Content), Vec<Arc<Member>>> = BTreeMap::new();
    for member in &set.members {
        if let Some(mut content) = content(model, set, member) {
            beside_pods(facts, member, &mut content);
            let counted = moved && moved_claims(model, member) > 0;
            let own = counted.then(|| member.name.value.as_str());
            parts
                .entry((own, content))
                .or_default()
                .push(member.clone());
        }
    }
    let plan = &model.plan.name.value;
    // A namespace may be called like a number.
    let is_name = |number: u64| {
        let number = number.to_string();
        let mut names = set.members.iter().map(|member| &member.name.value);
        names.any(|name| name.as_str() == number)
    };
    let mut numbers = (2..).filter(|number| !is_name(*number));
    // Asked once: a set has a Restore for each of its namespaces.
    let dead_handles = !left_out(&set.members).is_empty();
    let mut first = true;
    for ((own, content), members) in parts {
        let more = match own {
            Some(namespace) => Some(namespace.to_owned()),
            None if first => None,
            None => numbers.next().map(|number| number.to_string()),
        };
        first &= own.is_some();
        let file = match more {
            Some(more) => format!("{}-{more}", set.name),
            None => set.name.clone(),
        };
        let demand = if members.len() == set.members.len() {
            set.demand.clone()
        } else {
            demand::compute(model, &members, set.moves_data)
        };
        all.push(Restored {
            name: shortened(&format!("{plan}-{file}-{label}"), NAME),
            file,
            tier: set.tier.clone(),
            schedule: set.schedule_name.clone(),
            backup: backup.map(Box::from),
            rest: set.rest,
            content,
            // A pod that is restored for its files needs every claim to be scheduled, also an empty one.
            without: if demand.files.is_empty() {
                left_out(&members)
            } else {
                brought_elsewhere(model, &members)
            },
            dead_handles: demand.files.is_empty() && dead_handles,
            volumes: if moved {
                members
                    .iter()
                    .map(|member| moved_claims(model, member))
                    .sum()
            } else {
                0
            },
            time_outs: TimeOuts {
                item_operations: LEAST,
                pod_volumes: LEAST,
                snapshots: SNAPSHOTS,
            },
            demand,
            store: set.store.clone(),
            members,
        });
    }
}

/// Whether a Restore brings anything of a set, so that a recovery waits for a backup of it.
pub fn has_restore(model: &Model, set: &BackupSet) -> bool {
    let mut members = set.members.iter();
    members.any(|member| content(model, set, member).is_some())
}

/// What is restored of a namespace; `None` where it would be nothing: an empty list of kinds means
/// every kind to Velero.
fn content(model: &Model, set: &BackupSet, member: &Member) -> Option<Content> {
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
            "deployments.apps",
            "pods",
            // Velero restores the class of a pod with it, if the list has its kind (pod_action.go, v1.18.3): the
            // application brings it too late, and a pod without its class is refused.
            "priorityclasses.scheduling.k8s.io",
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

/// Adds what restored pods wait for, where the repository shows it: the application would bring it, and its stage waits for
/// the files of these pods. Kinds without a place in Velero's order come after pods, and before it waits for their files
/// (restore.go, v1.18.3).
fn beside_pods(facts: Facts<'_>, member: &Member, content: &mut Content) {
    let Content::Kinds(kinds) = content else {
        return;
    };
    if kinds.contains("pods") {
        let shown = facts.observed.beside_pods.get(&member.block.id);
        kinds.extend(shown.into_iter().flatten().map(|kind| (*kind).to_owned()));
    }
}

/// The claims of a namespace that the data mover brings: declared, copied by snapshot, one a
/// replica of a StatefulSet.
fn moved_claims(model: &Model, member: &Member) -> u64 {
    let mut claims: u64 = 0;
    for workload in &member.block.workloads {
        if demand::capture(model, member, workload) == Some(Capture::Snapshot) {
            let copied = workload
                .volumes
                .iter()
                .filter(|v| member.copies(workload, v));
            let copied = copied.map(|volume| member.copies_of(workload, volume));
            claims = copied.fold(claims, u64::saturating_add);
        }
    }
    claims
}
