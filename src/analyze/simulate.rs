//! One loss at one moment: what is lost with it, from which copy each workload is restored, how old
//! that copy is, and when.
//!
//! Every run is taken to begin when its line says and to be as slow as the worst case allows, so
//! that no age that is found here is above the computed worst case.

use crate::analyze::Analysis;
use crate::analyze::backup::schedule;
use crate::analyze::guarantees::{DataLoss, Guarantee};
use crate::analyze::quantities::Seconds;
use crate::analyze::recovery::{self, RecoverySide};
use crate::analyze::rpo::{self, place};
use crate::analyze::rto::{self, Recovery};
use crate::analyze::sets::BackupSet;
use crate::model::value::region::is_one_region;
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
            let found = clusters().find(|cluster| cluster.stated_name().as_str() == name);
            found.map(|cluster| Lost::Cluster(cluster))
        })
    }

    /// Every name that can be lost.
    pub fn names(model: &'a Model) -> impl Iterator<Item = &'a str> {
        let clusters = model.clusters.values().filter(|cluster| cluster.leads());
        regions(model).chain(clusters.map(|cluster| cluster.stated_name().as_str()))
    }

    fn scope(self) -> Scope {
        match self {
            Lost::Region(_) => Scope::Region,
            Lost::Cluster(_) => Scope::Cluster,
        }
    }

    fn cluster(self, cluster: &Cluster) -> bool {
        match self {
            Lost::Region(region) => cluster.lies_in(region),
            Lost::Cluster(lost) => lost.shares_site(cluster),
        }
    }

    /// Whether a bucket is lost: it lies there, or is served by a cluster that is lost.
    fn bucket(self, model: &Model, bucket: &Bucket) -> bool {
        let stated = bucket.region.as_ref();
        let lies_in = |region| stated.is_some_and(|stated| is_one_region(&stated.value, region));
        let served = || {
            let mut lost = model.primaries().filter(|primary| self.cluster(primary));
            lost.any(|primary| place::lost(bucket, primary, Scope::Cluster).is_some())
        };
        matches!(self, Lost::Region(region) if lies_in(region)) || served()
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
            lost.cluster(&recovery.primary)
                && !lost.cluster(&recovery.cluster)
                && recovery::serves(model, &recovery.primary)
        })
        .collect();
    let mut outcomes = Vec::new();
    for guarantee in analysis.guarantees() {
        let member = guarantee.member.id;
        let serving = analysis.side_of(&guarantee.member.cluster);
        if !serving.is_some_and(|side| lost.cluster(&side.cluster)) {
            continue;
        }
        let mut takers: Vec<&Recovery> = recoveries
            .iter()
            .filter(|recovery| recovery.primary.id == member.cluster)
            .copied()
            .collect();
        rto::nearest(&mut takers);
        // Where several clusters may recover it, the slowest of them counts, as it does for the promise.
        let backs = takers.into_iter().filter_map(|taker| {
            let at = recoveries
                .iter()
                .position(|one| one.cluster.id == taker.cluster.id)?;
            Some((at, taker.after(lost.scope()).restored(member)?))
        });
        let back = backs.max_by_key(|(at, back)| (*back, std::cmp::Reverse(*at)));
        let reader = back.and_then(|(at, _)| recoveries.get(at));
        let reader = reader.and_then(|recovery| rehearsed(analysis, &recovery.cluster));
        let (from, loss) = copy(analysis, guarantee, (lost, reader), at);
        outcomes.push(Outcome {
            guarantee,
            from,
            loss,
            back: back.filter(|_| !guarantee.member.waits_unknown()),
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
            .filter(|bucket| lost.bucket(model, bucket))
            .collect(),
        recoveries,
        outcomes,
    }
}

fn buckets(model: &Model) -> impl Iterator<Item = &Bucket> {
    model.stores.values().flat_map(|store| store.buckets())
}

/// The side of a cluster that recovers, as the loss finds it.
fn rehearsed<'a>(analysis: &'a Analysis, cluster: &Cluster) -> Option<&'a RecoverySide> {
    let mut sides = analysis.rehearsed().iter();
    let side = sides.find(|side| side.cluster.id == cluster.id)?;
    Some(side)
}

/// The newest copy that is surely there for the cluster that restores it, and what is lost with it.
fn copy<'a>(
    analysis: &'a Analysis,
    guarantee: &Guarantee,
    (lost, reader): (Lost<'_>, Option<&RecoverySide>),
    at: Instant,
) -> (BackFrom<'a>, DataLoss) {
    match guarantee.own_loss(lost.scope()) {
        Some(loss @ (DataLoss::Lag(_) | DataLoss::Declared(_))) => return (BackFrom::Own, loss),
        Some(loss @ DataLoss::Unknown) if guarantee.refilled().is_some() => {
            return (BackFrom::Own, loss);
        }
        Some(loss) => return (BackFrom::Nothing, loss),
        None => {}
    }
    let halted = recovery::is_halted(analysis.model(), &guarantee.member.cluster);
    let Some(set) = analysis.set_of(guarantee.member.id).filter(|_| !halted) else {
        return (BackFrom::Nothing, DataLoss::Unknown);
    };
    let first = of_set(analysis, set, (lost, reader), at);
    if first.1 != DataLoss::Everything {
        return first;
    }
    // A backup of a second Schedule may be taken instead, the newest that there is.
    let seconds = analysis.seconds_of(guarantee.member.id);
    let seconds = seconds.map(|set| of_set(analysis, set, (lost, reader), at));
    let ages = seconds.filter_map(|(from, loss)| match loss {
        DataLoss::Staleness(age) => Some((age, from)),
        DataLoss::Lag(_)
        | DataLoss::Declared(_)
        | DataLoss::Everything
        | DataLoss::NoData
        | DataLoss::Unknown => None,
    });
    let newest = ages.min_by_key(|(age, _)| *age);
    newest.map_or(first, |(age, from)| (from, DataLoss::Staleness(age)))
}

/// The newest copy of a set that is surely there, and what is lost with it.
fn of_set<'a>(
    analysis: &'a Analysis,
    set: &'a BackupSet,
    (lost, reader): (Lost<'_>, Option<&RecoverySide>),
    at: Instant,
) -> (BackFrom<'a>, DataLoss) {
    let scope = lost.scope();
    // The location of the cluster that counts names the copy that is read, which may be another one than the worst of
    // all.
    let worst = set.survivor(scope);
    let copy = worst.map(|worst| reader.map_or(worst, |reader| reader.copy(&set.store)));
    let Some(copy) = copy else {
        return (BackFrom::Nothing, DataLoss::Everything);
    };
    let lag = rpo::lag(set, copy, scope);
    let bucket = copy.bucket(&set.store);
    if let Some(backup) = set.pinned(scope) {
        let keep = set.keep().map_or(Seconds::ZERO, Seconds::from);
        return named(backup, bucket, at, keep);
    }
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

/// A backup by its name, which ends with the moment of its run.
fn named<'a>(
    backup: &str,
    bucket: &'a Bucket,
    at: Instant,
    keep: Seconds,
) -> (BackFrom<'a>, DataLoss) {
    let moment = backup.rsplit_once('-').map_or("", |(_, moment)| moment);
    let Some(run) = Instant::from_digits(moment) else {
        return (BackFrom::Nothing, DataLoss::Unknown);
    };
    let age = Seconds::new(at.since(run));
    // It is not there yet, or no longer.
    if run > at || age > keep {
        return (BackFrom::Nothing, DataLoss::Everything);
    }
    (BackFrom::Run(run, bucket), DataLoss::Staleness(age))
}
