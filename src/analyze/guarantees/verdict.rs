//! What is said of a line in every table, page and lock: its status, and how much of what it depends on
//! was not read.

use super::status::Status;
use crate::analyze::effective::Member;
use crate::model::{Apps, Cluster, Model};
use crate::repository::{Observed, Unread};
use std::collections::BTreeSet;
use std::fmt;

/// Whether a promise holds, and on what that rests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Judgement {
    /// Whether it holds, as far as was read.
    pub status: Status,
    /// How many parts of the repository that it depends on were not read.
    pub not_read: usize,
}

impl Judgement {
    /// Whether it holds, and nothing that it depends on is unknown.
    pub fn is_proved(self) -> bool {
        self.status.is_kept() && self.open() == 0
    }

    /// The parts that an accusation or a promise of no data does not depend on are left out.
    fn open(self) -> usize {
        match self.status {
            Status::Kept | Status::KeptWithoutMissedRun => self.not_read,
            Status::Declared
            | Status::NoData
            | Status::SizeUnknown
            | Status::NotMet
            | Status::EverythingLost
            | Status::Unknown => 0,
        }
    }
}

impl fmt::Display for Judgement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.open() {
            0 => self.status.fmt(f),
            open => write!(f, "{}, {open} not read", self.status),
        }
    }
}

/// How many parts were not read of the paths that a namespace comes from, on its primary and on the clusters
/// that recover it, and of the platforms there.
pub(super) fn not_read(model: &Model, observed: &Observed, member: &Member) -> usize {
    let own = |cluster: &Cluster| cluster.recovers.as_ref().map_or(cluster.id, |id| id.value);
    let clusters = model.clusters.values();
    let clusters = clusters.filter(|cluster| own(cluster) == own(&member.cluster));
    let platforms = model.platforms.values();
    let platforms = platforms.map(|one| one.path.value.as_str());
    let apps = member.block.apps.iter().flat_map(Apps::overlays);
    let paths = platforms.chain(apps.map(|path| path.value.as_str()));
    let paths: Vec<&str> = paths.collect();
    let parts: BTreeSet<&Unread> = clusters
        .flat_map(|cluster| paths.iter().map(|path| (cluster.id, (*path).to_owned())))
        .filter_map(|place| observed.unread.get(&place))
        .flatten()
        .collect();
    parts.len()
}
