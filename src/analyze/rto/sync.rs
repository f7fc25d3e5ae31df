//! The first sync of the locations on a fresh cluster: Velero fetches every backup, one after another, and says that it
//! has synced a location after the last one.

use super::STEP;
use crate::analyze::facts::Facts;
use crate::analyze::quantities::Seconds;
use crate::model::Store;
use std::sync::Arc;

/// Assumed: so many backups are synced in a second. Each takes four requests to the store, one after another, and about
/// 15 ms besides (Velero 1.18.3).
const EACH_SECOND: u64 = 5;

/// How long the first sync of so many backups takes: Velero begins it up to a minute after the location is there.
pub(super) fn first(backups: u64) -> Seconds {
    STEP.plus(each(backups))
}

/// How long so many backups take of it.
pub fn each(backups: u64) -> Seconds {
    Seconds::new(backups.div_ceil(EACH_SECOND))
}

/// The backups that lie in some stores, of every set that is written there.
pub(super) fn backups(facts: Facts<'_>, stores: &[Arc<Store>]) -> u64 {
    let here = facts.sets.iter().filter(|set| {
        let mut stores = stores.iter();
        stores.any(|store| store.id == set.store.id)
    });
    here.filter_map(|set| set.retained())
        .fold(0, u64::saturating_add)
}
