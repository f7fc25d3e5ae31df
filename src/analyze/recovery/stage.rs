//! A stage of a recovery, and what it waits for.

use crate::analyze::effective::Member;
use crate::model::{Apps, BlockId, NamespaceId, Platform, PlatformId, Tier, TierId};
use std::sync::Arc;

/// What a side goes through in one piece.
#[derive(Debug, Clone)]
pub struct Stage {
    /// Which it is.
    pub id: StageId,
    /// What it applies.
    pub kind: StageKind,
    /// The name of its object.
    pub name: String,
    /// What it waits for.
    pub edges: Vec<Edge>,
}

/// Which stage of a side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StageId {
    /// See [`StageKind::Backup`].
    Backup,
    /// See [`StageKind::VeleroConfig`].
    VeleroConfig,
    /// See [`StageKind::Platform`].
    Platform(PlatformId),
    /// See [`StageKind::Storage`].
    Storage,
    /// See [`StageKind::Restore`].
    Restore(TierId),
    /// See [`StageKind::Promote`].
    Promote(NamespaceId),
    /// See [`StageKind::Apps`].
    Apps(BlockId),
    /// See [`StageKind::Load`].
    Load(NamespaceId),
    /// See [`StageKind::Check`].
    Check(TierId),
    /// See [`StageKind::Complete`].
    Complete,
}

/// What a stage applies, with all that it concerns, so that no caller searches for it again.
#[derive(Debug, Clone)]
pub enum StageKind {
    /// Location, policies and schedules of a cluster that serves.
    Backup,
    /// What Velero and node-agent read when they start.
    VeleroConfig,
    /// A platform.
    Platform(Arc<Platform>),
    /// The storage location, and the maps that Velero reads at a restore.
    Storage,
    /// The Restores of a tier.
    Restore(Arc<Tier>),
    /// The promotion of a namespace's standbys.
    Promote(Arc<Member>),
    /// The applications of a namespace block: the first of its namespaces, and those of the blocks that
    /// come from the same path.
    Apps(Arc<Member>, Vec<Arc<Member>>),
    /// The loading of a namespace's dumps.
    Load(Arc<Member>),
    /// The checks of a tier.
    Check(Arc<Tier>),
    /// The one object to wait for.
    Complete,
}

impl StageKind {
    /// Which stage it is of its side.
    pub fn id(&self) -> StageId {
        match self {
            StageKind::Backup => StageId::Backup,
            StageKind::VeleroConfig => StageId::VeleroConfig,
            StageKind::Platform(platform) => StageId::Platform(platform.id),
            StageKind::Storage => StageId::Storage,
            StageKind::Restore(tier) => StageId::Restore(tier.id),
            StageKind::Promote(member) => StageId::Promote(member.id.namespace),
            StageKind::Apps(member, _) => StageId::Apps(member.block.id),
            StageKind::Load(member) => StageId::Load(member.id.namespace),
            StageKind::Check(tier) => StageId::Check(tier.id),
            StageKind::Complete => StageId::Complete,
        }
    }

    /// Whether all recoveries on one cluster have it in common: it is there once, whatever is recovered.
    pub fn is_shared(&self) -> bool {
        match self {
            StageKind::VeleroConfig | StageKind::Platform(_) => true,
            StageKind::Backup
            | StageKind::Storage
            | StageKind::Restore(_)
            | StageKind::Promote(_)
            | StageKind::Apps(..)
            | StageKind::Load(_)
            | StageKind::Check(_)
            | StageKind::Complete => false,
        }
    }

    /// What such stages are called, several of them.
    pub fn word(&self) -> &'static str {
        match self {
            StageKind::Backup | StageKind::VeleroConfig | StageKind::Storage => "configuration",
            StageKind::Platform(_) => "platforms",
            StageKind::Restore(_) => "restores",
            StageKind::Promote(_) => "promotions",
            StageKind::Apps(..) => "applications",
            StageKind::Load(_) => "loads",
            StageKind::Check(_) => "checks",
            StageKind::Complete => "completion",
        }
    }

    /// What of the author's it applies from Git.
    pub fn in_git(&self) -> Option<InGit<'_>> {
        match self {
            StageKind::Platform(platform) => Some(InGit::Platform(platform)),
            StageKind::Apps(member, _) => Some(InGit::Apps(member.block.apps.as_ref()?)),
            StageKind::Backup
            | StageKind::VeleroConfig
            | StageKind::Storage
            | StageKind::Restore(_)
            | StageKind::Promote(_)
            | StageKind::Load(_)
            | StageKind::Check(_)
            | StageKind::Complete => None,
        }
    }

    /// The namespaces of a stage: one of each block.
    pub fn members(&self) -> impl Iterator<Item = &Arc<Member>> {
        let (first, more): (_, &[Arc<Member>]) = match self {
            StageKind::Promote(member) | StageKind::Load(member) => (Some(member), &[]),
            StageKind::Apps(member, more) => (Some(member), more),
            StageKind::Backup
            | StageKind::VeleroConfig
            | StageKind::Platform(_)
            | StageKind::Storage
            | StageKind::Restore(_)
            | StageKind::Check(_)
            | StageKind::Complete => (None, &[]),
        };
        first.into_iter().chain(more)
    }
}

/// What a stage applies from paths that the author keeps in Git.
#[derive(Debug, Clone, Copy)]
pub enum InGit<'s> {
    /// A platform.
    Platform(&'s Platform),
    /// The overlays of an application.
    Apps(&'s Apps),
}

/// One stage waits for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edge {
    /// The other.
    pub to: StageId,
    /// How long it is waited for.
    pub waits: Waits,
}

/// How long a stage waits for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Waits {
    /// Until it has succeeded once: what has been restored, promoted or loaded does not hold back a
    /// later commit.
    Once,
    /// Again at every commit.
    Always,
}

impl Edge {
    /// Waits again at every commit.
    pub(super) fn always(to: StageId) -> Self {
        Self {
            to,
            waits: Waits::Always,
        }
    }

    /// Waits for one success.
    pub(super) fn once(to: StageId) -> Self {
        Self {
            to,
            waits: Waits::Once,
        }
    }
}
