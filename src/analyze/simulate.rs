//! One loss at one moment: what is lost with it, from which copy each workload is restored, how old
//! that copy is, and when.
//!
//! Every run is taken to begin when its line says and to be as slow as the worst case allows, so
//! that no age that is found here is above the computed worst case.

use crate::analyze::Analysis;
use crate::analyze::backup::schedule;
use crate::analyze::effective::MemberId;
use crate::analyze::guarantees::{DataLoss, Guarantee};
use crate::analyze::quantities::Seconds;
use crate::analyze::recovery::{Phase, RecoverySide};
use crate::analyze::rpo;
use crate::analyze::rpo::survival::{self, Survivor};
use crate::analyze::rto::Recovery;
use crate::analyze::sets::BackupSet;
use crate::model::value::{Instant, cron};
use crate::model::{Bucket, Cluster, Model, Scope};

/// What is lost.
#[derive(Debug, Clone, Copy)]
pub enum Lost<'a> {
    /// Everything in a region.
    Region(&'a str),
    /// One cluster; its region goes on.
    Cluster(&'a Cluster),
}

impl<'a> Lost<'a> {
    /// The region or the cluster of a name; `None` where the plan has neither.
    pub fn find(model: &'a Model, name: &str) -> Option<Self> {
        let region = regions(model).find(|region| *region == name);
        let clusters = || model.clusters.values();
        region.map(Lost::Region).or_else(|| {
            let found = clusters().find(|cluster| cluster.name.value.as_str() == name);
            found.map(|cluster| Lost::Cluster(cluster))
        })
    }

    /// Every name that can be lost.
    pub fn names(model: &'a Model) -> impl Iterator<Item = &'a str> {
        let clusters = model.clusters.values();
        regions(model).chain(clusters.map(|cluster| cluster.name.value.as_str()))
    }

    fn scope(self) -> Scope {
        match self {
            Lost::Region(_) => Scope::Region,
            Lost::Cluster(_) => Scope::Cluster,
        }
    }

    fn cluster(self, cluster: &Cluster) -> bool {
        match self {
            Lost::Region(region) => &*cluster.region.value == region,
            Lost::Cluster(lost) => lost.id == cluster.id,
        }
    }

    fn bucket(self, bucket: &Bucket) -> bool {
        let lies_in = |region: &str| bucket.region.as_ref().is_some_and(|r| &*r.value == region);
        match self {
            Lost::Region(region) => lies_in(region),
            Lost::Cluster(_) => false,
        }
    }
}

fn regions(model: &Model) -> impl Iterator<Item = &str> {
    let clusters = model.clusters.values().map(|cluster| &cluster.region);
    clusters
        .chain(buckets(model).filter_map(|bucket| bucket.region.as_ref()))
        .map(|region| &*region.value)
}

/// What a workload is restored from.
#[derive(Debug, Clone, Copy)]
pub enum BackFrom<'a> {
    /// The backup of the run at a moment, read from a bucket.
    Run(Instant, &'a Bucket),
    /// A backup in a bucket whose line has no fixed times, so that it counts as as old as it may
    /// be.
    SomeRun(&'a Bucket),
    /// A standby or an archive of its own.
    Own,
    /// Nothing.
    Nothing,
}

/// The outcome for a workload.
#[derive(Debug, Clone)]
pub struct Outcome<'a> {
    /// The workload with what it was promised.
    pub guarantee: &'a Guarantee,
    /// What it is restored from.
    pub from: BackFrom<'a>,
    /// What is lost of it.
    pub loss: DataLoss,
    /// Where it is restored, as an index of the recoveries, and how long after the loss.
    pub back: Option<(usize, Seconds)>,
}

/// The outcome of a loss.
#[derive(Debug)]
pub struct Simulation<'a> {
    /// The clusters that are lost.
    pub clusters: Vec<&'a Cluster>,
    /// The buckets that are lost.
    pub buckets: Vec<&'a Bucket>,
    /// The recoveries that follow.
    pub recoveries: Vec<&'a Recovery>,
    /// The workloads that ran there, in the order in which they are restored.
    pub outcomes: Vec<Outcome<'a>>,
}

/// Simulates a loss.
pub fn simulate<'a>(analysis: &'a Analysis, lost: Lost<'a>, at: Instant) -> Simulation<'a> {
    let model = analysis.model();
    let clusters = model.clusters.values().map(|cluster| &**cluster);
    let recoveries: Vec<&Recovery> = analysis
        .recoveries()
        .iter()
        .filter(|recovery| {
            let serving = serving(analysis, &recovery.primary);
            lost.cluster(&recovery.primary)
                && !lost.cluster(&recovery.cluster)
                && serving.is_some_and(RecoverySide::at_home)
        })
        .collect();
    let mut outcomes = Vec::new();
    for guarantee in analysis.guarantees() {
        let member = guarantee.member.id;
        let serving = serving(analysis, &guarantee.member.cluster);
        let Some(side) = serving.filter(|side| lost.cluster(&side.cluster)) else {
            continue;
        };
        let (from, loss) = copy(analysis, side, guarantee, lost, at);
        let mut backs: Vec<(usize, Seconds)> = recoveries
            .iter()
            .enumerate()
            .filter(|(_, recovery)| recovery.primary.id == member.cluster)
            .filter_map(|(at, recovery)| Some((at, recovery.restored(member)?)))
            .collect();
        // Where several clusters recover it, the first of them counts.
        backs.sort_by_key(|(at, back)| (*back, *at));
        outcomes.push(Outcome {
            guarantee,
            from,
            loss,
            back: backs.first().copied(),
        });
    }
    outcomes.sort_by_key(|outcome| {
        outcome
            .back
            .map_or(Seconds::new(u64::MAX), |(_, back)| back)
    });
    Simulation {
        clusters: clusters.filter(|cluster| lost.cluster(cluster)).collect(),
        buckets: buckets(model)
            .filter(|bucket| lost.bucket(bucket))
            .collect(),
        recoveries,
        outcomes,
    }
}

fn buckets(model: &Model) -> impl Iterator<Item = &Bucket> {
    model.stores.values().flat_map(|store| {
        let replica = store.replica.as_ref().map(|replica| &replica.bucket);
        [Some(&store.bucket), replica].into_iter().flatten()
    })
}

/// Where the workloads of a primary run: on itself, or on the cluster that took over.
fn serving<'a>(analysis: &'a Analysis, primary: &Cluster) -> Option<&'a RecoverySide> {
    let sides = || {
        let sides = analysis.sides().iter();
        sides.filter(|side| side.primary.id == primary.id)
    };
    let own = sides().find(|side| side.at_home())?;
    let took_over = sides().find(|side| !side.at_home() && side.phase == Phase::Active);
    Some(took_over.unwrap_or(own))
}

/// The newest copy that is surely there, and what is lost with it.
fn copy<'a>(
    analysis: &'a Analysis,
    side: &'a RecoverySide,
    guarantee: &Guarantee,
    lost: Lost<'_>,
    at: Instant,
) -> (BackFrom<'a>, DataLoss) {
    match guarantee.own_loss(lost.scope()) {
        Some(loss @ DataLoss::Lag(_)) => return (BackFrom::Own, loss),
        Some(loss) => return (BackFrom::Nothing, loss),
        None => {}
    }
    let serving = MemberId {
        cluster: side.cluster.id,
        ..guarantee.member.id
    };
    let Some(set) = analysis.set_of(serving) else {
        return (BackFrom::Nothing, DataLoss::Unknown);
    };
    let Some((bucket, lag)) = survivor(side, set, lost) else {
        return (BackFrom::Nothing, DataLoss::Everything);
    };
    let (Some(schedule), Some(worst_case)) = (&set.schedule, &set.worst_case) else {
        return (BackFrom::Nothing, DataLoss::Unknown);
    };
    // The run began so long before its copy can surely be read.
    let ready = worst_case.loss().less(worst_case.span).plus(lag);
    let read = schedule::readers(analysis.model())
        .last()
        .and_then(|reader| cron::read(&schedule.cron, *reader).ok());
    let Some(line) = read.filter(|line| line.every().is_none()) else {
        return (
            BackFrom::SomeRun(bucket),
            DataLoss::Staleness(worst_case.loss().plus(lag)),
        );
    };
    match line.newest_run(at.earlier(ready.get()).as_unix()) {
        Some(run) => {
            let run = Instant::from_unix(run);
            (
                BackFrom::Run(run, bucket),
                DataLoss::Staleness(Seconds::new(at.since(run))),
            )
        }
        None => (BackFrom::Nothing, DataLoss::Everything),
    }
}

/// The bucket that is read after the loss, and how far it is behind.
fn survivor<'a>(
    side: &RecoverySide,
    set: &'a BackupSet,
    lost: Lost<'_>,
) -> Option<(&'a Bucket, Seconds)> {
    // Nothing replicates what a cluster that took over writes.
    if side.cluster.recovers.is_some() {
        let bucket = side.bucket(&set.store);
        return (!lost.bucket(bucket)).then_some((bucket, Seconds::ZERO));
    }
    if set.is_lost_with(lost.scope()) {
        return None;
    }
    let copy = survival::survivor(&set.store, &side.cluster, lost.scope())?;
    let bucket = match copy {
        Survivor::Main => &set.store.bucket,
        Survivor::Replica(replica) => &replica.bucket,
    };
    Some((bucket, rpo::behind(copy)))
}
