//! When everything is back at the latest: the recovery as a graph of stages that compete for the
//! workers of kustomize-controller.
//!
//! After Keeton et al. (EuroSys 2006). The stages and edges are those that are emitted after
//! `failover begin`; each edge costs a requeue of kustomize-controller and the poll of its health
//! check, and a stage holds a worker from its start until it is ready.

mod workers;

use super::cost::{self, LARGE, SIZE};
use super::demand::Demand;
use super::recovery::{self, Place, Restored, Stage, StageKind};
use super::sets::BackupSet;
use super::sum::{Input, Source, Sum, Term, input};
use super::units::{Bytes, Seconds};
use super::{Facts, copies};
use crate::model::value::{Rate, Size};
use crate::model::{Cluster, Model, Namespace, NamespaceName, Recover, Standby};
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
}

impl Recovery<'_> {
    /// When a namespace is back; `None` where it has no time of its own.
    pub fn back(&self, namespace: &str) -> Option<&Node> {
        self.nodes.get(*self.last.get(namespace)?)
    }

    /// Every namespace with its last stage.
    pub fn all_back(&self) -> impl Iterator<Item = (&str, &Node)> {
        let stage = |at: &usize| self.nodes.get(*at);
        self.last
            .iter()
            .filter_map(move |(name, at)| Some((name.as_str(), stage(at)?)))
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
    let before = before(model, place.cluster);
    let timed: Vec<(Seconds, String, Vec<Input>)> = place
        .stages
        .iter()
        .map(|stage| stage_time(place, stage, size))
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
        before,
        nodes,
    }
}

fn before(model: &Model, cluster: &Cluster) -> Sum {
    let mut sum = Sum::default();
    let said = |said: Option<&crate::source::Spanned<crate::model::value::Duration>>,
                silent: Seconds| said.map_or(silent, |said| said.value.into());
    let declare = model.plan.declare.as_ref();
    sum.push(
        "declare",
        said(declare, DECLARE),
        "notice the loss and decide".to_owned(),
        vec![input("declare", declare, DECLARE)],
    );
    if warm(cluster) {
        sum.push(
            "fetch",
            FETCH,
            "until Flux has fetched the commit that begins the recovery".to_owned(),
            vec![Input {
                what: "interval of the GitRepository",
                value: FETCH.to_string(),
                source: Source::Assumed,
            }],
        );
        return sum;
    }
    let (provision, bootstrap) = (cluster.provision.as_ref(), cluster.bootstrap.as_ref());
    sum.push(
        "provision",
        said(provision, PROVISION),
        "from nothing to an empty cluster".to_owned(),
        vec![input("provision", provision, PROVISION)],
    );
    sum.push(
        "bootstrap",
        said(bootstrap, BOOTSTRAP),
        "until the controllers of Flux are ready".to_owned(),
        vec![input("bootstrap", bootstrap, BOOTSTRAP)],
    );
    sum
}

fn warm(cluster: &Cluster) -> bool {
    cluster.standby.as_ref().map(|standby| standby.value) == Some(Standby::Warm)
}

/// How long a stage takes once it may begin.
fn stage_time<'a>(
    place: &Place<'a>,
    stage: &Stage<'a>,
    size: Size,
) -> (Seconds, String, Vec<Input>) {
    let assumed = |what: &'static str, value: Seconds| Input {
        what,
        value: value.to_string(),
        source: Source::Assumed,
    };
    match &stage.kind {
        StageKind::Platform(platform) => {
            let ready = platform.ready.as_ref();
            let time = ready.map_or(READY, |said| said.value.into());
            (
                time,
                "until it is healthy".to_owned(),
                vec![input("ready", ready, READY)],
            )
        }
        StageKind::Storage if warm(place.cluster) => (Seconds::ZERO, String::new(), Vec::new()),
        StageKind::Storage => (
            STEP,
            "the first sync of the location".to_owned(),
            vec![assumed("first sync", STEP)],
        ),
        StageKind::Restore(tier) => {
            let restores: Vec<&Restored<'a>> = place
                .restores
                .iter()
                .filter(|restored| restored.tier.name == tier.name)
                .collect();
            restore_time(place.cluster, &restores, size)
        }
        StageKind::Promote(..) => (
            STEP,
            "the promotion".to_owned(),
            vec![assumed("promotion", STEP)],
        ),
        StageKind::Apps(block) => {
            let ready = block.apps.as_ref().and_then(|apps| apps.ready.as_ref());
            let time = ready.map_or(READY, |said| said.value.into());
            (
                time,
                "until it is healthy".to_owned(),
                vec![input("ready", ready, READY)],
            )
        }
        StageKind::Load(_, block) => (
            load_time(block, size),
            "the dump is loaded".to_owned(),
            Vec::new(),
        ),
        StageKind::Check(_) => (
            STEP,
            "the checks of the tier".to_owned(),
            vec![assumed("checks", STEP)],
        ),
        StageKind::Backup | StageKind::VeleroConfig | StageKind::Complete => {
            (Seconds::ZERO, String::new(), Vec::new())
        }
    }
}

/// The Restores of a tier: objects one after another, files inside of Velero's one worker, and all
/// data movers together over the lanes.
fn restore_time(
    cluster: &Cluster,
    restores: &[&Restored<'_>],
    size: Size,
) -> (Seconds, String, Vec<Input>) {
    let Some(store) = restores.first().map(|restored| restored.store) else {
        return (Seconds::ZERO, String::new(), Vec::new());
    };
    let (mut objects, mut files) = (Seconds::ZERO, Seconds::ZERO);
    let mut moved = Demand::default();
    for restored in restores {
        let cost = cost::restore(&restored.demand, cluster, restored.store, size);
        objects = objects.plus(cost.objects);
        files = files.plus(cost.files);
        moved.add_moved(&restored.demand);
    }
    let movers = cost::restore(&moved, cluster, store, size).moved;
    let download = store.download.as_ref();
    let time = objects.plus(files).plus(movers);
    let how = format!("objects {objects} + files {files} + data movers {movers}");
    (time, how, vec![input("download", download, cost::RATE)])
}

/// The `into` volumes of the dumps of a namespace, at what an engine loads.
fn load_time(block: &Namespace, size: Size) -> Seconds {
    let of = |workload: &crate::model::Workload| {
        let volume = workload.volumes.iter().find(|volume| {
            let recover = workload.recover.as_ref().map(|recover| &recover.value);
            matches!(recover, Some(Recover::Dump(dump)) if dump.into == volume.name)
        });
        let known = volume.and_then(|volume| volume.size.as_ref());
        Bytes::from(known.map_or(size, |known| known.value)).at(LOAD, 1)
    };
    block.workloads.iter().map(of).sum()
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

/// Whether a cluster answers the loss that the promises of its home are for.
pub fn answers(model: &Model, recovery: &Recovery<'_>) -> bool {
    copies::recovered_elsewhere(model, recovery.home).is_none()
        || recovery.cluster.region != recovery.home.region
}
