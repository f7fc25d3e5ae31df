//! When everything is back at the latest: the recovery as a graph of stages that compete for the
//! workers of kustomize-controller.
//!
//! After Keeton et al. (EuroSys 2006). The stages and edges are those that are emitted after
//! `failover begin`; each edge costs a requeue of kustomize-controller and the poll of its health
//! check, and a stage holds a worker from its start until it is ready.

mod promises;
mod times;
mod workers;

pub use promises::{Promise, answers, promised, promises};
pub use times::warm;

use super::Facts;
use super::cost::{LARGE, SIZE};
use super::recovery::{self, Place, StageKind};
use super::sets::BackupSet;
use super::sum::{Input, Sum, Term};
use super::units::Seconds;
use crate::model::value::{Rate, Size};
use crate::model::{Cluster, Model, NamespaceName};
use std::collections::BTreeMap;

/// Assumed time to notice a loss and decide.
pub const DECLARE: Seconds = Seconds::minutes(15);
/// Assumed time of an empty cluster.
pub const PROVISION: Seconds = Seconds::minutes(20);
/// Assumed time of Flux on an empty cluster.
pub const BOOTSTRAP: Seconds = Seconds::minutes(5);
/// Until a warm cluster has fetched the commit that begins its recovery.
pub const FETCH: Seconds = Seconds::new(60);
/// Assumed time until a platform or an application is healthy.
pub const READY: Seconds = Seconds::minutes(5);
/// kustomize-controller's --requeue-dependency.
pub const REQUEUE: Seconds = Seconds::new(30);
/// Its poll of the health of what it applied.
pub const POLL: Seconds = Seconds::new(5);
/// Its --concurrent.
pub const WORKERS: u64 = 4;
/// Assumed time until a location was synced on a fresh cluster, of a promotion, and of checks.
pub const STEP: Seconds = Seconds::new(60);
/// Assumed rate at which an engine loads a dump.
pub const LOAD: Rate = Rate::bytes(20 << 20);

/// One stage in time.
#[derive(Debug, Clone)]
pub struct Node {
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
pub struct Recovery<'a> {
    /// The cluster that recovers.
    pub cluster: &'a Cluster,
    /// The cluster that is lost.
    pub home: &'a Cluster,
    /// What happens before the first stage.
    pub before: Sum,
    /// The stages, each behind those that it waits for.
    pub nodes: Vec<Node>,
    /// When all of it is back.
    pub finish: Seconds,
    /// No order of the stages is faster.
    pub at_least: Seconds,
    /// No order that leaves no worker idle is slower.
    pub at_most: Seconds,
    /// The last stage of each namespace.
    last: BTreeMap<String, usize>,
    /// The restore of each tier.
    restores: BTreeMap<String, usize>,
}

impl Recovery<'_> {
    /// When a namespace is back; `None` where it has no time of its own.
    pub fn back(&self, namespace: &str) -> Option<&Node> {
        self.nodes.get(*self.last.get(namespace)?)
    }

    /// The stage that restores a tier.
    pub fn restore(&self, tier: &str) -> Option<&Node> {
        self.nodes.get(*self.restores.get(tier)?)
    }

    /// Every namespace with its last stage.
    pub fn all_back(&self) -> impl Iterator<Item = (&str, &Node)> {
        let stage = |at: &usize| self.nodes.get(*at);
        self.last
            .iter()
            .filter_map(move |(name, at)| Some((name.as_str(), stage(at)?)))
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
    pub fn path(&self, namespace: &str) -> Option<Sum> {
        let last = *self.last.get(namespace)?;
        let mut sum = self.before.clone();
        for node in self
            .chain(Some(last))
            .iter()
            .filter_map(|at| self.nodes.get(*at))
        {
            let between = node.edge.plus(node.waited);
            let how = if node.waited > Seconds::ZERO {
                format!(
                    "requeue and poll {}, and {} for a free worker",
                    node.edge, node.waited
                )
            } else {
                "requeue and poll of kustomize-controller".to_owned()
            };
            sum.push("edge", between, how, Vec::new());
            if node.time > Seconds::ZERO {
                sum.terms.push(Term {
                    name: "stage",
                    value: node.time,
                    how: format!("{}: {}", node.name, node.how),
                    inputs: node.inputs.clone(),
                });
            }
        }
        Some(sum)
    }
}

/// The recoveries of a plan, in the order of its clusters. `size` is taken for volumes that do not
/// say theirs.
pub fn all<'a>(model: &'a Model, facts: &Facts<'a>, size: Size) -> Vec<Recovery<'a>> {
    model
        .clusters
        .values()
        .filter(|cluster| cluster.recovers.is_some())
        .filter_map(|cluster| {
            let place = recovery::rehearsed(model, facts, cluster)?;
            Some(recover(model, facts, &place, size))
        })
        .collect()
}

/// Whether the time of a recovery hangs on a size that nobody says.
pub fn sizes(facts: &Facts<'_>) -> &'static [Size] {
    let unsized_volume = |set: &BackupSet<'_>| set.demand.unsized_volume.is_some();
    if facts.sets.iter().any(unsized_volume) {
        &[SIZE, LARGE]
    } else {
        &[SIZE]
    }
}

fn recover<'a>(model: &'a Model, facts: &Facts<'a>, place: &Place<'a>, size: Size) -> Recovery<'a> {
    let before = times::before(model, place.cluster);
    let timed: Vec<(Seconds, String, Vec<Input>)> = place
        .stages
        .iter()
        .map(|stage| times::stage_time(model, place, stage, size))
        .collect();
    let requeue = place.cluster.requeue.as_ref();
    let edge = requeue.map_or(REQUEUE, |said| said.value.into()).plus(POLL);
    let workers = place
        .cluster
        .workers
        .as_ref()
        .map_or(WORKERS, |said| said.value);
    let nodes = workers::schedule(&place.stages, timed, before.total(), edge, workers);
    let work: Seconds = nodes.iter().map(|node| node.time).sum();
    let longest = workers::longest_path(&nodes, &place.stages, edge);
    let finish = nodes.iter().map(|node| node.finish).max();
    Recovery {
        cluster: place.cluster,
        home: place.home,
        finish: finish.unwrap_or(before.total()),
        at_least: before.total().plus(longest.max(work.over(workers))),
        at_most: before.total().plus(longest).plus(work.over(workers)),
        last: last_stages(model, facts, place),
        restores: restores(place),
        before,
        nodes,
    }
}

fn restores(place: &Place<'_>) -> BTreeMap<String, usize> {
    let mut restores = BTreeMap::new();
    for (at, stage) in place.stages.iter().enumerate() {
        if let StageKind::Restore(tier) = &stage.kind {
            restores.insert(tier.name.value.to_string(), at);
        }
    }
    restores
}

/// The last stage of each namespace: its application or its load, its restore where it has neither,
/// and the checks of its tier where a drill names one for it.
fn last_stages<'a>(model: &Model, facts: &Facts<'a>, place: &Place<'a>) -> BTreeMap<String, usize> {
    let mut last: BTreeMap<String, usize> = BTreeMap::new();
    let mut tiers: BTreeMap<&str, (Option<usize>, Option<usize>)> = BTreeMap::new();
    for (at, stage) in place.stages.iter().enumerate() {
        match &stage.kind {
            StageKind::Restore(tier) => {
                tiers.entry(tier.name.value.as_str()).or_default().0 = Some(at);
            }
            StageKind::Check(tier) => {
                tiers.entry(tier.name.value.as_str()).or_default().1 = Some(at);
            }
            StageKind::Apps(block) => {
                for name in &block.names {
                    last.insert(name.value.as_str().to_owned(), at);
                }
            }
            // Stages come behind those that they wait for, so a load takes the place of its
            // application, and a promotion counts only without one.
            StageKind::Load(name, _) => {
                last.insert(name.value.as_str().to_owned(), at);
            }
            StageKind::Promote(name, _) => {
                last.entry(name.value.as_str().to_owned()).or_insert(at);
            }
            StageKind::Backup
            | StageKind::VeleroConfig
            | StageKind::Platform(_)
            | StageKind::Storage
            | StageKind::Complete => {}
        }
    }
    let checked = |namespace: &str| {
        model
            .drills
            .values()
            .filter(|drill| drill.on.value == place.cluster.name.value)
            .flat_map(|drill| &drill.checks)
            .any(|check| check.namespace.value.as_str() == namespace)
    };
    for member in facts
        .effective
        .iter()
        .filter(|m| m.cluster.name == place.home.name)
    {
        let name = member.name.value.as_str();
        if member.name.value == NamespaceName::Rest {
            continue;
        }
        let of_tier = tiers.get(member.tier.name.value.as_str()).copied();
        let (restore, check) = of_tier.unwrap_or_default();
        if let Some(check) = check.filter(|_| checked(name)) {
            last.insert(name.to_owned(), check);
        } else if let (false, Some(restore)) = (last.contains_key(name), restore) {
            last.insert(name.to_owned(), restore);
        }
    }
    last
}
