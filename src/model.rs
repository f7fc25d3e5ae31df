//! The plan as it is meant: typed, resolved, without holes.
//!
//! `lower` makes it, every later floor reads it. What the author left out is `None` here; what
//! silence means is computed in `analyze`.

pub mod value;

mod allow;
mod cluster;
mod drill;
mod hook;
mod namespace;
mod plan;
mod recover;
mod store;
mod tier;
mod workload;

pub use allow::{Accept, Allow, Selector};
pub use cluster::{Cluster, Decrypt, Mode, RecoverMode, Standby};
pub use drill::{Alerts, Check, Drill, DrillKind, Probe, Record, Rhythm};
pub use hook::{Holds, Hook, OnError, Param, Step};
pub use namespace::{Apps, Namespace, NamespaceName, Restore};
pub use plan::{Plan, Tools};
pub use recover::{
    Dump, HookParameters, Method, Operator, PodLabels, Promote, Recover, Replication,
};
pub use store::{Bucket, Deletion, Provider, Replica, Snapshots, Store};
pub use tier::{Scope, Tier, TierValues, When};
pub use workload::{HookUse, Quiesce, Volume, Workload, WorkloadKind};

use crate::source::{Span, Spanned};
use indexmap::IndexMap;
use std::collections::{BTreeMap, BTreeSet};
use value::{Duration, Name, RepoPath};

/// A whole plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Model {
    /// The `plan` block.
    pub plan: Plan,
    /// Clusters by name, as written.
    pub clusters: IndexMap<Name, Cluster>,
    /// Whether a store is declared that could not be read; then nobody says that there is none.
    pub stores_unread: bool,
    /// Stores by name.
    pub stores: IndexMap<Name, Store>,
    /// Snapshot classes by name.
    pub snapshots: IndexMap<Name, Snapshots>,
    /// Tiers by name.
    pub tiers: IndexMap<Name, Tier>,
    /// Platforms by name.
    pub platforms: IndexMap<Name, Platform>,
    /// Whether a namespace is declared that could not be read.
    pub namespaces_unread: bool,
    /// Namespace blocks in order.
    pub namespaces: Vec<Namespace>,
    /// Hook recipes of the author by name.
    pub hooks: IndexMap<Name, Hook>,
    /// Drills by name.
    pub drills: IndexMap<Name, Drill>,
    /// The `alerts` block.
    pub alerts: Option<Alerts>,
    /// By primary, namespaces that another plan of the repository backs up: `*` leaves them out, or two
    /// Restores would bring one claim, and the gate of the second would fail.
    pub foreign: BTreeMap<String, BTreeSet<String>>,
    /// Every `allow` of every block.
    pub allows: Vec<Allow>,
    /// Every `accept`.
    pub accepts: Vec<Accept>,
}

impl Model {
    /// Clusters that recover no other: where workloads run.
    pub fn primaries(&self) -> impl Iterator<Item = &Cluster> {
        self.clusters
            .values()
            .filter(|cluster| cluster.recovers.is_none())
    }

    /// The clusters that recover a cluster.
    pub fn recoveries<'a>(&'a self, of: &'a Name) -> impl Iterator<Item = &'a Cluster> {
        self.clusters.values().filter(move |cluster| {
            cluster
                .recovers
                .as_ref()
                .is_some_and(|name| name.value == *of)
        })
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

/// A Git path that must be up before data comes back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Platform {
    /// Its name.
    pub name: Spanned<Name>,
    /// Where the block stands.
    pub span: Span,
    /// The path.
    pub path: Spanned<RepoPath>,
    /// Platforms before it.
    pub needs: Vec<Spanned<Name>>,
    /// How long it takes.
    pub ready: Option<Spanned<Duration>>,
    /// Whether Velero comes with it.
    pub brings_velero: bool,
    /// Namespaces that it fills.
    pub namespaces: Vec<Spanned<Name>>,
}
