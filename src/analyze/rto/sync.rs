//! The first sync of the locations on a fresh cluster: Velero fetches every backup, one after another, and says that it
//! has synced a location after the last one.

use super::STEP;
use crate::analyze::backup::demand;
use crate::analyze::facts::Facts;
use crate::analyze::quantities::Seconds;
use crate::model::Store;
use std::sync::Arc;

/// Assumed: so many backups are synced in a second. Each takes four requests to the store, one after another, and about
/// 15 ms besides (Velero 1.18.3).
const EACH_SECOND: u64 = 5;

/// Assumed: so many PodVolumeBackups are created in a second, beside them. Velero makes one for each volume that was
/// copied as files, in the same loop, with at most 100 requests a second (backup_sync_controller.go, `--client-qps`).
const VOLUMES_A_SECOND: u64 = 100;

/// How long the first sync of so many backups takes, and of the volumes in them that were copied as files: Velero begins
/// it up to a minute after the location is there.
pub(super) fn first(backups: u64, volumes: u64) -> Seconds {
    STEP.plus(each(backups))
        .plus(Seconds::new(volumes / VOLUMES_A_SECOND))
}

/// How long so many backups take of it.
pub fn each(backups: u64) -> Seconds {
    Seconds::new(backups.div_ceil(EACH_SECOND))
}

/// The backups that lie in some stores, of every set that is written there, and the volumes in them that were copied as
/// files.
pub(super) fn backups(facts: Facts<'_>, stores: &[Arc<Store>]) -> (u64, u64) {
    let here = facts.sets.iter().filter(|set| {
        let mut stores = stores.iter();
        stores.any(|store| store.id == set.store.id)
    });
    here.fold((0, 0), |(backups, volumes): (u64, u64), set| {
        let retained = set.retained().unwrap_or(0);
        let files = demand::count(&set.demand.files).saturating_mul(retained);
        (
            backups.saturating_add(retained),
            volumes.saturating_add(files),
        )
    })
}
