//! The mode a cluster is in, stated or by default.

use crate::model::value::Name;
use crate::model::{Cluster, Mode, RecoverMode, Standby};
use crate::source::Spanned;

/// The run of a cold cluster that says none.
const FIRST_RUN: &str = "r1";

/// The mode a cluster is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State<'a> {
    /// It waits.
    Standby,
    /// A recovery is under way, or will be as soon as the cluster is there; `None` is the first run
    /// of a cold cluster.
    Recover(Option<&'a RecoverMode>),
    /// It serves.
    Active,
    /// It was lost and must not write.
    Fenced,
}

impl<'a> State<'a> {
    /// The state of a cluster: a primary serves, a warm cluster waits, and the path of a cold one is
    /// always kept as a recovery, since bootstrapping an empty cluster is the recovery.
    pub fn of(cluster: &'a Cluster) -> Self {
        match cluster.mode.as_ref().map(|mode| &mode.value) {
            Some(Mode::Standby { .. }) => State::Standby,
            Some(Mode::Recover(mode)) => State::Recover(Some(mode)),
            Some(Mode::Active { .. }) => State::Active,
            Some(Mode::Fenced { .. }) => State::Fenced,
            None if cluster.recovers.is_none() => State::Active,
            None => match cluster.standby.as_ref().map(|standby| standby.value) {
                Some(Standby::Warm) => State::Standby,
                Some(Standby::Cold) | None => State::Recover(None),
            },
        }
    }

    /// Whether a recovery is under way.
    pub fn recovering(self) -> bool {
        matches!(self, State::Recover(_))
    }

    /// The name of the run.
    pub fn run(self) -> Option<&'a str> {
        match self {
            State::Recover(mode) => Some(mode.map_or(FIRST_RUN, |mode| mode.run.value.as_str())),
            State::Standby | State::Active | State::Fenced => None,
        }
    }

    /// Whether a tier is restored by the run.
    pub fn restores(self, tier: &str) -> bool {
        match self {
            State::Recover(None) => true,
            State::Recover(Some(mode)) => {
                mode.tiers.is_empty() || mode.tiers.iter().any(|t| t.value.as_str() == tier)
            }
            State::Standby | State::Active | State::Fenced => false,
        }
    }

    /// The backup that is taken for a Schedule instead of the newest: its name is the Schedule's,
    /// a hyphen and a moment.
    pub fn backup(self, schedule: &str) -> Option<&'a str> {
        let State::Recover(Some(mode)) = self else {
            return None;
        };
        mode.backups.iter().map(|name| &*name.value).find(|name| {
            name.rsplit_once('-')
                .is_some_and(|(of, moment)| of == schedule && moment.len() == 14)
        })
    }
}

/// The cluster that a fenced one names to take over.
pub fn heir(cluster: &Cluster) -> Option<&Spanned<Name>> {
    match cluster.mode.as_ref().map(|mode| &mode.value) {
        Some(Mode::Fenced { heir, .. }) => heir.as_ref(),
        Some(Mode::Standby { .. } | Mode::Recover(_) | Mode::Active { .. }) | None => None,
    }
}

/// Whether a cluster is fenced for another: the one that it names, or whoever recovers it where it
/// names none.
pub fn hands_to(lost: &Cluster, to: &Cluster) -> bool {
    State::of(lost) == State::Fenced && heir(lost).is_none_or(|heir| heir.value == to.name.value)
}
