//! Where namespaces run now: on their primary, or on the cluster that took over.

use super::{Phase, RecoverySide};
use crate::analyze::effective::Member;
use crate::model::{Cluster, Model};
use std::sync::Arc;

/// The namespaces of recovery clusters that serve, or served before they were fenced.
pub(in crate::analyze) fn moved_members(
    model: &Model,
    members: &[Arc<Member>],
) -> Vec<Arc<Member>> {
    let mut moved = Vec::new();
    for cluster in model.clusters.values() {
        let took_over = matches!(Phase::of_cluster(cluster), Phase::Active | Phase::Fenced);
        let primary = model.primary_of(cluster);
        let Some(primary) = primary.filter(|primary| took_over && primary.id != cluster.id) else {
            continue;
        };
        let of_primary = members.iter().filter(|m| m.id.cluster == primary.id);
        moved.extend(of_primary.map(|member| Arc::new(member.on(cluster))));
    }
    moved
}

/// The cluster whose data is the newest: the primary, and from `failover finish` until the end of a failback the
/// cluster that took over.
pub fn home<'m>(model: &'m Model, primary: &'m Arc<Cluster>) -> &'m Arc<Cluster> {
    successor_of(model, primary).unwrap_or(primary)
}

/// Whether the promises are to be kept by the backups of a cluster.
pub fn serves(model: &Model, cluster: &Arc<Cluster>) -> bool {
    model
        .primary_of(cluster)
        .is_some_and(|primary| home(model, primary).id == cluster.id)
}

/// The namespaces where they run now, in the order of the plan.
pub(in crate::analyze) fn served_members(
    model: &Model,
    members: &[Arc<Member>],
    moved: &[Arc<Member>],
) -> Vec<Arc<Member>> {
    if moved.is_empty() {
        return members.to_vec();
    }
    let served = members
        .iter()
        .map(|member| match home(model, &member.cluster) {
            home if home.id == member.cluster.id => member.clone(),
            home => Arc::new(member.on(home)),
        });
    served.collect()
}

/// The namespaces of each cluster that a move would let serve, one list a cluster. Where that recovers several, the
/// namespaces of all of them are in its list, those of the one that is moved first: all may have taken over.
pub(in crate::analyze) fn members_after_a_move(
    model: &Model,
    members: &[Arc<Member>],
) -> Vec<Vec<Arc<Member>>> {
    let mut all = Vec::new();
    for cluster in model.clusters.values() {
        let Some(primary) = model.primary_of(cluster) else {
            continue;
        };
        let serves_now = home(model, primary);
        let next = cluster.id == primary.id || serves_now.id == primary.id;
        if serves_now.id == cluster.id || !next {
            continue;
        }
        let beside = model
            .clusters
            .values()
            .filter(|other| other.id != cluster.id && other.shares_site(cluster));
        let mut served = on(model, members, cluster);
        served.extend(beside.flat_map(|other| on(model, members, other)));
        all.push(served);
    }
    all
}

/// The namespaces of a primary on a cluster that serves for it.
fn on(model: &Model, members: &[Arc<Member>], cluster: &Arc<Cluster>) -> Vec<Arc<Member>> {
    let Some(primary) = model.primary_of(cluster) else {
        return Vec::new();
    };
    let of_primary = members.iter().filter(|m| m.id.cluster == primary.id);
    if cluster.id == primary.id {
        return of_primary.cloned().collect();
    }
    of_primary
        .map(|member| Arc::new(member.on(cluster)))
        .collect()
}

/// Whether a cluster that recovers several is there already, as it serves for another of them, did so, or recovers it.
pub fn is_there(sides: &[Arc<RecoverySide>], side: &RecoverySide) -> bool {
    let mut beside = sides.iter().filter(|other| {
        other.cluster.id != side.cluster.id && other.cluster.shares_site(&side.cluster)
    });
    beside.any(|other| match other.phase {
        Phase::Active | Phase::Fenced => true,
        Phase::Recover => other.promotes,
        Phase::Standby => false,
    })
}

/// The cluster that took over from a primary: it serves, or it was fenced for the failback. One that is fenced while the
/// primary serves has handed back.
pub(super) fn successor_of<'m>(model: &'m Model, primary: &Cluster) -> Option<&'m Arc<Cluster>> {
    let handed_back = Phase::of_cluster(primary) == Phase::Active;
    let took_over = |other: &&Arc<Cluster>| match Phase::of_cluster(other) {
        Phase::Active => true,
        Phase::Fenced => !handed_back,
        Phase::Recover | Phase::Standby => false,
    };
    let mut took_over: Vec<&Arc<Cluster>> =
        model.recoveries(primary.id).filter(took_over).collect();
    took_over.sort_by_key(|other| Phase::of_cluster(other) != Phase::Fenced);
    took_over.first().copied()
}
