//! How long each part of a recovery takes by itself, and where its numbers are from.

use super::{DECLARE, LOAD, PROVISION, READY, STEP};
use crate::analyze::backup::cost;
use crate::analyze::backup::demand::Demand;
use crate::analyze::breakdown::{Breakdown, Input, Quantity, TermKind};
use crate::analyze::effective::Member;
use crate::analyze::engine::Engine;
use crate::analyze::origin::Sourced;
use crate::analyze::quantities::{Bytes, Seconds};
use crate::analyze::recovery::{RecoverySide, Restored, Stage, StageKind};
use crate::model::value::Size;
use crate::model::{Cluster, Model, Recover, Standby};
use crate::schema::rows;

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
}

impl StageTime {
    fn new(value: Seconds, how: impl Into<String>, inputs: Vec<Input>) -> Self {
        Self {
            value,
            how: how.into(),
            inputs,
        }
    }
}

/// How long a stage takes once it may begin.
pub(super) fn stage_time(side: &RecoverySide, stage: &Stage, size: Size) -> StageTime {
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
        StageKind::Storage => StageTime::new(
            STEP,
            "the first sync of the location",
            vec![Input::assumed("first sync", STEP)],
        ),
        StageKind::Restore(tier) => {
            let restores: Vec<&Restored> = side
                .restores
                .iter()
                .filter(|restored| restored.tier.id == tier.id)
                .collect();
            restore_time(&side.cluster, &restores, size)
        }
        StageKind::Promote(_) => StageTime::new(
            STEP,
            "the promotion",
            vec![Input::assumed("promotion", STEP)],
        ),
        StageKind::Apps(member) => {
            let ready = member
                .block
                .apps
                .as_ref()
                .and_then(|apps| apps.ready.as_ref());
            let time = ready.map_or(READY, |stated| stated.value.into());
            StageTime::new(
                time,
                "until it is healthy",
                vec![Input::declared(&rows::APPS_READY, ready, READY)],
            )
        }
        StageKind::Load(member) => load_time(member, size),
        StageKind::Check(_) => StageTime::new(
            STEP,
            "the checks of the tier",
            vec![Input::assumed("checks", STEP)],
        ),
        StageKind::Backup | StageKind::VeleroConfig | StageKind::Complete => StageTime::default(),
    }
}

/// The Restores of a tier: objects one after another, files inside of Velero's one worker, and all
/// data movers together over the lanes.
fn restore_time(cluster: &Cluster, restores: &[&Restored], size: Size) -> StageTime {
    let Some(store) = restores.first().map(|restored| &restored.store) else {
        return StageTime::default();
    };
    let (mut objects, mut files) = (Seconds::ZERO, Seconds::ZERO);
    let mut moved = Demand::default();
    for restored in restores {
        let cost = cost::restore(&restored.demand, cluster, &restored.store, size);
        objects = objects.plus(cost.objects);
        files = files.plus(cost.files);
        moved.add_moved(&restored.demand);
    }
    let movers = cost::restore(&moved, cluster, store, size).moved;
    let download = store.download.as_ref();
    let time = objects.plus(files).plus(movers);
    let how = format!("objects {objects} + files {files} + data movers {movers}");
    StageTime::new(
        time,
        how,
        vec![Input::declared(&rows::DOWNLOAD, download, cost::RATE)],
    )
}

/// The `into` volumes of the dumps of a namespace, one after another, at what an engine loads.
fn load_time(member: &Member, size: Size) -> StageTime {
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
    StageTime::new(time, "the dumps are loaded", inputs)
}
