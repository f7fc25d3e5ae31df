//! Backup sets: the namespaces of one cluster that one Schedule backs up.

use super::copies;
use super::cost::Capacity;
use super::demand::{self, Demand};
use super::effective::Effective;
use super::rpo::Proof;
use super::schedule::Schedule;
use super::stable::{hex, shortened};
use super::timing::{self, TimeOuts};
use crate::model::value::Duration;
use crate::model::{Cluster, Method, Model, NamespaceName, Store, Tier};
use std::collections::BTreeMap;

/// The longest name of a Schedule: its backups append 15 characters, and Velero loses the volume
/// information of CSI snapshots where that is more than 63 (volumes_information.go, v1.18.3).
pub const SCHEDULE_NAME: usize = 48;

/// Namespaces of Kubernetes itself: restored, they point at what is gone.
pub const OF_KUBERNETES: [&str; 3] = ["kube-node-lease", "kube-public", "kube-system"];

/// Namespaces that no plan of a cluster takes with `*`: those of Kubernetes, of Velero, of Flux, and
/// those that are another plan's.
pub fn nobodys(model: &Model, home: &str) -> Vec<String> {
    let mut names = OF_KUBERNETES.map(str::to_owned).to_vec();
    names.push(model.plan.velero_namespace().to_owned());
    names.push(model.plan.flux_namespace().to_owned());
    names.extend(model.foreign.get(home).into_iter().flatten().cloned());
    names
}

/// One backup set.
#[derive(Debug)]
pub struct BackupSet<'a> {
    /// The primary.
    pub cluster: &'a Cluster,
    /// The tier.
    pub tier: &'a Tier,
    /// The method.
    pub method: Method,
    /// Its name: `<tier>-<method>`, for the rest `<tier>-rest`, with a hash where something is not
    /// the tier's own.
    pub name: String,
    /// The name of its Schedule.
    pub schedule_name: String,
    /// Its namespaces, by name.
    pub members: Vec<Effective<'a>>,
    /// Whether it is every namespace that is not named.
    pub rest: bool,
    /// Where it goes.
    pub store: &'a Store,
    /// What one backup asks for.
    pub demand: Demand,
    /// What it is given.
    pub capacity: Capacity,
    /// When it runs: the longest interval that keeps the promise, or the one that comes nearest to
    /// it; `None` where a pinned line cannot be read or never fires.
    pub schedule: Option<Schedule>,
    /// What is lost at worst; there with every schedule that means one thing.
    pub proof: Option<Proof>,
    /// How long Velero may take.
    pub time_outs: TimeOuts,
    /// Whether volumes must leave the region.
    pub moves_data: bool,
}

impl BackupSet<'_> {
    /// The RPO of its namespaces, which is one.
    pub fn rpo(&self) -> Option<Duration> {
        self.members.first().map(|member| member.rpo.0)
    }

    /// How long its backups are kept.
    pub fn keep(&self) -> Option<Duration> {
        self.members.first().map(|member| member.keep.0)
    }
}

/// What a namespace shares with the others of its set.
fn key(member: &Effective<'_>) -> String {
    let list = |items: Vec<String>| {
        let mut items = items;
        items.sort();
        items.join(",")
    };
    let values = &member.block.values;
    format!(
        "rpo={} rto={:?} keep={} store={} every={:?} avoid={} tolerate={} detect={:?} order={:?} when={:?} exclude={} labels={}",
        member.rpo.0,
        member.rto.map(|rto| rto.0.as_seconds()),
        member.keep.0,
        member.store.map_or("", |store| store.0.name.value.as_str()),
        member.every.map(|every| &*every.value),
        list(member.avoid.iter().map(|w| w.value.to_string()).collect()),
        member.tolerate,
        member.detect.map(Duration::as_seconds),
        values.order.as_ref().map(|order| order.value),
        values
            .when
            .iter()
            .map(|w| (
                w.scope.value.word(),
                w.rpo.as_ref().map(|r| r.as_seconds()),
                w.rto.as_ref().map(|r| r.as_seconds())
            ))
            .collect::<Vec<_>>(),
        list(
            member
                .block
                .exclude
                .iter()
                .map(|e| e.value.to_string())
                .collect()
        ),
        list(
            member
                .block
                .labels
                .iter()
                .map(|l| format!("{}={}", l.0, l.1))
                .collect()
        ),
    )
}

pub(super) fn compute<'a>(model: &'a Model, effective: &[Effective<'a>]) -> Vec<BackupSet<'a>> {
    let mut groups: Groups<'a> = BTreeMap::new();
    for member in effective {
        if member.store.is_none() {
            continue;
        }
        let rest = member.name.value == NamespaceName::Rest;
        let method = if rest {
            "rest"
        } else {
            member.set_method().word()
        };
        let mut name = format!("{}-{method}", member.tier.name.value);
        let key = key(member);
        if member.overridden {
            name = format!("{name}-{}", hex(&key, 4));
        }
        let group = (member.cluster.name.value.to_string(), name, key);
        groups.entry(group).or_default().push(member.clone());
    }
    let groups = told_apart(groups);
    let mut sets: Vec<BackupSet<'a>> = groups
        .into_iter()
        .filter_map(|((_, name, _), mut members)| {
            members.sort_by(|a, b| a.name.value.cmp(&b.name.value));
            let first = members.first()?;
            let (cluster, tier) = (first.cluster, first.tier);
            let (store, _) = first.store?;
            let rest = first.name.value == NamespaceName::Rest;
            let method = first.set_method();
            let plan = &model.plan.name.value;
            let full = format!("{plan}-{}-{name}", cluster.name.value);
            let moves_data = copies::must_leave_region(model, cluster);
            let demand = demand::compute(model, members.iter(), moves_data);
            let capacity = Capacity::of(model, cluster, store);
            Some(BackupSet {
                cluster,
                tier,
                method,
                schedule_name: shortened(&full, SCHEDULE_NAME),
                time_outs: timing::time_outs(&members, &demand, &capacity),
                moves_data,
                name,
                members,
                rest,
                store,
                demand,
                capacity,
                schedule: None,
                proof: None,
            })
        })
        .collect();
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
    }
    sets
}

type Groups<'a> = BTreeMap<(String, String, String), Vec<Effective<'a>>>;

/// Sets of one name and other values get as many digits of their hash as tell them apart.
fn told_apart(groups: Groups<'_>) -> Groups<'_> {
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
