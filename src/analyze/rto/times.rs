//! How long each part of a recovery takes by itself, and where its numbers are from.

mod pods;

use super::sync;
use super::{DECLARE, LOAD, PROVISION, READY, STEP};
use crate::analyze::backup::cost;
use crate::analyze::backup::restore::{self, SPREAD};
use crate::analyze::breakdown::{Breakdown, Input, Quantity, TermKind};
use crate::analyze::effective::Member;
use crate::analyze::engine::Engine;
use crate::analyze::facts::Facts;
use crate::analyze::origin::Sourced;
use crate::analyze::quantities::{Bytes, Seconds};
use crate::analyze::recovery::archives::What;
use crate::analyze::recovery::beside::Beside;
use crate::analyze::recovery::held::Held;
use crate::analyze::recovery::ready::healthy;
use crate::analyze::recovery::{RecoverySide, Stage, StageKind, loaded_of};
use crate::model::value::Size;
use crate::model::{Cluster, Model, Recover, Standby, Store, Tier};
use crate::schema::rows;
use pods::{after_pods, apps_time};
use std::collections::BTreeMap;

pub(super) fn before(model: &Model, cluster: &Cluster) -> Breakdown {
    let mut sum = Breakdown::default();
    let stated =
        |stated: Option<&crate::source::Spanned<crate::model::value::Duration>>,
         silent: Seconds| stated.map_or(silent, |stated| stated.value.into());
    let declare = model.plan.declare.as_ref();
    sum.push(
        TermKind::Declare,
        stated(declare, DECLARE),
        "detect the loss and decide".to_owned(),
        vec![Input::declared(&rows::DECLARE, declare, DECLARE)],
    );
    if !warm(cluster) {
        let provision = cluster.provision.as_ref();
        sum.push(
            TermKind::Provision,
            stated(provision, PROVISION),
            "time to create an empty cluster".to_owned(),
            vec![Input::declared(&rows::PROVISION, provision, PROVISION)],
        );
    }
    Engine::of_plan(model).lead(cluster, warm(cluster), &mut sum);
    sum
}

/// Whether a cluster is kept running, empty, beside the one that it recovers.
pub fn warm(cluster: &Cluster) -> bool {
    cluster.standby.as_ref().map(|standby| standby.value) == Some(Standby::Warm)
}

/// How long a stage takes by itself.
#[derive(Debug, Default)]
pub(super) struct StageTime {
    pub(super) value: Seconds,
    /// How it comes about.
    pub(super) how: String,
    /// The numbers in it.
    pub(super) inputs: Vec<Input>,
    /// How much of it is because of what others do, which they may do at another time.
    pub(super) others: Seconds,
}

impl StageTime {
    fn new(value: Seconds, how: impl Into<String>, inputs: Vec<Input>) -> Self {
        Self {
            value,
            how: how.into(),
            inputs,
            others: Seconds::ZERO,
        }
    }

    /// The first of the Restores begins behind those of other plans.
    pub(super) fn after_others(&mut self, cluster: &Cluster, beside: &Beside) {
        let nodes = restore::nodes(cluster);
        if beside.movers > 1 && nodes > 1 {
            let spread = format!("{} of other recoveries on {nodes}", beside.movers);
            self.inputs.push(Input::assumed(SPREAD, spread));
        }
        self.later(beside.restores, "after");
    }

    /// Backups of others use loads of the nodes meanwhile.
    pub(super) fn beside_backups(&mut self, held: &Held) {
        let later = held.later(self.value);
        if later > Seconds::ZERO {
            self.value = self.value.plus(later);
            self.others = self.others.plus(later);
            self.how = format!("{}, {}", self.how, held.how(later));
        }
    }

    /// The stage of the locations is ready once those of other plans are synced too.
    pub(super) fn with_others(&mut self, synced: Seconds) {
        self.later(synced, "with");
    }

    fn later(&mut self, time: Seconds, word: &str) {
        if time > Seconds::ZERO {
            self.value = self.value.plus(time);
            self.others = self.others.plus(time);
            self.how = format!(
                "{}, {word} {time} of other recoveries on the same cluster",
                self.how
            );
        }
    }
}

/// How long a stage takes once it may begin.
pub(super) fn stage_time(
    facts: Facts<'_>,
    side: &RecoverySide,
    stage: &Stage,
    size: Size,
) -> StageTime {
    match &stage.kind {
        StageKind::Platform(platform) => {
            let ready = platform.ready.as_ref();
            let time = ready.map_or(READY, |stated| stated.value.into());
            StageTime::new(
                time,
                "until it is healthy",
                vec![Input::declared(&rows::PLATFORM_READY, ready, READY)],
            )
        }
        StageKind::Storage if warm(&side.cluster) => StageTime::default(),
        StageKind::Storage => storage_time(facts, side),
        StageKind::Restore(tier) => restore_time(side, tier, size),
        StageKind::Promote(_) => StageTime::new(
            STEP,
            "the promotion",
            vec![Input::assumed("promotion", STEP)],
        ),
        StageKind::Apps(member, more) => {
            let first = apps_time(facts, side, member, size);
            let others = more.iter().map(|one| apps_time(facts, side, one, size));
            // Of several blocks of one path the slowest counts, and of equals the first.
            others.fold(first, |slowest, other| {
                if other.value > slowest.value {
                    other
                } else {
                    slowest
                }
            })
        }
        StageKind::Load(member) => {
            let mut time = load_time(side, member, size);
            if member.block.apps.is_none() {
                time = after_pods(time, facts, side, member, size);
            }
            if loaded_of(facts.observed, side, stage).is_some() {
                // Some of its path may not be healthy before.
                let pods = healthy(member, side, size).pods;
                time.value = time.value.plus(pods);
                time.how = format!(
                    "{}, and the rest of the path is healthy {pods} later",
                    time.how
                );
            }
            time
        }
        StageKind::Check(tier) => {
            let time = StageTime::new(
                STEP,
                "the checks of the tier",
                vec![Input::assumed("checks", STEP)],
            );
            // What has no application has no stage that waits for its pods.
            let checks = facts.checked(side.cluster.id, &side.primary, tier);
            let slowest = checks
                .into_iter()
                .filter(|member| member.block.apps.is_none())
                .max_by_key(|member| healthy(member, side, size).whole());
            match slowest {
                Some(member) => after_pods(time, facts, side, member, size),
                None => time,
            }
        }
        StageKind::Backup | StageKind::VeleroConfig | StageKind::Complete => StageTime::default(),
    }
}

/// The first sync of the locations, and Velero itself where no platform and not the cluster brings it.
fn storage_time(facts: Facts<'_>, side: &RecoverySide) -> StageTime {
    let (backups, volumes) = sync::backups(facts, &side.stores);
    let time = sync::first(backups, volumes);
    let mut how = format!("the first sync of the location, with {backups} backups");
    let mut inputs = vec![
        Input::assumed("time to sync one backup", "200ms"),
        Input::assumed("until the first sync begins", STEP),
    ];
    if volumes > 0 {
        how.push_str(&format!(" and {volumes} volumes as files in them"));
        inputs.push(Input::assumed("time to sync one volume as files", "10ms"));
    }
    let mut whole = time;
    if !brings_velero(facts.model, &side.cluster) {
        whole = whole.plus(READY);
        how = format!("until Velero is ready {READY}, then {how} {time}");
        inputs.push(Input::assumed("ready of Velero", READY));
    }
    StageTime::new(whole, how, inputs)
}

/// Whether the plan says what installs Velero on a cluster.
pub fn brings_velero(model: &Model, cluster: &Cluster) -> bool {
    let mut platforms = model.platforms.values();
    warm(cluster) || cluster.brings_velero || platforms.any(|platform| platform.brings_velero)
}

/// The Restores of a tier: objects one after another, and their volumes over the nodes.
fn restore_time(side: &RecoverySide, tier: &Tier, size: Size) -> StageTime {
    let time = side.restore_time(tier, size);
    let own = || side.restores.iter().filter(|one| one.tier.id == tier.id);
    let stores: BTreeMap<&str, &Store> = own()
        .filter(|one| !one.demand.moved.is_empty() || !one.demand.files.is_empty())
        .map(|one| (one.store.name.value.as_str(), &*one.store))
        .collect();
    let mut inputs: Vec<Input> = stores
        .values()
        .map(|store| Input::declared(&rows::DOWNLOAD, store.download.as_ref(), cost::RATE))
        .collect();
    if !inputs.is_empty() {
        let write = Input::declared(&rows::WRITE, side.cluster.write.as_ref(), cost::RATE);
        inputs.insert(if time.by_write { 0 } else { inputs.len() }, write);
    }
    let nodes = restore::nodes(&side.cluster);
    if time.movers > 1 && nodes > 1 {
        let spread = format!("{} on {nodes}", time.movers);
        inputs.push(Input::assumed(SPREAD, spread));
    }
    let mut how = time.how();
    let shared = stores
        .values()
        .any(|store| side.sharing.contains_key(&store.link));
    if shared {
        how.push_str(", which other recoveries from the same loss share");
    }
    let written = side.restore_without_fetches(tier, size).whole();
    if written < time.whole() {
        how = format!(
            "{how}, {} of it because of what operators fetch and loads write",
            time.whole().less(written)
        );
    }
    let alone = side.restore_alone(tier, size).whole();
    StageTime {
        others: time.whole().less(alone),
        ..StageTime::new(time.whole(), how, inputs)
    }
}

/// The `into` volumes of the dumps of a namespace, one after another, at what an engine loads.
fn load_time(side: &RecoverySide, member: &Member, size: Size) -> StageTime {
    let mut time = Seconds::ZERO;
    let mut inputs = vec![Input::assumed("rate at which a dump is loaded", LOAD)];
    for workload in &member.block.workloads {
        let Some(Recover::Dump(dump)) = member.recover_of(workload) else {
            continue;
        };
        let mut volumes = workload.volumes.iter();
        let volume = volumes.find(|volume| volume.name == dump.into);
        let known = volume.and_then(|volume| member.size_of(volume));
        let known = known.unwrap_or(Sourced::assumed(size));
        time = time.plus(Bytes::from(known.value).at(LOAD, 1));
        inputs.push(Input {
            quantity: Quantity::Statement(&rows::SIZE),
            value: known.value.to_string(),
            origin: known.origin,
        });
    }
    let later = side
        .writing
        .later((member.id, What::Load), &side.cluster, size);
    inputs.extend(later.input());
    let mut how = "the dumps are loaded".to_owned();
    if later.time > Seconds::ZERO {
        how = format!(
            "{how}, {} of it because of what else is written on the node",
            later.time
        );
    }
    StageTime::new(time.plus(later.time), how, inputs)
}
