//! Which sets wait in one queue with Schedules of others.

use crate::analyze::backup::beside::Beside;
use crate::analyze::backup::conflicts;
use crate::analyze::backup::solve;
use crate::analyze::effective::Member;
use crate::analyze::sets::BackupSet;
use crate::model::Model;
use crate::repository::Observed;
use crate::repository::schedules::OtherSchedule;
use std::sync::Arc;

/// Gives the sets of each cluster the Schedules of others that are in its queue.
pub(in crate::analyze) fn queue_with_others(
    (model, observed): (&Model, &Observed),
    served: &[Arc<Member>],
    sets: &mut [BackupSet],
) {
    if observed.schedules.is_empty() {
        return;
    }
    for range in solve::clusters(sets) {
        let Some(of_cluster) = sets.get_mut(range) else {
            continue;
        };
        let Some((cluster, capacity)) = of_cluster
            .first()
            .map(|set| (set.cluster.clone(), set.capacity))
        else {
            continue;
        };
        let members = served
            .iter()
            .filter(|member| member.cluster.shares_site(&cluster));
        let members: Vec<Arc<Member>> = members.cloned().collect();
        let shares = |other: &OtherSchedule| conflicts::of_other(observed, of_cluster, other);
        let here = observed.schedules.iter();
        let here = here.filter(|one| one.cluster == cluster.id);
        let beside = Beside::of_cluster(model, here, (&members, &capacity), shares);
        let beside = Arc::new(beside);
        let serial = conflicts::of_sets(observed, of_cluster);
        for (set, serial) in of_cluster.iter_mut().zip(serial) {
            set.beside = beside.clone();
            set.capacity.serial |= serial;
        }
    }
}
