//! Backup sets: the namespaces of one cluster that one Schedule backs up.

use super::effective::Effective;
use super::schedule::{self, Schedule};
use super::stable::{hex, shortened};
use super::timing::{self, TimeOuts};
use super::{copies, schedule::SMALLEST};
use crate::model::value::Duration;
use crate::model::{Cluster, Method, Model, NamespaceName, Store, Tier};
use std::collections::BTreeMap;

/// The longest name of a Schedule: its backups append 15 characters, and Velero loses the volume
/// information of CSI snapshots where that is more than 63 (volumes_information.go, v1.18.3).
pub const SCHEDULE_NAME: usize = 48;

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
    /// When it runs; `None` where no interval keeps the promise.
    pub schedule: Option<Schedule>,
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
            let floor = if method.copies_volumes() {
                None
            } else {
                Some(SMALLEST)
            };
            let schedule = schedule::choose(
                model,
                &format!("{plan}/{}/{name}", cluster.name.value),
                first,
                floor,
            );
            Some(BackupSet {
                cluster,
                tier,
                method,
                schedule_name: shortened(&full, SCHEDULE_NAME),
                time_outs: time_outs(cluster, store, &members),
                moves_data: copies::must_leave_region(model, cluster),
                name,
                members,
                rest,
                store,
                schedule,
            })
        })
        .collect();
    // Names are joined by `-`, which names may hold: two clusters may come to one name [V68].
    let names: Vec<String> = sets.iter().map(|set| set.schedule_name.clone()).collect();
    for set in &mut sets {
        if names
            .iter()
            .filter(|name| **name == set.schedule_name)
            .count()
            > 1
        {
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

/// The time-outs of a set. Where a namespace declares no workload nobody knows what is on its
/// volumes, and a time-out that is too short gives up at every run, so that there is never a backup.
fn time_outs(cluster: &Cluster, store: &Store, members: &[Effective<'_>]) -> TimeOuts {
    let mut known = timing::time_outs(cluster, store, members);
    let silent = members
        .iter()
        .filter(|member| member.block.workloads.is_empty());
    for member in silent {
        match member.method.0 {
            Method::Snapshot => {
                known.item_operations = known.item_operations.max(timing::UNDECLARED);
            }
            Method::FileBackup => known.pod_volumes = known.pod_volumes.max(timing::UNDECLARED),
            Method::Dump | Method::Replication | Method::Operator | Method::Rebuild => {}
        }
    }
    known
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
