//! What else reads the stores of a recovery: one loss may take several primaries, and starts the recovery of each.

use super::reading::read_of;
use crate::analyze::backup::restore::Sharing;
use crate::analyze::facts::Facts;
use crate::analyze::links;
use crate::analyze::rpo::survival;
use crate::model::{Cluster, Scope};

/// Whether a loss of a primary takes another cluster for certain.
fn takes(scope: Scope, primary: &Cluster, other: &Cluster) -> bool {
    match scope {
        Scope::Volume | Scope::Cluster => false,
        Scope::Zone => other.shares_zone(primary) == Some(true),
        Scope::Region => other.shares_region(primary),
    }
}

/// Whether it may take it: what declares no zone may be in the zone that is lost.
fn may_take(scope: Scope, primary: &Cluster, other: &Cluster) -> bool {
    match scope {
        Scope::Zone => other.shares_zone(primary) != Some(false),
        Scope::Volume | Scope::Cluster | Scope::Region => takes(scope, primary, other),
    }
}

/// What the recoveries of other primaries read at worst, over every loss that a cluster answers. The largest of them is
/// not always the worst: it may take the cluster that would recover another primary too.
pub(super) fn with_others(facts: Facts<'_>, cluster: &Cluster, primary: &Cluster) -> Sharing {
    worst(|scope| after(facts, cluster, primary, scope))
}

/// The same without other plans.
pub(in crate::analyze) fn within_plan(
    facts: Facts<'_>,
    cluster: &Cluster,
    primary: &Cluster,
) -> Sharing {
    worst(|scope| of_plan(facts, cluster, primary, scope))
}

fn worst(after: impl Fn(Scope) -> Sharing) -> Sharing {
    let mut worst = Sharing::new();
    for scope in survival::SCOPES {
        for (store, others) in after(scope) {
            let known = worst.entry(store).or_default();
            *known = known.or(others);
        }
    }
    worst
}

/// What the recoveries of other primaries read that one loss starts; nothing where the cluster does not answer it.
pub(in crate::analyze) fn after(
    facts: Facts<'_>,
    cluster: &Cluster,
    primary: &Cluster,
    scope: Scope,
) -> Sharing {
    let mut sharing = of_plan(facts, cluster, primary, scope);
    if is_answered(cluster, primary, scope) {
        for (link, one) in links::read_by_others(facts, cluster, primary, scope) {
            let known = sharing.entry(link).or_default();
            *known = known.and(one);
        }
    }
    sharing
}

fn is_answered(cluster: &Cluster, primary: &Cluster, scope: Scope) -> bool {
    cluster.id != primary.id && survival::answers(cluster, primary, scope)
}

fn of_plan(facts: Facts<'_>, cluster: &Cluster, primary: &Cluster, scope: Scope) -> Sharing {
    let mut sharing = Sharing::new();
    if !is_answered(cluster, primary, scope) {
        return sharing;
    }
    // What one cluster recovers of several counts as begun together, whatever is lost.
    let model = facts.model;
    let beside = |other: &Cluster| {
        let mut heirs = model.recoveries(other.id);
        heirs.any(|heir| heir.shares_site(cluster))
    };
    let others = facts
        .model
        .primaries()
        .filter(|other| other.id != primary.id);
    for other in others.filter(|other| may_take(scope, primary, other) || beside(other)) {
        for (link, one) in read_of(facts, other, |heir| !takes(scope, primary, heir)) {
            let known = sharing.entry(link).or_default();
            *known = known.and(one);
        }
    }
    sharing
}
