//! Where the plan's workloads are and come back: one [`Place`] a cluster, with its mode and the
//! stages that Flux goes through there.
//!
//! The graph of a place is built once, here. What is emitted and what is reckoned with are the same
//! stages and the same edges.

mod graph;
mod restores;
mod state;

pub use restores::{Content, Restored};
pub use state::{State, hands_to, heir};

use super::effective::Effective;
use super::sets::BackupSet;
use crate::model::value::RepoPath;
use crate::model::{
    Apps, Bucket, Cluster, Mode, Model, Namespace, NamespaceName, Platform, Store, Tier,
};
use crate::source::Spanned;
use std::collections::BTreeMap;

/// A cluster with what happens on it.
#[derive(Debug, Clone)]
pub struct Place<'a> {
    /// The cluster.
    pub cluster: &'a Cluster,
    /// The primary whose namespaces run here.
    pub home: &'a Cluster,
    /// The mode it is in.
    pub state: State<'a>,
    /// Whether the compiler writes the Kustomizations of platforms and applications here. On a
    /// primary that was never recovered the author does.
    pub owned: bool,
    /// The stores that it reads from or writes to, by name.
    pub stores: Vec<&'a Store>,
    /// Whose backups are restored here, while it recovers.
    pub from: Option<&'a Cluster>,
    /// Whether standbys are promoted: only once the lost cluster is fenced.
    pub promotes: bool,
    /// What is restored, tier after tier.
    pub restores: Vec<Restored<'a>>,
    /// The Flux Kustomizations, each behind those that it waits for.
    pub stages: Vec<Stage<'a>>,
}

impl Place<'_> {
    /// The bucket that it reads or writes: the replica away from home and in a failback, since
    /// whoever took over writes there.
    pub fn bucket<'s>(&self, store: &'s Store) -> &'s Bucket {
        let at_home = self.cluster.name == self.home.name && !self.state.recovering();
        match &store.replica {
            Some(replica) if !at_home => &replica.bucket,
            _ => &store.bucket,
        }
    }

    /// The overlay of an application from its recovery on. At home there is no other than that of the
    /// primary.
    pub fn overlay<'m>(&self, apps: &'m Apps) -> &'m Spanned<RepoPath> {
        let away = self.cluster.name != self.home.name;
        let own = apps.recovery.as_ref().filter(|_| away);
        own.unwrap_or(&apps.path)
    }
}

/// A Flux Kustomization.
#[derive(Debug, Clone)]
pub struct Stage<'a> {
    /// What it applies.
    pub kind: StageKind<'a>,
    /// Its name, at most 63 characters: Flux writes it into a label.
    pub name: String,
    /// What it waits for.
    pub edges: Vec<Edge>,
}

/// What a stage applies.
#[derive(Debug, Clone)]
pub enum StageKind<'a> {
    /// Location, policies and schedules of a cluster that serves.
    Backup,
    /// What Velero and node-agent read when they start.
    VeleroConfig,
    /// A platform.
    Platform(&'a Platform),
    /// The storage location, and the maps that Velero reads at a restore.
    Storage,
    /// The Restores of a tier.
    Restore(&'a Tier),
    /// The promotion of a namespace's standbys.
    Promote(&'a Spanned<NamespaceName>, &'a Namespace),
    /// The applications of a namespace block.
    Apps(&'a Namespace),
    /// The loading of a namespace's dumps.
    Load(&'a Spanned<NamespaceName>, &'a Namespace),
    /// The checks of a tier.
    Check(&'a Tier),
    /// The one object to wait for.
    Complete,
}

impl StageKind<'_> {
    /// What such stages are called, several of them.
    pub fn word(&self) -> &'static str {
        match self {
            StageKind::Backup | StageKind::VeleroConfig | StageKind::Storage => "configuration",
            StageKind::Platform(_) => "platforms",
            StageKind::Restore(_) => "restores",
            StageKind::Promote(..) => "promotions",
            StageKind::Apps(_) => "applications",
            StageKind::Load(..) => "loads",
            StageKind::Check(_) => "checks",
            StageKind::Complete => "completion",
        }
    }
}

/// One stage waits for another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edge {
    /// The name of the other.
    pub to: String,
    /// Whether one success is enough for ever: what has been restored, promoted or loaded does not
    /// hold back a later commit.
    pub latched: bool,
}

/// What the places of a plan are made of.
struct Cx<'a, 'f> {
    model: &'a Model,
    effective: &'f [Effective<'a>],
    sets: &'f [BackupSet<'a>],
    others: &'f [BackupSet<'a>],
}

/// The backup sets of recovery clusters that serve, or served before they were fenced.
pub(super) fn other_sets<'a>(model: &'a Model, effective: &[Effective<'a>]) -> Vec<BackupSet<'a>> {
    let mut moved = Vec::new();
    for cluster in model.clusters.values() {
        let Some(home) = home(model, cluster).filter(|home| home.name != cluster.name) else {
            continue;
        };
        if matches!(State::of(cluster), State::Active | State::Fenced) {
            let members = effective.iter().filter(|m| m.cluster.name == home.name);
            moved.extend(members.map(|member| Effective {
                cluster,
                ..member.clone()
            }));
        }
    }
    super::sets::compute(model, &moved)
}

/// Computes the places of a plan, in the order of its clusters.
pub(super) fn compute<'a>(
    model: &'a Model,
    effective: &[Effective<'a>],
    sets: &[BackupSet<'a>],
    others: &[BackupSet<'a>],
) -> Vec<Place<'a>> {
    let cx = Cx {
        model,
        effective,
        sets,
        others,
    };
    model
        .clusters
        .values()
        .filter_map(|cluster| place(&cx, cluster))
        .collect()
}

/// A recovery cluster as it is after `failover begin` and the loss of its home: everything is
/// restored and promoted.
pub(super) fn rehearsed<'a>(
    model: &'a Model,
    facts: &super::Facts<'a>,
    cluster: &'a Cluster,
) -> Option<Place<'a>> {
    let home = home(model, cluster)?;
    let known = facts.places.iter().find(|p| p.cluster.name == cluster.name);
    if let Some(known) = known.filter(|p| p.promotes && p.state == State::Recover(None)) {
        return Some(known.clone());
    }
    let cx = Cx {
        model,
        effective: &facts.effective,
        sets: &facts.sets,
        others: &facts.others,
    };
    let mut place = Place {
        cluster,
        home,
        owned: true,
        stores: stores(cx.effective, home),
        promotes: true,
        from: Some(home),
        state: State::Recover(None),
        restores: Vec::new(),
        stages: Vec::new(),
    };
    place.restores = restores::compute(&cx, &place);
    place.stages = graph::build(&cx, &place);
    Some(place)
}

fn place<'a>(cx: &Cx<'a, '_>, cluster: &'a Cluster) -> Option<Place<'a>> {
    let home = home(cx.model, cluster)?;
    let state = State::of(cluster);
    let from = match state {
        State::Recover(_) => source(cx.model, cluster, home),
        State::Standby | State::Active | State::Fenced => None,
    };
    let mut place = Place {
        cluster,
        home,
        owned: cluster.recovers.is_some() || state.recovering() || has_recovered(cluster),
        stores: stores(cx.effective, home),
        promotes: from.is_some_and(|from| state::hands_to(from, cluster)),
        from,
        state,
        restores: Vec::new(),
        stages: Vec::new(),
    };
    place.restores = restores::compute(cx, &place);
    place.stages = graph::build(cx, &place);
    Some(place)
}

/// The stores of the namespaces of a primary, by name.
fn stores<'a>(effective: &[Effective<'a>], home: &Cluster) -> Vec<&'a Store> {
    let members = effective.iter().filter(|m| m.cluster.name == home.name);
    let stores = members.filter_map(|member| member.store);
    let by_name: BTreeMap<&str, &'a Store> = stores
        .map(|(store, _)| (store.name.value.as_str(), store))
        .collect();
    by_name.into_values().collect()
}

/// The primary whose namespaces a cluster runs: itself, or the one that it recovers.
fn home<'a>(model: &'a Model, cluster: &'a Cluster) -> Option<&'a Cluster> {
    match &cluster.recovers {
        Some(name) => model
            .clusters
            .get(&name.value)
            .filter(|home| home.recovers.is_none()),
        None => Some(cluster),
    }
}

/// Whose backups a cluster brings back: those of the cluster that it recovers, or in a failback
/// those of the one that took over.
fn source<'a>(model: &'a Model, cluster: &Cluster, home: &'a Cluster) -> Option<&'a Cluster> {
    if cluster.name != home.name {
        return Some(home);
    }
    let mut took_over: Vec<&Cluster> = model
        .recoveries(&home.name.value)
        .filter(|other| matches!(State::of(other), State::Fenced | State::Active))
        .collect();
    took_over.sort_by_key(|other| State::of(other) != State::Fenced);
    took_over.first().copied()
}

/// Whether a run is on record: then the compiler's Kustomizations are already there, and leaving
/// them out would make Flux prune every application.
fn has_recovered(cluster: &Cluster) -> bool {
    cluster.mode.as_ref().is_some_and(|mode| match &mode.value {
        Mode::Standby { runs } | Mode::Active { runs } | Mode::Fenced { runs, .. } => {
            !runs.is_empty()
        }
        Mode::Recover(_) => true,
    })
}

/// The tiers of a plan in the order in which they are restored: by `order`, and behind those that say
/// one by the time that they are promised to be back, by RPO, and by name; without `rto` last.
pub fn tiers_in_order(model: &Model) -> Vec<&Tier> {
    let mut tiers: Vec<&Tier> = model.tiers.values().collect();
    tiers.sort_by_key(|tier| {
        let values = &tier.values;
        (
            values.order.as_ref().map_or(u64::MAX, |order| order.value),
            values
                .rto
                .as_ref()
                .map_or(u64::MAX, |rto| rto.value.as_seconds()),
            values
                .rpo
                .as_ref()
                .map_or(u64::MAX, |rpo| rpo.value.as_seconds()),
            tier.name.value.as_str(),
        )
    });
    tiers
}
