//! Where the workloads of the plan run and are restored: one [`RecoverySide`] a cluster, with its phase and
//! the stages that Flux goes through there.
//!
//! The graph of a side is built once, here. What is emitted and what the recovery time is computed
//! from are the same stages and the same edges.

mod account;
pub(super) mod archives;
pub mod beside;
mod every_run;
mod graph;
pub(super) mod held;
mod loaded_path;
pub mod mappings;
mod phase;
pub(super) mod reading;
pub mod ready;
pub mod replay;
mod restores;
mod restoring;
mod served;
pub(super) mod sharing;
pub mod stage;
pub(super) mod writing;

pub(super) use every_run::restores_of_every_run;
pub use graph::loaded;
pub use loaded_path::{Awaited, Loaded, loaded_of};
pub use mappings::Mapped;
pub use phase::{Phase, Run, hands_to, is_followed, is_halted, successor};
pub use restores::{Content, Restored, has_restore};
pub use served::{home, is_there, serves};
pub(super) use served::{members_after_a_move, moved_members, served_members};
pub use stage::{Edge, InGit, Stage, StageId, StageKind, Waits};

use crate::analyze::backup::restore::Sharing;
use crate::analyze::effective::Member;
use crate::analyze::engine::Engine;
use crate::analyze::facts::Facts;
use crate::analyze::rpo::survival::{self, StoreCopy};
use crate::model::value::RepoPath;
use crate::model::{Apps, Bucket, Cluster, Mode, Model, Store, StoreId, Tier};
use crate::source::Spanned;
use std::collections::BTreeMap;
use std::sync::Arc;
use writing::Writing;

/// A cluster with what happens on it.
#[derive(Debug, Clone)]
pub struct RecoverySide {
    /// The cluster.
    pub cluster: Arc<Cluster>,
    /// The primary whose namespaces run here.
    pub primary: Arc<Cluster>,
    /// The mode it is in.
    pub phase: Phase,
    /// The run, while it recovers.
    pub run: Option<Run>,
    /// Whether the compiler writes the Kustomizations of platforms and applications here. On a
    /// primary that was never recovered the author does.
    pub manages_apps: bool,
    /// The stores that it reads from or writes to, by name.
    pub stores: Vec<Arc<Store>>,
    /// Which copy of each store it reads or writes.
    copies: BTreeMap<StoreId, StoreCopy>,
    /// Whose backups are restored here, while it recovers.
    pub from: Option<Arc<Cluster>>,
    /// Whether standbys are promoted: only once the lost cluster is fenced.
    pub promotes: bool,
    /// What else reads its stores while it restores, at worst over the losses that it answers.
    pub sharing: Sharing,
    /// What else is written on its nodes while it restores.
    pub(super) writing: Writing,
    /// What is restored, tier after tier.
    pub restores: Vec<Restored>,
    /// The stages, each behind those that it waits for.
    pub stages: Vec<Stage>,
}

impl RecoverySide {
    /// Whether it is the side of the primary itself.
    pub fn at_home(&self) -> bool {
        self.cluster.id == self.primary.id
    }

    /// Whether a recovery is under way here.
    pub fn recovering(&self) -> bool {
        self.phase == Phase::Recover
    }

    /// The name of the run; empty while nothing is recovered.
    pub fn run_name(&self) -> &str {
        self.run.as_ref().map_or("", |run| &run.name)
    }

    /// The run as names of objects and folders contain it; `None` while nothing is recovered.
    pub fn run_label(&self) -> Option<String> {
        let run = self.run.as_ref()?;
        Some(self.cluster.run_label(&run.name))
    }

    /// Whether a tier is restored here.
    pub fn restores_tier(&self, tier: &Tier) -> bool {
        self.run.as_ref().is_some_and(|run| run.restores(tier.id))
    }

    /// Whether what is copied of a namespace is restored here.
    pub fn restores_member(&self, member: &Member) -> bool {
        let tier = member.tier.as_ref();
        tier.is_some_and(|tier| self.restores_tier(tier))
    }

    /// The bucket that it reads or writes.
    pub fn bucket<'s>(&self, store: &'s Store) -> &'s Bucket {
        self.copy(store).bucket(store)
    }

    /// Whether [`bucket`](Self::bucket) is the main one of the store.
    pub fn uses_main_bucket(&self, store: &Store) -> bool {
        self.copy(store) == StoreCopy::Main
    }

    /// Which copy of a store it reads or writes.
    pub(in crate::analyze) fn copy(&self, store: &Store) -> StoreCopy {
        let copy = self.copies.get(&store.id).copied();
        copy.unwrap_or(StoreCopy::Main)
    }

    /// The overlay of an application from its recovery on. On the primary there is no other than that of the
    /// primary.
    pub fn overlay<'m>(&self, apps: &'m Apps) -> &'m Spanned<RepoPath> {
        let own = apps.recovery.as_ref().filter(|_| !self.at_home());
        own.unwrap_or(&apps.path)
    }

    /// Computes what is restored, and its stages.
    fn complete(&mut self, facts: Facts<'_>) {
        self.writing = Writing::of(facts, self);
        self.restores = restores::compute(facts, self);
        self.writing = std::mem::take(&mut self.writing).with_restores(facts, self);
        self.stages = graph::build(facts, self);
    }

    /// The stage of an id.
    pub fn stage(&self, id: StageId) -> Option<&Stage> {
        self.stages.iter().find(|stage| stage.id == id)
    }
}

/// The sides of a plan, in the order of its clusters.
pub(super) fn compute(facts: Facts<'_>) -> Vec<Arc<RecoverySide>> {
    let clusters = facts.model.clusters.values();
    clusters
        .filter_map(|cluster| side(facts, cluster).map(Arc::new))
        .collect()
}

/// A recovery cluster as it is after `failover begin` and the loss of its primary: everything is
/// restored and promoted, or what the run restores that it was left with.
pub(super) fn rehearsed(facts: Facts<'_>, known: &Arc<RecoverySide>) -> Arc<RecoverySide> {
    if known.promotes && known.run.as_ref().is_some_and(|run| !run.stated) {
        return known.clone();
    }
    let stores = stores(facts, &known.cluster, &known.primary);
    let mut side = RecoverySide {
        manages_apps: true,
        copies: copies(facts.model, &known.cluster, &stores),
        stores,
        promotes: true,
        from: Some(known.primary.clone()),
        phase: Phase::Recover,
        // While the primary serves, the loss finds the run that is written.
        run: Some(
            facts
                .model
                .standing_run(&known.cluster)
                .map_or_else(Run::first, Run::stated),
        ),
        sharing: known.sharing.clone(),
        writing: Writing::default(),
        restores: Vec::new(),
        stages: Vec::new(),
        cluster: known.cluster.clone(),
        primary: known.primary.clone(),
    };
    side.complete(facts);
    Arc::new(side)
}

/// The same side in the order of the tiers of another model.
pub(super) fn ordered_again(facts: Facts<'_>, known: &RecoverySide) -> Arc<RecoverySide> {
    let mut side = known.clone();
    side.writing = Writing::of(facts, &side).with_restores(facts, &side);
    side.stages = graph::build(facts, &side);
    Arc::new(side)
}

fn side(facts: Facts<'_>, cluster: &Arc<Cluster>) -> Option<RecoverySide> {
    let primary = facts.model.primary_of(cluster)?;
    let phase = Phase::of_cluster(cluster);
    let from = source(facts.model, cluster, primary).filter(|_| phase == Phase::Recover);
    let recovers = cluster.recovers.is_some() || phase == Phase::Recover;
    let stores = stores(facts, cluster, primary);
    // In a failback the home cluster reads what the cluster that took over wrote.
    let writer = from.filter(|_| cluster.id == primary.id);
    let mut side = RecoverySide {
        manages_apps: recovers || has_recovered(cluster),
        copies: copies(facts.model, writer.unwrap_or(cluster), &stores),
        stores,
        promotes: from.is_some_and(|from| hands_to(from, cluster)),
        from: from.cloned(),
        phase,
        run: Run::of_cluster(cluster),
        sharing: sharing::with_others(facts, cluster, primary),
        writing: Writing::default(),
        restores: Vec::new(),
        stages: Vec::new(),
        cluster: cluster.clone(),
        primary: primary.clone(),
    };
    side.complete(facts);
    Some(side)
}

/// The stores of the namespaces of a primary, by name. A second one is there where a cluster can read it: one that is
/// lost with the primary would hold up what waits for the locations.
fn stores(facts: Facts<'_>, cluster: &Cluster, primary: &Cluster) -> Vec<Arc<Store>> {
    let model = facts.model;
    let members = || {
        let members = facts.members_of(primary);
        members.filter(|member| !member.is_from_git_alone())
    };
    let first = members().filter_map(|member| Some(member.store.as_ref()?.value.clone()));
    let second = members().flat_map(|member| {
        let also = member.also().iter();
        also.filter_map(|also| Some(member.under(model, also)?.store?.value))
            .collect::<Vec<_>>()
    });
    let read = |store: &Arc<Store>| {
        cluster.recovers.is_none() || survival::read_by(model, cluster, store).is_some()
    };
    let by_name: BTreeMap<String, Arc<Store>> = first
        .chain(second.filter(read))
        .map(|store| (store.name.value.to_string(), store))
        .collect();
    by_name.into_values().collect()
}

/// Which copy of each store a cluster reads or writes: a primary the main one, and a recovery cluster the
/// one that outlives what it recovers from. Where none does, nothing that is promised can be restored.
fn copies(model: &Model, cluster: &Cluster, stores: &[Arc<Store>]) -> BTreeMap<StoreId, StoreCopy> {
    let copy = |store: &Arc<Store>| match &cluster.recovers {
        None => StoreCopy::Main,
        Some(_) => survival::read_by(model, cluster, store).unwrap_or(match &store.replica {
            Some(_) => StoreCopy::Replica,
            None => StoreCopy::Main,
        }),
    };
    stores.iter().map(|store| (store.id, copy(store))).collect()
}

/// Whose backups a cluster restores: those of the cluster that it recovers, or in a failback
/// those of the one that took over.
fn source<'m>(
    model: &'m Model,
    cluster: &Cluster,
    primary: &'m Arc<Cluster>,
) -> Option<&'m Arc<Cluster>> {
    if cluster.id != primary.id {
        return Some(primary);
    }
    served::successor_of(model, primary)
}

/// Whether a run is on record: then the compiler's Kustomizations are already there, and leaving
/// them out would make Flux prune every application.
fn has_recovered(cluster: &Cluster) -> bool {
    cluster
        .mode
        .as_ref()
        .is_some_and(|mode| matches!(mode.value, Mode::Recover(_)) || !mode.value.runs().is_empty())
}

/// The tiers of a plan in the order in which they are restored: by `order`, and behind those that say
/// one by RTO, by RPO, and by name; without `rto` last.
pub fn tiers_in_order(model: &Model) -> Vec<&Arc<Tier>> {
    let mut tiers: Vec<&Arc<Tier>> = model.tiers.values().collect();
    tiers.sort_by_key(|tier| {
        let values = &tier.values;
        (
            values.order.map_or(u64::MAX, |order| order.value),
            values.rto.map_or(u64::MAX, |rto| rto.value.as_seconds()),
            values.rpo.map_or(u64::MAX, |rpo| rpo.value.as_seconds()),
            tier.name.value.as_str(),
        )
    });
    tiers
}
