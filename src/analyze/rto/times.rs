//! How long each part of a recovery takes by itself, and where its numbers are from.

use super::{BOOTSTRAP, DECLARE, FETCH, LOAD, PROVISION, READY, STEP};
use crate::analyze::cost;
use crate::analyze::demand::Demand;
use crate::analyze::effective::recover_of;
use crate::analyze::recovery::{Place, Restored, Stage, StageKind};
use crate::analyze::sum::{Input, Source, Sum, input};
use crate::analyze::units::{Bytes, Seconds};
use crate::model::value::Size;
use crate::model::{Cluster, Model, Namespace, Recover, Standby};

pub(super) fn before(model: &Model, cluster: &Cluster) -> Sum {
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

/// Whether a cluster is kept running, empty, beside the one that it recovers.
pub fn warm(cluster: &Cluster) -> bool {
    cluster.standby.as_ref().map(|standby| standby.value) == Some(Standby::Warm)
}

/// How long a stage takes once it may begin.
pub(super) fn stage_time<'a>(
    model: &Model,
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
        StageKind::Load(_, block) => load_time(model, block, size),
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

/// The `into` volumes of the dumps of a namespace, one after another, at what an engine loads.
fn load_time(model: &Model, block: &Namespace, size: Size) -> (Seconds, String, Vec<Input>) {
    let Some(tier) = model.tiers.get(&block.tier.value) else {
        return (Seconds::ZERO, String::new(), Vec::new());
    };
    let mut time = Seconds::ZERO;
    let mut inputs = vec![Input {
        what: "load of a dump",
        value: LOAD.to_string(),
        source: Source::Assumed,
    }];
    for workload in &block.workloads {
        let Some(Recover::Dump(dump)) = recover_of(block, tier, workload) else {
            continue;
        };
        let volume = workload
            .volumes
            .iter()
            .find(|volume| volume.name == dump.into);
        let known = volume.and_then(|volume| volume.known_size());
        time = time.plus(Bytes::from(known.unwrap_or(size)).at(LOAD, 1));
        inputs.push(match (volume, known) {
            (Some(volume), Some(known)) if volume.size.is_none() => Input {
                what: "size",
                value: known.to_string(),
                source: Source::Read,
            },
            _ => input("size", volume.and_then(|volume| volume.size.as_ref()), size),
        });
    }
    (time, "the dumps are loaded".to_owned(), inputs)
}
