//! How many data movers may be prepared at one time, and which of them find no node that can attach their volume.
//!
//! Velero accepts every volume as soon as its snapshot is made and creates its pod, however many volumes a node moves at
//! once. A pod whose volume no node can attach waits, and is cancelled after `--data-mover-prepare-timeout`
//! (data_upload_controller.go and data_download_controller.go, 1.15.2 to 1.18.1).

use crate::analyze::backup::demand::count;
use crate::analyze::backup::queue::TICK;
use crate::analyze::backup::restore::nodes;
use crate::analyze::drivers::{self, ATTACHED};
use crate::analyze::effective::Member;
use crate::analyze::quantities::Seconds;
use crate::analyze::sets::BackupSet;
use crate::model::{Cluster, Model};
use std::sync::Arc;

/// Volumes that are prepared at one time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exposed {
    /// How many.
    pub volumes: u64,
    /// Until the last of them is moved.
    pub time: Seconds,
    /// Until the first of them is moved.
    pub first: Seconds,
    /// From a free place on a node until a volume is ready to be moved.
    pub start: Seconds,
}

impl Exposed {
    /// How many find no place on a node within a time, where there are places for so many.
    pub fn late(&self, places: u64, prepared: Seconds) -> Option<u64> {
        let waiting = self.volumes.checked_sub(places).filter(|few| *few > 0)?;
        // The last of them begins once as many are moved as wait.
        let until = self.time.times(waiting).over(self.volumes.max(1));
        let until = until.max(self.first).plus(self.start);
        (until > prepared).then_some(waiting)
    }
}

/// What each node attaches for data movers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attach {
    /// Volumes of data movers.
    pub movers: u64,
    /// The driver whose limit is known, with the limit, and the volumes of the pods on each node.
    pub known: Option<(&'static str, u64, u64)>,
}

/// What each node of a cluster attaches for data movers beside the volumes of the pods of some namespaces; `None` where
/// no driver of the plan has a limit.
pub fn attach<'m>(
    model: &Model,
    cluster: &Cluster,
    members: impl Iterator<Item = &'m Arc<Member>>,
) -> Option<Attach> {
    let names = model.snapshots.values().map(|one| &*one.driver.value);
    let limited = names.filter(|name| !drivers::attaches_any(name));
    let limits = limited.map(drivers::attached);
    let tightest = limits.min_by_key(|limit| limit.map_or(ATTACHED, |(_, most)| most))?;
    let Some((driver, most)) = tightest else {
        return Some(Attach {
            movers: ATTACHED,
            known: None,
        });
    };
    let volumes = members.fold(0_u64, |sum, member| {
        let workloads = member.block.workloads.iter();
        workloads.fold(sum, |sum, workload| {
            let each = workload.volumes.len() as u64;
            sum.saturating_add(each.saturating_mul(member.replicas(workload)))
        })
    });
    let pods = volumes.div_ceil(nodes(cluster));
    Some(Attach {
        // Where the pods alone have more, the nodes attach more than is known.
        movers: most.saturating_sub(pods).max(1),
        known: Some((driver, most, pods)),
    })
}

/// The most that the backups of a cluster may prepare at one time and that takes longest: those of a set, with all that
/// move data at the same time.
pub fn by_backups(sets: &[&Arc<BackupSet>]) -> Vec<Exposed> {
    let moving: Vec<&BackupSet> = sets
        .iter()
        .map(|set| &***set)
        .filter(|set| set.moves_data && count(&set.demand.moved) > 0)
        .collect();
    let exposed = moving.iter().filter_map(|set| {
        let worst_case = set.worst_case.as_ref()?;
        let beside = moving.iter().filter(|other| overlap(set, other));
        let volumes = beside.fold(0_u64, |sum, other| {
            sum.saturating_add(count(&other.demand.moved))
        });
        let (moved, start) = (worst_case.cost.moved, set.capacity.mover_start);
        // Those that are attached are set up side by side, and not one after another in the lanes.
        let rounds = count(&set.demand.moved).div_ceil(moved.lanes.max(1));
        let time = moved.time.less(start.times(rounds.saturating_sub(1)));
        Some(Exposed {
            volumes,
            time: time.plus(worst_case.waits.most.lanes),
            first: moved.shortest,
            start,
        })
    });
    exposed.collect()
}

/// Whether two sets may move data at one time.
fn overlap(one: &BackupSet, other: &BackupSet) -> bool {
    if one.schedule_name == other.schedule_name {
        return true;
    }
    let span = |set: &BackupSet| {
        let worst_case = set.worst_case.as_ref()?;
        let waits = worst_case.waits.most.total();
        Some(worst_case.cost.whole().plus(waits).plus(TICK))
    };
    let times = one.schedule.as_ref().zip(other.schedule.as_ref());
    let apart = times.and_then(|(one, other)| one.times.apart(&other.times));
    match (apart, span(one), span(other)) {
        (Some(apart), Some(own), Some(others)) => apart <= own.max(others),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::Exposed;
    use crate::analyze::quantities::Seconds;

    #[test]
    fn late() {
        let prepared = Seconds::minutes(30);
        let exposed = |volumes, minutes, first| Exposed {
            volumes,
            time: Seconds::minutes(minutes),
            first: Seconds::minutes(first),
            start: Seconds::minutes(2),
        };
        assert_eq!(exposed(60, 380, 19).late(15, prepared), Some(45));
        assert_eq!(exposed(60, 380, 19).late(60, prepared), None);
        // All are moved before a wait ends.
        assert_eq!(exposed(60, 20, 1).late(15, prepared), None);
        // The first that is moved takes too long by itself.
        assert_eq!(exposed(50, 300, 29).late(49, prepared), Some(1));
        assert_eq!(exposed(50, 300, 20).late(49, prepared), None);
    }
}
