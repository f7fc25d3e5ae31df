//! Backup sets: the namespaces of one cluster that one Schedule backs up.

mod key;
mod shared;

use crate::analyze::backup::beside::Beside;
use crate::analyze::backup::cost::Capacity;
use crate::analyze::backup::demand::{self, Demand};
use crate::analyze::backup::schedule::Schedule;
use crate::analyze::backup::timeouts::{self, TimeOuts};
use crate::analyze::drivers;
use crate::analyze::effective::{Member, MemberId};
use crate::analyze::origin::Sourced;
use crate::analyze::rpo::survival::{self, StoreCopy, Survivors};
use crate::analyze::rpo::worst_case::WorstCase;
use crate::analyze::stable_hash::{hex, shortened};
use crate::model::value::Duration;
use crate::model::{Cluster, Method, Model, NamespaceName, Scope, Store, Tier};
use key::SetKey;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The longest name of a Schedule: its backups append 15 characters, and Velero loses the volume
/// information of CSI snapshots where that is more than 63 (volumes_information.go, v1.18.3).
pub const SCHEDULE_NAME: usize = 48;

/// One backup set.
#[derive(Debug)]
pub struct BackupSet {
    /// The primary.
    pub cluster: Arc<Cluster>,
    /// The tier.
    pub tier: Arc<Tier>,
    /// The method.
    pub method: Method,
    /// Its name: `<tier>-<method>`, for the rest `<tier>-rest`, with a hash where something is not
    /// the tier's own.
    pub name: String,
    /// The name of its Schedule.
    pub schedule_name: String,
    /// Its namespaces, by name.
    pub members: Vec<Arc<Member>>,
    /// Whether it is every namespace that is not named.
    pub rest: bool,
    /// Where it goes.
    pub store: Arc<Store>,
    /// What one backup asks for.
    pub demand: Demand,
    /// What it is given.
    pub capacity: Capacity,
    /// What else is in the queue of its cluster.
    pub beside: Arc<Beside>,
    /// When it runs: the longest interval that keeps the promise, or the one that comes nearest to
    /// it; `None` where a pinned line cannot be read or never fires.
    pub schedule: Option<Schedule>,
    /// What is lost at worst; there with every schedule that means one thing.
    pub worst_case: Option<WorstCase>,
    /// How long Velero may take.
    pub time_outs: TimeOuts,
    /// Whether snapshots are moved to the store.
    pub moves_data: bool,
    /// The smallest loss that takes snapshots with it which are not moved.
    pub lives: Sourced<Scope>,
    /// Whether snapshots that are lost with the region alone would stay where they are.
    pub lives_decides: bool,
    /// Whether it is a second Schedule of namespaces that have a first one.
    pub second: bool,
    /// Which copy of the store is restored from after each loss.
    survivors: Survivors,
    /// The backup that is restored after a loss instead of the newest.
    pinned: Vec<(Scope, Box<str>)>,
}

impl BackupSet {
    /// Whether a loss takes the snapshots of its volumes, of which the store has no bytes.
    pub fn is_lost_with(&self, scope: Scope) -> bool {
        self.lives.value <= scope && self.demand.snapshots > 0 && !self.moves_data
    }

    /// The copy of the store that is restored from after a loss; `None` where everything is lost.
    pub fn survivor(&self, scope: Scope) -> Option<StoreCopy> {
        let copy = self.survivors.after(scope)?;
        (!self.is_lost_with(scope)).then_some(copy)
    }

    /// The backup that is restored after a loss, where a mode that was left over names one.
    pub fn pinned(&self, scope: Scope) -> Option<&str> {
        let named = self.pinned.iter().find(|(of, _)| *of == scope)?;
        Some(&named.1)
    }

    /// Whether it is a second Schedule of every namespace of a first one.
    pub fn is_second_of(&self, first: &Self) -> bool {
        let mut members = first.members.iter();
        self.second && members.all(|member| self.holds(member.id))
    }

    /// Whether it backs up a namespace.
    pub fn holds(&self, member: MemberId) -> bool {
        let mut members = self.members.iter();
        self.cluster.id == member.cluster && members.any(|own| own.id == member)
    }

    /// The RPO of its namespaces, which is one.
    pub fn rpo(&self) -> Option<Duration> {
        Some(self.members.first()?.rpo?.value)
    }

    /// Whether something else copies the data of all its namespaces, so that it has objects alone. Every namespace that
    /// is not named may have volumes.
    pub fn has_objects_alone(&self) -> bool {
        !self.rest && self.method.copies_objects_alone()
    }

    /// Whether promises are about what it copies: volumes, or all that there is of a namespace without a workload.
    pub fn keeps_promises(&self) -> bool {
        let mut members = self.members.iter();
        let whole = members.any(|member| member.block.workloads.is_empty());
        self.demand.copies() || (self.rest || self.method.copies_volumes()) && whole
    }

    /// What it is called in a sentence: its one workload, or its namespaces, and never the name
    /// that its Schedule is made of, which no author wrote.
    pub fn label(&self) -> String {
        let name = |member: &Member| format!("`{}`", member.name.value.as_str());
        let Some((first, others)) = self.members.split_first() else {
            return format!("`{}`", self.name);
        };
        match (others, first.block.workloads.as_slice()) {
            _ if self.rest => "every other namespace".to_owned(),
            ([], [only]) => format!("`{}` of {}", only.label(), name(first)),
            ([], _) => name(first),
            ([second], _) => format!("{} and {}", name(first), name(second)),
            ([second, more @ ..], _) => {
                format!("{}, {} and {} more", name(first), name(second), more.len())
            }
        }
    }

    /// How many of its backups are there at one time.
    pub fn retained(&self) -> Option<u64> {
        Some(self.schedule.as_ref()?.runs(self.keep()?))
    }

    /// How long its backups are kept.
    pub fn keep(&self) -> Option<Duration> {
        Some(self.members.first()?.keep?.value)
    }
}

/// The backup sets of namespaces, sorted by cluster and name.
pub(super) fn compute<'m>(
    model: &Model,
    members: impl IntoIterator<Item = &'m Arc<Member>>,
) -> Vec<BackupSet> {
    let mut groups: Groups = BTreeMap::new();
    for member in members {
        let key = SetKey::of_member(member).filter(|_| !member.is_from_git_alone());
        let (Some(key), Some(tier), Some(_)) = (key, &member.tier, &member.store) else {
            continue;
        };
        let method = if member.name.value == NamespaceName::Rest {
            "rest"
        } else {
            member.set_method().word()
        };
        let mut name = format!("{}-{method}", tier.name.value);
        let key = key.fingerprint();
        if member.overridden {
            name = format!("{name}-{}", hex(&key, 4));
        }
        let group = (sorted_name(&member.cluster), name, key);
        groups.entry(group).or_default().push(member.clone());
    }
    let mut sets: Vec<BackupSet> = Vec::new();
    for ((_, name, _), members) in disambiguate(groups) {
        let Some(first) = set_of(model, name, members) else {
            continue;
        };
        let second = seconds(model, &first);
        sets.push(first);
        sets.extend(second);
    }
    // Names are joined by `-`, which names may hold: two clusters may come to one name [V68].
    let mut uses: BTreeMap<String, usize> = BTreeMap::new();
    for set in &sets {
        *uses.entry(set.schedule_name.clone()).or_default() += 1;
    }
    for set in &mut sets {
        if uses.get(&set.schedule_name) > Some(&1) {
            let long = format!(
                "{}-{}",
                set.schedule_name,
                hex(&format!("{}/{}", set.cluster.name.value, set.name), 8)
            );
            set.schedule_name = shortened(&long, SCHEDULE_NAME);
        }
        set.pinned = survival::pinned(model, &set.cluster, &set.schedule_name);
    }
    let own = sets.iter().map(|set| (set.cluster.id, &*set.members));
    let shared = shared::among(own);
    for (set, shared) in sets.iter_mut().zip(shared) {
        set.capacity.serial = shared;
    }
    sets
}

/// The name of a cluster such that the recoveries of one cluster lie side by side, whatever others are called.
fn sorted_name(cluster: &Cluster) -> String {
    match cluster.of_primary() {
        Some(primary) => format!("{}\0{primary}", cluster.stated_name()),
        None => cluster.name.value.to_string(),
    }
}

/// The second Schedules of a set: one for each tier that its namespaces name.
fn seconds(model: &Model, first: &BackupSet) -> Vec<BackupSet> {
    let mut under: BTreeMap<String, Vec<Arc<Member>>> = BTreeMap::new();
    for member in &first.members {
        for also in member.also() {
            let Some(second) = member.under(model, also) else {
                continue;
            };
            let name = format!("{}-also-{}", first.name, second.tier_name());
            let members = under.entry(name).or_default();
            if members.iter().all(|known| known.id != second.id) {
                members.push(Arc::new(second));
            }
        }
    }
    let sets = under.into_iter();
    sets.filter_map(|(name, members)| set_of(model, name, members))
        .collect()
}

fn set_of(model: &Model, name: String, mut members: Vec<Arc<Member>>) -> Option<BackupSet> {
    members.sort_by(|a, b| a.name.value.cmp(&b.name.value));
    let first = members.first()?;
    let (cluster, tier) = (first.cluster.clone(), first.tier.clone()?);
    let store = first.store.as_ref()?.value.clone();
    // A run that was left over restores by the tiers of the promises.
    let second = first.second.as_ref();
    let promise = second.and_then(|second| second.first.as_ref());
    let promise = promise.map_or(tier.id, |first| first.id);
    let full = format!("{}-{}-{name}", model.plan.name.value, cluster.name.value);
    let lives = drivers::lives(model);
    let moved = |lives| members.iter().any(|m| survival::is_moved(model, m, lives));
    let moves_data = moved(lives.value);
    let lives_decides = moves_data && !moved(Scope::Region);
    let demand = demand::compute(model, &members, moves_data);
    let capacity = Capacity::of_set(model, &cluster, &store);
    Some(BackupSet {
        schedule_name: shortened(&full, SCHEDULE_NAME),
        time_outs: timeouts::time_outs(&members, &demand, &capacity),
        moves_data,
        lives,
        lives_decides,
        survivors: Survivors::of_store(model, &cluster, &store, promise),
        second: first.second.is_some(),
        name,
        rest: first.name.value == NamespaceName::Rest,
        method: first.set_method(),
        cluster,
        tier,
        members,
        store,
        demand,
        capacity,
        beside: Arc::default(),
        pinned: Vec::new(),
        schedule: None,
        worst_case: None,
    })
}

/// Namespaces by cluster, name of their set and key.
type Groups = BTreeMap<(String, String, String), Vec<Arc<Member>>>;

/// Sets of one name and other values get as many digits of their hash as they need to differ.
fn disambiguate(groups: Groups) -> Groups {
    let mut counts: BTreeMap<(String, String), usize> = BTreeMap::new();
    for (cluster, name, _) in groups.keys() {
        *counts.entry((cluster.clone(), name.clone())).or_default() += 1;
    }
    groups
        .into_iter()
        .map(|((cluster, name, key), members)| {
            let alone = counts.get(&(cluster.clone(), name.clone())) == Some(&1);
            let name = if alone {
                name
            } else {
                format!("{name}{}", hex(&key, 16).split_off(4))
            };
            ((cluster, name, key), members)
        })
        .collect()
}
