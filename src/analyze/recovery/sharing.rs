//! What else reads the stores of a recovery: one loss may take several primaries, and starts the recovery of each.

use crate::analyze::backup::demand::Demand;
use crate::analyze::backup::restore::{Others, Sharing};
use crate::analyze::facts::Facts;
use crate::analyze::rpo::survival;
use crate::model::{Cluster, Scope, StoreId};
use std::collections::BTreeMap;

/// Whether the largest loss of a primary that a recovery cluster answers takes another cluster too.
fn takes(scope: Scope, primary: &Cluster, other: &Cluster) -> bool {
    match scope {
        Scope::Volume | Scope::Cluster => false,
        Scope::Zone => other.shares_zone(primary) == Some(true),
        Scope::Region => other.shares_region(primary),
    }
}

/// What the recoveries of other primaries read, which the largest loss that a cluster answers starts too.
pub(super) fn with_others(facts: Facts<'_>, cluster: &Cluster, primary: &Cluster) -> Sharing {
    let mut sharing = Sharing::new();
    if cluster.id == primary.id {
        return sharing;
    }
    let mut scopes = survival::SCOPES.into_iter();
    let Some(scope) = scopes.rfind(|scope| survival::answers(cluster, primary, *scope)) else {
        return sharing;
    };
    let others = facts
        .model
        .primaries()
        .filter(|other| other.id != primary.id);
    for other in others.filter(|other| takes(scope, primary, other)) {
        let mut demands: BTreeMap<StoreId, Vec<&Demand>> = BTreeMap::new();
        for set in facts.sets_of(other) {
            demands.entry(set.store.id).or_default().push(&set.demand);
        }
        for (store, demands) in demands {
            // One of the clusters that recover it does.
            let heirs = facts
                .model
                .recoveries(other.id)
                .filter(|heir| !takes(scope, primary, heir));
            let one = heirs
                .map(|heir| Others::of(heir, &demands))
                .reduce(Others::or);
            if let Some(one) = one {
                let known = sharing.entry(store).or_default();
                *known = known.and(one);
            }
        }
    }
    sharing
}
