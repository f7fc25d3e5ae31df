//! When everything is restored at the latest: the recovery as a graph of stages that compete for the
//! workers of the GitOps engine.
//!
//! After Keeton et al. (EuroSys 2006). The stages and edges are those that are emitted after
//! `failover begin`; each edge costs what the engine asks for it, and a stage holds a worker from its start until it is ready.

pub mod late;
mod promises;
mod times;
mod workers;

pub use promises::{Promise, answers, hangs_on_sizes, promised, promises};
pub use times::warm;

use crate::analyze::breakdown::{Breakdown, Input, Term, TermKind};
use crate::analyze::effective::MemberId;
use crate::analyze::engine::{EdgeCost, Engine};
use crate::analyze::facts::Facts;
use crate::analyze::quantities::Seconds;
use crate::analyze::recovery::{RecoverySide, StageId, StageKind};
use crate::model::value::{Rate, Size};
use crate::model::{Cluster, NamespaceName, Tier, TierId};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Assumed time to notice a loss and decide.
pub const DECLARE: Seconds = Seconds::minutes(15);
/// Assumed time of an empty cluster.
pub const PROVISION: Seconds = Seconds::minutes(20);
/// Assumed time until a platform or an application is healthy.
pub const READY: Seconds = Seconds::minutes(5);
/// Assumed time until a location was synced on a fresh cluster, of a promotion, and of checks.
pub const STEP: Seconds = Seconds::new(60);
/// Assumed rate at which an engine loads a dump.
pub const LOAD: Rate = Rate::bytes(20 << 20);

/// One stage in time.
#[derive(Debug, Clone)]
pub struct Node {
    /// Which stage it is.
    pub id: StageId,
    /// The name of its Kustomization.
    pub name: String,
    /// What such stages are called.
    pub what: &'static str,
    /// How long it takes by itself.
    pub time: Seconds,
    /// How that comes about.
    pub how: String,
    /// The numbers in it.
    pub inputs: Vec<Input>,
    /// When it begins and when it is ready, from the loss on.
    pub start: Seconds,
    /// When it is ready.
    pub finish: Seconds,
    /// The edge before it.
    pub edge: Seconds,
    /// How long it waits for a worker.
    pub waited: Seconds,
    /// The stage that it waited for last.
    pub after: Option<usize>,
}

/// The recovery of one cluster by another.
#[derive(Debug, Clone)]
pub struct Recovery {
    /// The cluster that recovers.
    pub cluster: Arc<Cluster>,
    /// The primary that is lost.
    pub primary: Arc<Cluster>,
    /// What happens before the first stage.
    pub before: Breakdown,
    /// What an edge between two stages costs.
    pub edge: EdgeCost,
    /// The stages, each behind those that it waits for.
    pub nodes: Vec<Node>,
    /// When all of it is restored.
    pub finish: Seconds,
    /// No order of the stages is faster.
    pub at_least: Seconds,
    /// No order that leaves no worker idle is slower.
    pub at_most: Seconds,
    /// The last stage of each namespace.
    last: BTreeMap<MemberId, usize>,
}

impl Recovery {
    /// When a namespace is restored; `None` where it has no time of its own.
    pub fn back(&self, member: MemberId) -> Option<&Node> {
        self.nodes.get(*self.last.get(&member)?)
    }

    /// The stage that restores a tier.
    pub fn restore(&self, tier: &Tier) -> Option<&Node> {
        let id = StageId::Restore(tier.id);
        self.nodes.iter().find(|node| node.id == id)
    }

    /// Every namespace with its last stage.
    pub fn all_back(&self) -> impl Iterator<Item = (MemberId, &Node)> {
        let stage = |at: &usize| self.nodes.get(*at);
        self.last
            .iter()
            .filter_map(move |(member, at)| Some((*member, stage(at)?)))
    }

    /// What happens before the first stage: each term with its begin and its end, from the loss on.
    pub fn lead(&self) -> impl Iterator<Item = (&Term, Seconds, Seconds)> {
        self.before.terms.iter().scan(Seconds::ZERO, |now, term| {
            let begin = *now;
            *now = begin.plus(term.value);
            Some((term, begin, *now))
        })
    }

    /// The stages of the longest path through all of it, the first in front.
    pub fn critical(&self) -> Vec<usize> {
        let nodes = self.nodes.iter().enumerate();
        let last = nodes.max_by_key(|(at, node)| (node.finish, *at));
        self.chain(last.map(|(at, _)| at))
    }

    /// A stage with those that it waited for last, the first in front.
    fn chain(&self, mut at: Option<usize>) -> Vec<usize> {
        let mut chain = Vec::new();
        while let Some((own, node)) = at.and_then(|at| Some((at, self.nodes.get(at)?))) {
            chain.push(own);
            at = node.after;
        }
        chain.reverse();
        chain
    }

    /// The terms that lead to it, one after another.
    pub fn path(&self, member: MemberId) -> Option<Breakdown> {
        let last = *self.last.get(&member)?;
        let mut sum = self.before.clone();
        for node in self
            .chain(Some(last))
            .iter()
            .filter_map(|at| self.nodes.get(*at))
        {
            let between = node.edge.plus(node.waited);
            let how = if node.waited > Seconds::ZERO {
                format!(
                    "{} {}, and {} for a free worker",
                    self.edge.how, node.edge, node.waited
                )
            } else {
                self.edge.how.to_owned()
            };
            sum.push(TermKind::Edge, between, how, Vec::new());
            if node.time > Seconds::ZERO {
                sum.terms.push(Term {
                    kind: TermKind::Stage,
                    value: node.time,
                    how: format!("{}: {}", node.name, node.how),
                    inputs: node.inputs.clone(),
                });
            }
        }
        Some(sum)
    }
}

/// The recoveries of a plan. `size` is used for volumes without a declared size.
pub(super) fn compute(facts: Facts<'_>, sides: &[Arc<RecoverySide>], size: Size) -> Vec<Recovery> {
    sides
        .iter()
        .map(|side| recover(facts, side, size))
        .collect()
}

fn recover(facts: Facts<'_>, side: &RecoverySide, size: Size) -> Recovery {
    let (engine, cluster) = (Engine::of_plan(facts.model), &side.cluster);
    let before = times::before(facts.model, cluster);
    let times: Vec<times::StageTime> = side
        .stages
        .iter()
        .map(|stage| times::stage_time(side, stage, size))
        .collect();
    let (edge, workers) = (engine.edge(cluster), engine.workers(cluster));
    let nodes = workers::schedule(&side.stages, times, before.total(), edge.time, workers);
    let work: Seconds = nodes.iter().map(|node| node.time).sum();
    let longest = workers::longest_path(&nodes, &side.stages, edge.time);
    let finish = nodes.iter().map(|node| node.finish).max();
    Recovery {
        cluster: cluster.clone(),
        primary: side.primary.clone(),
        finish: finish.unwrap_or(before.total()),
        at_least: before.total().plus(longest.max(work.over(workers))),
        at_most: before.total().plus(longest).plus(work.over(workers)),
        last: last_stages(facts, side),
        before,
        edge,
        nodes,
    }
}

/// The last stage of each namespace: its application or its load, its restore where it has neither,
/// and the checks of its tier where a drill names one for it.
fn last_stages(facts: Facts<'_>, side: &RecoverySide) -> BTreeMap<MemberId, usize> {
    let mut last: BTreeMap<MemberId, usize> = BTreeMap::new();
    let mut restores: BTreeMap<TierId, usize> = BTreeMap::new();
    let mut checked: BTreeMap<MemberId, usize> = BTreeMap::new();
    let cluster = side.primary.id;
    for (at, stage) in side.stages.iter().enumerate() {
        match &stage.kind {
            StageKind::Restore(tier) => {
                restores.insert(tier.id, at);
            }
            StageKind::Check(tier) => {
                let members = facts
                    .checks(side.cluster.id, side.primary.id, tier)
                    .map(|(member, _)| member.id);
                checked.extend(members.map(|id| (id, at)));
            }
            StageKind::Apps(member) => {
                for (namespace, _) in member.block.members() {
                    last.insert(MemberId { cluster, namespace }, at);
                }
            }
            // Stages come behind those that they wait for, so a load takes the place of its
            // application, and a promotion counts only without one.
            StageKind::Load(member) => {
                last.insert(member.id, at);
            }
            StageKind::Promote(member) => {
                last.entry(member.id).or_insert(at);
            }
            StageKind::Backup
            | StageKind::VeleroConfig
            | StageKind::Platform(_)
            | StageKind::Storage
            | StageKind::Complete => {}
        }
    }
    for member in facts.members_of(&side.primary) {
        if member.name.value == NamespaceName::Rest {
            continue;
        }
        if let Some(check) = checked.get(&member.id) {
            last.insert(member.id, *check);
        } else if let Some(restore) = restores.get(&member.tier.id) {
            last.entry(member.id).or_insert(*restore);
        }
    }
    last
}
