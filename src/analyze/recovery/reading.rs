//! What a recovery reads of the links of its stores.

use crate::analyze::backup::demand::Demand;
use crate::analyze::backup::restore::Others;
use crate::analyze::facts::Facts;
use crate::model::{Cluster, StoreId};
use std::collections::BTreeMap;

/// What the recovery of a primary reads of each link: one of the clusters that recover it does, of those that are left.
pub(in crate::analyze) fn read_of(
    facts: Facts<'_>,
    primary: &Cluster,
    is_left: impl Fn(&Cluster) -> bool,
) -> Vec<(StoreId, Others)> {
    let mut demands: BTreeMap<StoreId, Vec<&Demand>> = BTreeMap::new();
    for set in facts.sets_of(primary).filter(|set| !set.second) {
        demands.entry(set.store.link).or_default().push(&set.demand);
    }
    let read = demands.into_iter().filter_map(|(link, demands)| {
        let heirs = facts.model.recoveries(primary.id);
        let heirs = heirs.filter(|heir| is_left(heir));
        let one = heirs.map(|heir| Others::of(heir, &demands));
        Some((link, one.reduce(Others::or)?))
    });
    read.collect()
}
