//! The stages of a side and the edges between them: as few edges one after another as keep the
//! order, since each costs a requeue of the controller.

mod applications;

use super::{Edge, Phase, RecoverySide, Stage, StageId, StageKind, tiers_in_order};
use crate::analyze::effective::Member;
use crate::analyze::engine::Engine;
use crate::analyze::facts::Facts;
use crate::model::{BlockId, Model, Recover, Tier, TierId};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

struct Graph<'f> {
    facts: Facts<'f>,
    model: &'f Model,
    side: &'f RecoverySide,
    /// The tiers of the plan, in the order in which they are restored.
    tiers: Vec<&'f Arc<Tier>>,
    stages: Vec<Stage>,
    known: BTreeSet<StageId>,
    /// The tiers with a Restore.
    restored: BTreeSet<TierId>,
    /// What waits for the storage location waits for these: without one, what it would have followed.
    storage: Vec<Edge>,
    /// The platforms that no other needs.
    leaves: Vec<Edge>,
    /// What runs on the primary, by its name.
    named: BTreeMap<&'f str, Vec<&'f Arc<Member>>>,
    /// The block that the stage of each block with a path is called by.
    firsts: BTreeMap<BlockId, BlockId>,
}

/// The stages of a side, each behind those that it waits for as far as the order of the plan goes.
pub(super) fn build(facts: Facts<'_>, side: &RecoverySide) -> Vec<Stage> {
    let mut named: BTreeMap<&str, Vec<&Arc<Member>>> = BTreeMap::new();
    for member in facts.members_of(&side.primary) {
        let same = named.entry(member.name.value.as_str()).or_default();
        same.push(member);
    }
    let mut graph = Graph {
        facts,
        model: facts.model,
        side,
        tiers: tiers_in_order(facts.model),
        stages: Vec::new(),
        known: BTreeSet::new(),
        restored: side
            .restores
            .iter()
            .map(|restore| restore.tier.id)
            .collect(),
        storage: Vec::new(),
        leaves: leaves(facts.model),
        named,
        firsts: BTreeMap::new(),
    };
    let backup = matches!(side.phase, Phase::Active | Phase::Fenced)
        && facts.sets_of(&side.cluster).next().is_some();
    if !side.manages_apps {
        if backup {
            graph.add(StageKind::Backup, Vec::new());
        }
        return graph.stages;
    }
    graph.base();
    if backup {
        graph.add(StageKind::Backup, graph.storage.clone());
    }
    graph.restores();
    graph.applications();
    graph.checks();
    graph.complete();
    graph.stages
}

fn leaves(model: &Model) -> Vec<Edge> {
    let needed: BTreeSet<_> = model
        .platforms
        .values()
        .flat_map(|platform| &platform.needs)
        .map(|need| need.value)
        .collect();
    let platforms = model.platforms.values();
    platforms
        .filter(|platform| !needed.contains(&platform.id))
        .map(|platform| Edge::always(StageId::Platform(platform.id)))
        .collect()
}

impl<'f> Graph<'f> {
    fn add(&mut self, kind: StageKind, mut edges: Vec<Edge>) {
        let id = kind.id();
        let (cluster, run) = (&self.side.cluster, self.side.run_name());
        let name = Engine::of_plan(self.model).stage_name(self.model, cluster, &kind, run);
        let mut known = BTreeSet::from([id]);
        edges.retain(|edge| known.insert(edge.to));
        self.known.insert(id);
        self.stages.push(Stage {
            id,
            kind,
            name,
            edges,
        });
    }

    /// Velero's configuration, the platforms, and the storage location behind Velero alone: its
    /// first sync takes up to a minute, and overlaps with the other platforms.
    fn base(&mut self) {
        let config = Edge::always(StageId::VeleroConfig);
        self.add(StageKind::VeleroConfig, Vec::new());
        let model = self.model;
        let brings = model.platforms.values().any(|p| p.brings_velero);
        let keys = needs_keys(self.side);
        for platform in model.platforms.values() {
            let mut edges: Vec<Edge> = platform
                .needs
                .iter()
                .filter(|needed| model.platforms.get(needed.value).is_some())
                .map(|needed| Edge::always(StageId::Platform(needed.value)))
                .collect();
            // The keys are there before what needs them, which without edges is any platform.
            if platform.brings_velero || !brings || keys && edges.is_empty() {
                edges.push(config);
            }
            self.add(StageKind::Platform(platform.clone()), edges);
        }
        let mut before: Vec<Edge> = model
            .platforms
            .values()
            .filter(|platform| platform.brings_velero || !brings)
            .map(|platform| Edge::always(StageId::Platform(platform.id)))
            .collect();
        if before.is_empty() {
            before.push(config);
        }
        self.storage.clone_from(&before);
        if !self.side.stores.is_empty() {
            self.add(StageKind::Storage, before);
            self.storage = vec![Edge::always(StageId::Storage)];
        }
    }

    /// Velero restores one after another, so the tiers are a chain.
    fn restores(&mut self) {
        let mut before = self.storage.clone();
        before.extend(&self.leaves);
        for tier in self.tiers.clone() {
            if self.restored.contains(&tier.id) {
                self.add(StageKind::Restore(tier.clone()), before);
                before = vec![Edge::always(StageId::Restore(tier.id))];
            }
        }
    }

    /// What must have happened before anything of a namespace runs: the restore of its tier, or the platforms
    /// alone where it is in none.
    fn gate_of(&self, member: &Member) -> Vec<Edge> {
        let tier = member.tier.as_ref();
        tier.map_or_else(|| self.leaves.clone(), |tier| self.gate(tier))
    }

    /// What must have happened before anything of a tier runs: its restore, or what that would
    /// have waited for.
    fn gate(&self, tier: &Tier) -> Vec<Edge> {
        let mut gate: Vec<Edge> = self.leaves.clone();
        if !self.side.restores_tier(tier) {
            return gate;
        }
        gate.extend(&self.storage);
        for earlier in &self.tiers {
            if self.restored.contains(&earlier.id) {
                gate = vec![Edge::once(StageId::Restore(earlier.id))];
            }
            if earlier.id == tier.id {
                break;
            }
        }
        gate
    }

    /// The checks of a tier follow all that the tier brings.
    fn checks(&mut self) {
        for tier in self.tiers.clone() {
            if !self.side.restores_tier(tier) || !self.has_checks(tier) {
                continue;
            }
            let mut edges = self.gate(tier);
            let of_tier = self.stages.iter().filter(|stage| {
                let mut members = stage.kind.members();
                members.any(|member| member.is_in(tier.id))
            });
            edges.extend(of_tier.map(|stage| Edge::always(stage.id)));
            // No stage waits for the pods of what has no application, so the check waits for what they need.
            let checked = self
                .facts
                .checked(self.side.cluster.id, &self.side.primary, tier);
            for member in checked {
                if member.block.apps.is_none() {
                    edges.extend(self.until_needed_up(member));
                }
            }
            self.add(StageKind::Check(tier.clone()), edges);
        }
    }

    fn has_checks(&self, tier: &Tier) -> bool {
        let mut restores = self.side.restores.iter();
        restores.any(|restore| restore.files() && restore.tier.id == tier.id)
            || self
                .facts
                .checks(self.side.cluster.id, self.side.primary.id, tier)
                .next()
                .is_some()
    }

    fn complete(&mut self) {
        if !self.side.recovering() {
            return;
        }
        let brought = self.stages.iter().filter(|stage| match stage.kind {
            StageKind::Restore(_)
            | StageKind::Promote(_)
            | StageKind::Apps(..)
            | StageKind::Load(_)
            | StageKind::Check(_) => true,
            StageKind::Backup
            | StageKind::VeleroConfig
            | StageKind::Platform(_)
            | StageKind::Storage
            | StageKind::Complete => false,
        });
        let mut edges: Vec<Edge> = brought.map(|stage| Edge::always(stage.id)).collect();
        if edges.is_empty() {
            edges.clone_from(&self.leaves);
        }
        // Restores wait for the location; where there is none, nothing else does.
        if self.restored.is_empty() {
            edges.extend(&self.storage);
        }
        self.add(StageKind::Complete, edges);
    }
}

/// Whether keys in Secrets must be there before what is applied can be read.
fn needs_keys(side: &RecoverySide) -> bool {
    side.cluster.decrypt.as_ref().is_some_and(|decrypt| {
        let decrypt = &decrypt.value;
        decrypt.age.is_some() || decrypt.gpg.is_some() || decrypt.sealed.is_some()
    })
}

/// Whether a namespace has a dump that is loaded.
pub fn loaded(member: &Member) -> bool {
    let mut workloads = member.block.workloads.iter();
    workloads.any(|workload| matches!(member.recover_of(workload), Some(Recover::Dump(_))))
}
