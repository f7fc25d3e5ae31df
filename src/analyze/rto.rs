//! When everything is restored at the latest: the recovery as a graph of stages that compete for the
//! workers of the GitOps engine.
//!
//! After Keeton et al. (EuroSys 2006). The stages and edges are those that are emitted after
//! `failover begin`; each edge costs what the engine asks for it, and a stage holds a worker from its start until it is ready.

mod enough;
mod last;
pub mod late;
mod needed;
mod order;
mod others;
mod path;
mod promises;
pub mod sync;
mod times;
pub mod unprotected;

pub use crate::analyze::recovery::ready::READY;
pub(super) use others::{takes, takes_beside};
pub use promises::{Promise, answers, hangs_on_sizes, nearest, not_sized, promised, promises};
pub use times::{brings_velero, warm};

use crate::analyze::breakdown::{Breakdown, Input, Term};
use crate::analyze::effective::{Member, MemberId};
use crate::analyze::engine::{EdgeCost, Engine};
use crate::analyze::facts::Facts;
use crate::analyze::quantities::Seconds;
use crate::analyze::recovery::beside::Beside;
use crate::analyze::recovery::sharing;
use crate::analyze::recovery::{RecoverySide, Stage, StageId, StageKind};
use crate::analyze::rpo::survival;
use crate::model::value::{Rate, Size};
use crate::model::{Cluster, Model, Scope, Tier};
use last::Last;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Assumed time to notice a loss and decide.
pub const DECLARE: Seconds = Seconds::minutes(15);

/// The time to notice a loss and decide: what the plan declares, or [`DECLARE`].
pub fn declare(model: &Model) -> Seconds {
    let stated = model.plan.declare.as_ref();
    stated.map_or(DECLARE, |stated| stated.value.into())
}

/// Assumed time of an empty cluster.
pub const PROVISION: Seconds = Seconds::minutes(20);
/// Assumed time of a promotion, of checks, and until the first sync begins.
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
    /// A stage that it waits for, or it itself, whose time assumes that volumes spread over the nodes.
    assumes: Option<usize>,
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
    /// What else the cluster has to do.
    pub beside: Beside,
    /// The same after a smaller loss, where fewer recoveries read the stores than after the worst. Only where something is
    /// promised for such a loss.
    smaller: Vec<(Scope, Recovery)>,
    /// The last stage of each namespace, and what follows it.
    last: BTreeMap<MemberId, Last>,
}

impl Recovery {
    /// When a namespace is restored; `None` where no stage restores it.
    pub fn restored(&self, member: MemberId) -> Option<Seconds> {
        self.finish_of(self.last.get(&member)?)
    }

    fn finish_of(&self, last: &Last) -> Option<Seconds> {
        Some(self.nodes.get(last.stage)?.finish.plus(last.after()))
    }

    /// The recovery after a loss. That of the cluster alone takes no other primary, and that of a zone may take fewer
    /// than that of the region, or more that are recovered.
    pub fn after(&self, scope: Scope) -> &Self {
        let mut smaller = self.smaller.iter();
        smaller
            .find(|(of, _)| *of == scope)
            .map_or(self, |(_, recovery)| recovery)
    }

    /// The stage that restores a tier.
    pub fn restore(&self, tier: &Tier) -> Option<&Node> {
        let id = StageId::Restore(tier.id);
        self.nodes.iter().find(|node| node.id == id)
    }

    /// Every namespace with the moment in which it is restored.
    pub fn all_restored(&self) -> impl Iterator<Item = (MemberId, Seconds)> {
        self.last
            .iter()
            .filter_map(|(member, last)| Some((*member, self.finish_of(last)?)))
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
}

/// The recoveries of a plan. `size` is used for volumes without a declared size.
pub(super) fn compute(facts: Facts<'_>, sides: &[Arc<RecoverySide>], size: Size) -> Vec<Recovery> {
    sides.iter().map(|side| answer(facts, side, size)).collect()
}

fn answer(facts: Facts<'_>, side: &RecoverySide, size: Size) -> Recovery {
    let mut recovery = recover(facts, side, size);
    for scope in [Scope::Cluster, Scope::Zone] {
        let mut members = facts.members_of(&side.primary);
        let promised = |member: &Arc<Member>| {
            let mut when = member.when().iter();
            when.any(|when| when.scope.value == scope && when.rto.is_some())
        };
        if !survival::answers(&side.cluster, &side.primary, scope) || !members.any(promised) {
            continue;
        }
        let sharing = sharing::after(facts, &side.cluster, &side.primary, scope);
        if sharing != side.sharing {
            let mut after = side.clone();
            after.sharing = sharing;
            recovery.smaller.push((scope, recover(facts, &after, size)));
        }
    }
    recovery
}

/// How long a stage takes by itself.
pub(super) fn stage_time(
    facts: Facts<'_>,
    side: &RecoverySide,
    stage: &Stage,
    size: Size,
) -> Seconds {
    let time = times::stage_time(facts, side, stage, size).value;
    let beside = || Beside::of(facts, &side.cluster, size);
    match stage.kind {
        StageKind::Restore(_) => {
            let mut beside = beside();
            beside.slowed_by(side.writing.delays(&side.cluster, size));
            let all = time.plus(beside.restores);
            all.plus(beside.held.ends(all))
        }
        StageKind::Storage if !warm(&side.cluster) => {
            time.plus(sync::each(beside().backups.iter().sum()))
        }
        StageKind::Backup
        | StageKind::VeleroConfig
        | StageKind::Platform(_)
        | StageKind::Storage
        | StageKind::Promote(_)
        | StageKind::Apps(..)
        | StageKind::Load(_)
        | StageKind::Check(_)
        | StageKind::Complete => time,
    }
}

fn recover(facts: Facts<'_>, side: &RecoverySide, size: Size) -> Recovery {
    let (engine, cluster) = (Engine::of_plan(facts.model), &side.cluster);
    let before = times::before(facts.model, cluster);
    let mut times: Vec<times::StageTime> = side
        .stages
        .iter()
        .map(|stage| times::stage_time(facts, side, stage, size))
        .collect();
    let mut beside = Beside::of(facts, cluster, size);
    others::add(facts, side, (&mut times, size), &mut beside);
    let (edge, workers) = (engine.edge(cluster), engine.workers(cluster));
    let nodes = order::latest(
        &side.stages,
        times,
        before.total(),
        edge.time,
        (workers, &beside),
    );
    let work: Seconds = nodes.iter().map(|node| node.time).sum();
    let all = work.plus(beside.work);
    let longest = order::longest_path(&nodes, &side.stages, edge.time);
    let finish = nodes.iter().map(|node| node.finish).max();
    let mut recovery = Recovery {
        cluster: cluster.clone(),
        primary: side.primary.clone(),
        finish: finish.unwrap_or(before.total()),
        at_least: before.total().plus(longest.max(work.over(workers))),
        at_most: before.total().plus(longest).plus(all.over(workers)),
        last: last::stages(facts, side, size, &nodes),
        before,
        edge,
        beside,
        smaller: Vec::new(),
        nodes,
    };
    // What follows the last stage of a namespace is a part of its recovery too.
    let last = recovery.all_restored().map(|(_, at)| at).max();
    let after = last.map_or(Seconds::ZERO, |last| last.less(recovery.finish));
    recovery.finish = recovery.finish.plus(after);
    recovery.at_most = recovery.at_most.plus(after);
    recovery
}
