//! The stages of a place and the edges between them: as few edges one after another as keep the
//! order, since each costs a requeue of kustomize-controller.

use super::{Cx, Edge, Place, Stage, StageKind, State, tiers_in_order};
use crate::analyze::effective::recover_of;
use crate::analyze::stable::shortened;
use crate::model::{Model, Namespace, NamespaceName, Recover, Tier};
use crate::source::Spanned;
use std::collections::{BTreeMap, BTreeSet};

/// The longest name of a Kustomization: Flux writes it into a label of all that it applies.
const NAME: usize = 63;

/// Blocks by their namespaces.
type Named<'a> = BTreeMap<&'a str, (&'a Spanned<NamespaceName>, &'a Namespace, &'a Tier)>;

struct Graph<'a, 'p> {
    model: &'a Model,
    place: &'p Place<'a>,
    plan: &'a str,
    run: &'a str,
    stages: Vec<Stage<'a>>,
    names: BTreeSet<String>,
    /// The tiers with a Restore.
    restored: BTreeSet<&'a str>,
    /// What waits for the storage location waits for these: without one, what it would have followed.
    storage: Vec<Edge>,
}

/// The stages of a place, each behind those that it waits for as far as the order of the plan goes.
pub(super) fn build<'a>(cx: &Cx<'a, '_>, place: &Place<'a>) -> Vec<Stage<'a>> {
    let mut graph = Graph {
        model: cx.model,
        place,
        plan: cx.model.plan.name.value.as_str(),
        run: place.state.run().unwrap_or(""),
        stages: Vec::new(),
        names: BTreeSet::new(),
        restored: place
            .restores
            .iter()
            .map(|restore| restore.tier.name.value.as_str())
            .collect(),
        storage: Vec::new(),
    };
    let backup = matches!(place.state, State::Active | State::Fenced)
        && super::restores::sets_of(cx, place.cluster.name.value.as_str())
            .next()
            .is_some();
    if !place.owned {
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
    graph.applications(cx);
    graph.checks(cx);
    graph.complete();
    graph.stages
}

fn plain(to: String) -> Edge {
    Edge { to, latched: false }
}

fn latched(to: String) -> Edge {
    Edge { to, latched: true }
}

/// The name of a block's application: its first namespace by alphabet.
fn head(block: &Namespace) -> &str {
    let names = block.names.iter().map(|name| name.value.as_str());
    names.min().unwrap_or("*")
}

impl<'a> Graph<'a, '_> {
    fn name(&self, kind: &StageKind<'a>) -> String {
        let (plan, run) = (self.plan, self.run);
        let name = match kind {
            StageKind::Backup => format!("{plan}-backup"),
            StageKind::VeleroConfig => format!("{plan}-velero-config"),
            StageKind::Platform(platform) => format!("{plan}-platform-{}", platform.name.value),
            StageKind::Storage => format!("{plan}-storage"),
            StageKind::Restore(tier) => format!("{plan}-restore-{}-{run}", tier.name.value),
            StageKind::Promote(name, _) => format!("{plan}-promote-{}-{run}", name.value.as_str()),
            StageKind::Apps(block) => format!("{plan}-apps-{}", head(block)),
            StageKind::Load(name, _) => format!("{plan}-load-{}-{run}", name.value.as_str()),
            StageKind::Check(tier) => format!("{plan}-check-{}-{run}", tier.name.value),
            StageKind::Complete => format!("{plan}-complete-{run}"),
        };
        shortened(&name, NAME)
    }

    fn add(&mut self, kind: StageKind<'a>, mut edges: Vec<Edge>) {
        let name = self.name(&kind);
        let mut known = BTreeSet::from([name.clone()]);
        edges.retain(|edge| known.insert(edge.to.clone()));
        self.names.insert(name.clone());
        self.stages.push(Stage { kind, name, edges });
    }

    /// Velero's configuration, the platforms, and the storage location behind Velero alone: its
    /// first sync takes up to a minute, and overlaps with the other platforms.
    fn base(&mut self) {
        let model = self.model;
        let config = self.name(&StageKind::VeleroConfig);
        self.add(StageKind::VeleroConfig, Vec::new());
        let brings = model.platforms.values().any(|p| p.brings_velero);
        let keys = needs_keys(self.place);
        for platform in model.platforms.values() {
            let mut edges: Vec<Edge> = platform
                .needs
                .iter()
                .filter_map(|needed| model.platforms.get(&needed.value))
                .map(|needed| plain(self.name(&StageKind::Platform(needed))))
                .collect();
            // The keys are there before what needs them, which without edges is any platform.
            if platform.brings_velero || !brings || keys && edges.is_empty() {
                edges.push(plain(config.clone()));
            }
            self.add(StageKind::Platform(platform), edges);
        }
        let mut before: Vec<Edge> = model
            .platforms
            .values()
            .filter(|platform| platform.brings_velero || !brings)
            .map(|platform| plain(self.name(&StageKind::Platform(platform))))
            .collect();
        if before.is_empty() {
            before.push(plain(config));
        }
        self.storage = before.clone();
        if !self.place.stores.is_empty() {
            self.add(StageKind::Storage, before);
            self.storage = vec![plain(self.name(&StageKind::Storage))];
        }
    }

    /// The platforms that no other needs.
    fn leaves(&self) -> Vec<Edge> {
        let platforms = || self.model.platforms.values();
        platforms()
            .filter(|p| {
                !platforms().any(|other| other.needs.iter().any(|need| need.value == p.name.value))
            })
            .map(|p| plain(self.name(&StageKind::Platform(p))))
            .collect()
    }

    fn has_restore(&self, tier: &Tier) -> bool {
        self.restored.contains(tier.name.value.as_str())
    }

    /// Velero restores one after another, so the tiers are a chain.
    fn restores(&mut self) {
        let mut before = self.storage.clone();
        before.extend(self.leaves());
        for tier in tiers_in_order(self.model) {
            if self.has_restore(tier) {
                let kind = StageKind::Restore(tier);
                let name = self.name(&kind);
                self.add(kind, before);
                before = vec![plain(name)];
            }
        }
    }

    /// What must have happened before anything of a tier runs: its restore, or what that would
    /// have waited for.
    fn gate(&self, tier: &Tier) -> Vec<Edge> {
        let mut gate: Vec<Edge> = self.leaves();
        if !self.place.state.restores(tier.name.value.as_str()) {
            return gate;
        }
        gate.extend(self.storage.iter().cloned());
        for earlier in tiers_in_order(self.model) {
            if self.has_restore(earlier) {
                gate = vec![latched(self.name(&StageKind::Restore(earlier)))];
            }
            if earlier.name == tier.name {
                break;
            }
        }
        gate
    }

    fn blocks(&self, cx: &Cx<'a, '_>) -> Vec<(&'a Namespace, &'a Tier)> {
        let mut blocks: Vec<(&'a Namespace, &'a Tier)> = Vec::new();
        for member in cx
            .effective
            .iter()
            .filter(|m| m.cluster.name == self.place.home.name)
        {
            let last = blocks.last().map(|(block, _)| *block);
            if !last.is_some_and(|last| std::ptr::eq(last, member.block)) {
                blocks.push((member.block, member.tier));
            }
        }
        blocks
    }

    /// Promotions, applications and loads.
    fn applications(&mut self, cx: &Cx<'a, '_>) {
        let blocks = self.blocks(cx);
        for (block, tier) in &blocks {
            let restored = self.place.state.restores(tier.name.value.as_str());
            if restored && self.place.promotes {
                for name in promoted(block, tier) {
                    self.add(StageKind::Promote(name, block), self.gate(tier));
                }
            }
        }
        let named: Named<'a> = blocks
            .iter()
            .flat_map(|(block, tier)| block.names.iter().map(|name| (name, *block, *tier)))
            .map(|entry| (entry.0.value.as_str(), entry))
            .collect();
        let loads: BTreeSet<&str> = blocks
            .iter()
            .filter(|(_, tier)| self.place.state.restores(tier.name.value.as_str()))
            .flat_map(|(block, tier)| loaded(block, tier))
            .map(|name| name.value.as_str())
            .collect();
        for (block, tier) in &blocks {
            let Some(apps) = &block.apps else { continue };
            // A cluster that waits runs what the author wrote for that, and nothing else.
            if self.place.state == State::Standby && apps.standby.is_none() {
                continue;
            }
            let mut edges = self.gate(tier);
            for name in &block.names {
                let promote = self.name(&StageKind::Promote(name, block));
                if self.names.contains(&promote) {
                    edges.push(latched(promote));
                }
            }
            edges.extend(self.needs(block, &named, &loads));
            self.add(StageKind::Apps(block), edges);
        }
        for (block, tier) in &blocks {
            for name in loaded(block, tier)
                .into_iter()
                .filter(|name| loads.contains(name.value.as_str()))
            {
                let mut edges = self.gate(tier);
                if block.apps.is_some() {
                    edges = vec![plain(self.name(&StageKind::Apps(block)))];
                }
                self.add(StageKind::Load(name, block), edges);
            }
        }
    }

    fn needs(&self, block: &Namespace, named: &Named<'a>, loads: &BTreeSet<&str>) -> Vec<Edge> {
        let mut edges = Vec::new();
        for need in &block.needs {
            if let Some(platform) = self.model.platforms.get(&need.value) {
                edges.push(plain(self.name(&StageKind::Platform(platform))));
            }
            let Some((name, other, tier)) = named.get(need.value.as_str()) else {
                continue;
            };
            let waits = self.place.state == State::Standby
                && other
                    .apps
                    .as_ref()
                    .is_some_and(|apps| apps.standby.is_none());
            if loads.contains(name.value.as_str()) {
                edges.push(latched(self.name(&StageKind::Load(name, other))));
            } else if other.apps.is_some() && !waits {
                edges.push(plain(self.name(&StageKind::Apps(other))));
            } else {
                edges.extend(self.gate(tier));
            }
        }
        edges
    }

    /// The checks of a tier follow all that the tier brings.
    fn checks(&mut self, cx: &Cx<'a, '_>) {
        for tier in tiers_in_order(self.model) {
            if !self.place.state.restores(tier.name.value.as_str()) || !self.has_checks(cx, tier) {
                continue;
            }
            let mut edges = self.gate(tier);
            for stage in &self.stages {
                let mine = match &stage.kind {
                    StageKind::Apps(block)
                    | StageKind::Promote(_, block)
                    | StageKind::Load(_, block) => block.tier.value == tier.name.value,
                    StageKind::Backup
                    | StageKind::VeleroConfig
                    | StageKind::Platform(_)
                    | StageKind::Storage
                    | StageKind::Restore(_)
                    | StageKind::Check(_)
                    | StageKind::Complete => false,
                };
                if mine {
                    edges.push(plain(stage.name.clone()));
                }
            }
            self.add(StageKind::Check(tier), edges);
        }
    }

    fn has_checks(&self, cx: &Cx<'a, '_>, tier: &Tier) -> bool {
        let files = self
            .place
            .restores
            .iter()
            .any(|r| r.files() && r.tier.name == tier.name);
        files
            || self
                .model
                .drills
                .values()
                .filter(|drill| drill.on.value == self.place.cluster.name.value)
                .flat_map(|drill| &drill.checks)
                .any(|check| {
                    cx.effective.iter().any(|member| {
                        member.name.value.as_str() == check.namespace.value.as_str()
                            && member.cluster.name == self.place.home.name
                            && member.tier.name == tier.name
                    })
                })
    }

    fn complete(&mut self) {
        if !self.place.state.recovering() {
            return;
        }
        let mut edges: Vec<Edge> = self
            .stages
            .iter()
            .filter(|stage| {
                matches!(
                    stage.kind,
                    StageKind::Restore(_)
                        | StageKind::Promote(..)
                        | StageKind::Apps(_)
                        | StageKind::Load(..)
                        | StageKind::Check(_)
                )
            })
            .map(|stage| plain(stage.name.clone()))
            .collect();
        if edges.is_empty() {
            edges = self.leaves();
        }
        // Restores wait for the location; where there is none, nothing else does.
        if self.restored.is_empty() {
            edges.extend(self.storage.iter().cloned());
        }
        self.add(StageKind::Complete, edges);
    }
}

/// Whether keys in Secrets must be there before what is applied can be read.
fn needs_keys(place: &Place<'_>) -> bool {
    place.cluster.decrypt.as_ref().is_some_and(|decrypt| {
        let decrypt = &decrypt.value;
        decrypt.age.is_some() || decrypt.gpg.is_some() || decrypt.sealed.is_some()
    })
}

/// The namespaces of a block with a standby that is promoted.
fn promoted<'a>(block: &'a Namespace, tier: &Tier) -> Vec<&'a Spanned<NamespaceName>> {
    let promotes = block.workloads.iter().any(|workload| {
        matches!(recover_of(block, tier, workload), Some(Recover::Replication(r)) if r.promote.is_some())
    });
    block.names.iter().filter(|_| promotes).collect()
}

/// The namespaces of a block with a dump that is loaded.
fn loaded<'a>(block: &'a Namespace, tier: &Tier) -> Vec<&'a Spanned<NamespaceName>> {
    let dumps = block
        .workloads
        .iter()
        .any(|workload| matches!(recover_of(block, tier, workload), Some(Recover::Dump(_))));
    block.names.iter().filter(|_| dumps).collect()
}
