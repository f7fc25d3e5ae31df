//! The mode a cluster is in, stated or by default.

use crate::model::{Cluster, ClusterId, Mode, Model, RecoverMode, Standby, TierId, backup_of};
use std::sync::Arc;

/// The run of a cold cluster that says none.
const FIRST_RUN: &str = "r1";

/// The mode a cluster is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// It waits.
    Standby,
    /// A recovery is under way, or will be as soon as the cluster is there.
    Recover,
    /// It serves.
    Active,
    /// It was lost and must not write.
    Fenced,
}

impl Phase {
    /// The phase of a cluster: a primary serves, a warm cluster waits, and the path of a cold one is
    /// always kept as a recovery, since bootstrapping an empty cluster is the recovery.
    pub fn of_cluster(cluster: &Cluster) -> Self {
        match cluster.mode.as_ref().map(|mode| &mode.value) {
            Some(Mode::Standby { .. }) => Phase::Standby,
            Some(Mode::Recover(_)) => Phase::Recover,
            Some(Mode::Active { .. }) => Phase::Active,
            Some(Mode::Fenced { .. }) => Phase::Fenced,
            None if cluster.recovers.is_none() => Phase::Active,
            None => match cluster.standby.as_ref().map(|standby| standby.value) {
                Some(Standby::Warm) => Phase::Standby,
                Some(Standby::Cold) | None => Phase::Recover,
            },
        }
    }
}

/// The run of a recovery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// Its name.
    pub name: Box<str>,
    /// The tiers that it restores; all where empty.
    pub tiers: Vec<TierId>,
    /// Backups instead of the newest.
    backups: Vec<Box<str>>,
    /// Whether a `mode` statement says it.
    pub stated: bool,
}

impl Run {
    /// The run of a cluster that recovers; `None` for one that does not.
    pub(super) fn of_cluster(cluster: &Cluster) -> Option<Self> {
        if Phase::of_cluster(cluster) != Phase::Recover {
            return None;
        }
        Some(match cluster.mode.as_ref().map(|mode| &mode.value) {
            Some(Mode::Recover(mode)) => Self::stated(mode),
            Some(Mode::Standby { .. } | Mode::Active { .. } | Mode::Fenced { .. }) | None => {
                Self::first()
            }
        })
    }

    /// The first run of a cluster, of every tier.
    pub(super) fn first() -> Self {
        Self::whole(FIRST_RUN.into())
    }

    /// A run of every tier, from the newest backups.
    pub(super) fn whole(name: Box<str>) -> Self {
        Self {
            name,
            tiers: Vec::new(),
            backups: Vec::new(),
            stated: false,
        }
    }

    pub(super) fn stated(mode: &RecoverMode) -> Self {
        Self {
            name: mode.run.value.as_str().into(),
            tiers: mode.tiers.iter().map(|tier| tier.value).collect(),
            backups: mode
                .backups
                .iter()
                .map(|backup| backup.value.clone())
                .collect(),
            stated: true,
        }
    }

    /// Whether a tier is restored by it.
    pub fn restores(&self, tier: TierId) -> bool {
        self.tiers.is_empty() || self.tiers.contains(&tier)
    }

    /// The backup that is taken for a Schedule instead of the newest.
    pub(super) fn backup(&self, schedule: &str) -> Option<&str> {
        backup_of(self.backups.iter().map(|name| &**name), schedule)
    }
}

/// The cluster that a fenced one names to take over.
pub fn successor(cluster: &Cluster) -> Option<ClusterId> {
    match cluster.mode.as_ref().map(|mode| &mode.value) {
        Some(Mode::Fenced { successor, .. }) => successor.map(|successor| successor.value),
        Some(Mode::Standby { .. } | Mode::Recover(_) | Mode::Active { .. }) | None => None,
    }
}

/// Whether some cluster serves for a primary that is fenced, or recovers it: else no Schedule runs.
pub fn is_followed(model: &Model, lost: &Cluster) -> bool {
    model.recoveries(lost.id).any(|other| {
        let phase = Phase::of_cluster(other);
        phase == Phase::Active || phase == Phase::Recover && hands_to(lost, other)
    })
}

/// Whether no cluster makes backups of what runs for a primary: it is fenced and none takes over, or the cluster that took
/// over is fenced for the failback, and its applications go on writing.
pub fn is_halted(model: &Model, cluster: &Arc<Cluster>) -> bool {
    let primary = model.primary_of(cluster);
    primary.is_some_and(|primary| match Phase::of_cluster(primary) {
        Phase::Fenced => !is_followed(model, primary),
        Phase::Recover => model
            .recoveries(primary.id)
            .any(|other| Phase::of_cluster(other) == Phase::Fenced),
        Phase::Active | Phase::Standby => false,
    })
}

/// Whether a cluster is fenced for another: the one that it names, or any that recovers it where it
/// names none.
pub fn hands_to(lost: &Cluster, to: &Cluster) -> bool {
    Phase::of_cluster(lost) == Phase::Fenced
        && successor(lost).is_none_or(|successor| successor == to.id)
}
