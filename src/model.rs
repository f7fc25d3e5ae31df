//! The plan as it is meant: typed, resolved, without holes.
//!
//! `lower` makes it, every later layer reads it. What the author left out is `None` here; what
//! silence means is computed in `analyze`.

pub mod value;

mod allow;
mod cluster;
mod drill;
mod gitops;
mod hook;
mod id;
mod namespace;
mod operator;
mod plan;
mod recover;
mod store;
mod tier;
mod workload;

pub use allow::{Accept, Allow, Selector};
pub use cluster::{Cluster, Decrypt, Mode, RecoverMode, Site, Standby, backup_of};
pub use drill::{Alerts, Check, Drill, DrillKind, Probe, Record, Rhythm};
pub use gitops::{EngineName, Flux, GitOps, SourceKind, SourceRef};
pub use hook::{Holds, Hook, OnError, Param, Step};
pub use id::{
    BlockId, ClusterId, DrillId, HookId, Id, Named, NamespaceId, PlatformId, SnapshotsId, StoreId,
    Table, TierId, VolumeId, WorkloadId,
};
pub use namespace::{Apps, Namespace, NamespaceName, Need, Restore};
pub use operator::OperatorName;
pub use plan::{Plan, Tools};
pub use recover::{
    Dump, Elsewhere, HookParameters, Method, Operator, PodLabels, Promote, Recover, Replication,
};
pub use store::{
    Bucket, Ca, Deletion, Provider, Replica, Snapshots, Store, account_of, places_of_links,
    share_links,
};
pub use tier::{Scope, Tier, TierValues, When};
pub use workload::{
    HookUse, Quiesce, Refill, ReleaseRef, Volume, Workload, WorkloadKind, WorkloadRef,
    stated_recover,
};

use crate::source::{Span, Spanned};
use std::sync::Arc;
use value::{Duration, Name, RepoPath};

/// A whole plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Model {
    /// The `plan` block.
    pub plan: Plan,
    /// Clusters.
    pub clusters: Table<ClusterId, Cluster>,
    /// Whether a store is declared that could not be read; then no missing store is reported.
    pub stores_unread: bool,
    /// Stores.
    pub stores: Table<StoreId, Store>,
    /// Snapshot classes.
    pub snapshots: Table<SnapshotsId, Snapshots>,
    /// Tiers.
    pub tiers: Table<TierId, Tier>,
    /// Platforms.
    pub platforms: Table<PlatformId, Platform>,
    /// Whether a namespace is declared that could not be read.
    pub namespaces_unread: bool,
    /// Namespace blocks in order; the id of each is its place.
    pub namespaces: Vec<Arc<Namespace>>,
    /// Hook recipes of the author.
    pub hooks: Table<HookId, Hook>,
    /// Drills.
    pub drills: Table<DrillId, Drill>,
    /// The `alerts` block.
    pub alerts: Option<Alerts>,
    /// Every `allow` of every block.
    pub allows: Vec<Allow>,
    /// Every `accept`.
    pub accepts: Vec<Accept>,
}

impl Model {
    /// Clusters that recover no other: where workloads run.
    pub fn primaries(&self) -> impl Iterator<Item = &Arc<Cluster>> {
        self.clusters
            .values()
            .filter(|cluster| cluster.recovers.is_none())
    }

    /// The clusters that recover a cluster.
    pub fn recoveries(&self, of: ClusterId) -> impl Iterator<Item = &Arc<Cluster>> {
        self.clusters
            .values()
            .filter(move |cluster| cluster.recovers.is_some_and(|id| id.value == of))
    }

    /// The primary whose namespaces a cluster runs: itself, or the one that it recovers; `None` where
    /// that one is not a primary, which is a finding.
    pub fn primary_of<'m>(&'m self, cluster: &'m Arc<Cluster>) -> Option<&'m Arc<Cluster>> {
        match cluster.recovers {
            Some(id) => self
                .clusters
                .get(id.value)
                .filter(|primary| primary.recovers.is_none()),
            None => Some(cluster),
        }
    }

    /// The run that a recovery cluster is left with while its primary serves: the next loss finds it as it is written.
    pub fn standing_run<'c>(&self, cluster: &'c Cluster) -> Option<&'c RecoverMode> {
        let primary = self.clusters.get(cluster.recovers?.value)?;
        let fenced = |mode: &Mode| matches!(mode, Mode::Fenced { .. });
        if primary
            .mode
            .as_ref()
            .is_some_and(|mode| fenced(&mode.value))
        {
            return None;
        }
        match cluster.mode.as_ref().map(|mode| &mode.value) {
            Some(Mode::Recover(mode)) => Some(mode),
            _ => None,
        }
    }

    /// The block of an id.
    pub fn block(&self, id: BlockId) -> Option<&Arc<Namespace>> {
        self.namespaces.get(id.index())
    }
}

/// The kind of an object that is referred to as `configmap/NAME` or `secret/NAME`.
pub fn referred_kind(word: &str) -> &'static str {
    if word == "secret" {
        "Secret"
    } else {
        "ConfigMap"
    }
}

/// A path in Git that must be healthy before data is restored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Platform {
    /// Which platform it is.
    pub id: PlatformId,
    /// Its name.
    pub name: Spanned<Name>,
    /// Where the block stands.
    pub span: Span,
    /// The path.
    pub path: Spanned<RepoPath>,
    /// Platforms before it.
    pub needs: Vec<Spanned<PlatformId>>,
    /// How long it takes.
    pub ready: Option<Spanned<Duration>>,
    /// The ServiceAccount that its stage acts as.
    pub service_account: Option<Spanned<Name>>,
    /// Whether Velero comes with it.
    pub brings_velero: bool,
    /// Namespaces that it fills.
    pub namespaces: Vec<Spanned<Name>>,
}

macro_rules! named {
    ($($kind:ident),+) => {$(
        impl Named for $kind {
            fn name(&self) -> &str {
                self.name.value.as_str()
            }
        }
    )+};
}

named!(Cluster, Drill, Hook, Platform, Snapshots, Store, Tier);
