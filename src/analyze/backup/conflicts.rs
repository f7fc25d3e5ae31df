//! Which Schedules of a cluster take a namespace together: from Velero 1.18 on such backups do not run at the same
//! time, and one that is queued waits for the others that are before it (backup_queue_controller.go, 1.18.3).
//!
//! A second Schedule takes the namespaces of the first, and a Schedule of the author what it likes. The first sets of plans
//! have no namespace in common; where one stands in several blocks, its cluster counts as one with a single slot.

use crate::analyze::sets::BackupSet;
use crate::model::ClusterId;
use crate::model::NamespaceName;
use crate::repository::Observed;
use crate::repository::schedules::{Copied, OtherSchedule, Takes, Writer};
use std::collections::BTreeSet;

/// Which namespaces a Schedule takes.
#[derive(Debug, Clone)]
pub(in crate::analyze) enum Scope<'s> {
    /// These.
    Named(BTreeSet<&'s str>),
    /// All but these.
    AllBut(BTreeSet<&'s str>),
}

impl<'s> Scope<'s> {
    fn of_author(copied: &'s Copied) -> Self {
        // A pattern may stand for any name.
        let pattern = |name: &String| name.contains(['*', '?', '[']);
        let without = copied.without.iter().filter(|name| !pattern(name));
        if copied.namespaces.is_empty() || copied.namespaces.iter().any(pattern) {
            return Scope::AllBut(without.map(String::as_str).collect());
        }
        let named = copied.namespaces.iter();
        let named = named.filter(|name| !copied.without.contains(*name));
        Scope::Named(named.map(String::as_str).collect())
    }

    fn of_set(set: &'s BackupSet, named: &BTreeSet<&'s str>) -> Self {
        if set.rest {
            return Scope::AllBut(named.clone());
        }
        let names = set.members.iter().map(|member| &member.name.value);
        Scope::Named(names.map(NamespaceName::as_str).collect())
    }

    fn meets(&self, other: &Self) -> bool {
        match (self, other) {
            (Scope::AllBut(_), Scope::AllBut(_)) => true,
            (Scope::Named(names), Scope::AllBut(without))
            | (Scope::AllBut(without), Scope::Named(names)) => {
                names.iter().any(|name| !without.contains(name))
            }
            (Scope::Named(one), Scope::Named(other)) => !one.is_disjoint(other),
        }
    }
}

/// The scopes of the Schedules of the author on a cluster, with their names.
fn authored(observed: &Observed, cluster: ClusterId) -> Vec<(&OtherSchedule, Scope<'_>)> {
    let here = observed
        .schedules
        .iter()
        .filter(|one| one.cluster == cluster);
    here.filter_map(|one| match &one.takes {
        Takes::Copied(copied) => Some((one, Scope::of_author(copied))),
        Takes::Computed(_) | Takes::Unknown(_) => None,
    })
    .collect()
}

/// Which sets of one cluster take a namespace that a Schedule of the author takes too.
pub(in crate::analyze) fn of_sets(observed: &Observed, sets: &[BackupSet]) -> Vec<bool> {
    let Some(cluster) = sets.first().map(|set| set.cluster.id) else {
        return Vec::new();
    };
    let authored = authored(observed, cluster);
    let named = named(sets);
    let scopes = sets.iter().map(|set| Scope::of_set(set, &named));
    scopes
        .map(|own| authored.iter().any(|(_, scope)| scope.meets(&own)))
        .collect()
}

/// Whether a Schedule of others takes a namespace that another one takes.
pub(in crate::analyze) fn of_other(
    observed: &Observed,
    sets: &[BackupSet],
    other: &OtherSchedule,
) -> bool {
    let authored = authored(observed, other.cluster);
    let foreign = observed.other_plans.get(&other.cluster);
    let foreign = foreign.into_iter().flatten().map(String::as_str);
    let foreign = Scope::Named(foreign.collect());
    match (&other.of, &other.takes) {
        (_, Takes::Copied(copied)) => {
            let own = Scope::of_author(copied);
            let named = named(sets);
            let mut scopes = sets.iter().map(|set| Scope::of_set(set, &named));
            let mut others = authored.iter().filter(|(one, _)| *one != other);
            scopes.any(|scope| scope.meets(&own))
                || others.any(|(_, scope)| scope.meets(&own))
                || foreign.meets(&own)
        }
        // Which of them it takes is not known: any of those that its plan backs up.
        (Writer::Plan(_), _) => authored.iter().any(|(_, scope)| match scope {
            Scope::AllBut(_) => true,
            Scope::Named(_) => scope.meets(&foreign),
        }),
        (Writer::Author(_), _) => false,
    }
}

fn named(sets: &[BackupSet]) -> BTreeSet<&str> {
    let members = sets.iter().filter(|set| !set.rest);
    let members = members.flat_map(|set| &set.members);
    members.map(|member| member.name.value.as_str()).collect()
}
