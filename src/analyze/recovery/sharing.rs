//! What else reads the stores of a recovery: one loss may take several primaries, and starts the recovery of each.

use crate::analyze::backup::demand::Demand;
use crate::analyze::backup::restore::{Others, Sharing};
use crate::analyze::facts::Facts;
use crate::model::{Cluster, StoreId};
use std::collections::BTreeMap;

/// The largest loss that a recovery cluster answers.
#[derive(Debug, Clone, Copy)]
enum Loss<'c> {
    Cluster,
    Zone(&'c str, &'c str),
    Region(&'c str),
}

impl<'c> Loss<'c> {
    fn answered(cluster: &Cluster, primary: &'c Cluster) -> Self {
        let zones = (&cluster.zone, &primary.zone);
        match zones {
            _ if cluster.region.value != primary.region.value => {
                Loss::Region(&primary.region.value)
            }
            (Some(own), Some(lost)) if own.value != lost.value => {
                Loss::Zone(&primary.region.value, &lost.value)
            }
            _ => Loss::Cluster,
        }
    }

    fn takes(self, cluster: &Cluster) -> bool {
        let zone = || cluster.zone.as_ref().map(|zone| &*zone.value);
        match self {
            Loss::Cluster => false,
            Loss::Zone(region, lost) => *cluster.region.value == *region && zone() == Some(lost),
            Loss::Region(region) => *cluster.region.value == *region,
        }
    }
}

/// What the recoveries of other primaries read, which the largest loss that a cluster answers starts too.
pub(super) fn with_others(facts: Facts<'_>, cluster: &Cluster, primary: &Cluster) -> Sharing {
    let mut sharing = Sharing::new();
    if cluster.id == primary.id {
        return sharing;
    }
    let loss = Loss::answered(cluster, primary);
    let others = facts
        .model
        .primaries()
        .filter(|other| other.id != primary.id);
    for other in others.filter(|other| loss.takes(other)) {
        let mut demands: BTreeMap<StoreId, Vec<&Demand>> = BTreeMap::new();
        for set in facts.sets_of(other) {
            demands.entry(set.store.id).or_default().push(&set.demand);
        }
        for (store, demands) in demands {
            // One of the clusters that recover it does.
            let heirs = facts
                .model
                .recoveries(other.id)
                .filter(|heir| !loss.takes(heir));
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
