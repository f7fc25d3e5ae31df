//! One loss at one moment: what is gone with it, from which copy each workload comes back, how old
//! that copy is, and when.
//!
//! Every run is taken to begin when its line says and to be as slow as the worst case allows, so
//! that no age that is found here is above the computed worst case.

use super::Facts;
use super::copies::{self, Survivor};
use super::cost::SIZE;
use super::guarantee::{self, Guarantee, Loss};
use super::recovery::{Place, State};
use super::rpo;
use super::rto::{self, Recovery};
use super::schedule;
use super::sets::BackupSet;
use super::units::Seconds;
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
            found.map(Lost::Cluster)
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
            Lost::Cluster(lost) => lost.name == cluster.name,
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

/// What a workload comes back from.
#[derive(Debug, Clone, Copy)]
pub enum BackFrom<'a> {
    /// The backup of the run at a moment, read from a bucket.
    Run(Instant, &'a Bucket),
    /// A backup in a bucket whose line has no fixed times, so that it is taken for as old as it may
    /// be.
    SomeRun(&'a Bucket),
    /// A standby or an archive of its own.
    Own,
    /// Nothing.
    Nothing,
}

/// What becomes of a workload.
#[derive(Debug, Clone)]
pub struct Outcome<'f, 'a> {
    /// The workload with what it was promised.
    pub guarantee: Guarantee<'f, 'a>,
    /// What it comes back from.
    pub from: BackFrom<'a>,
    /// What is lost of it.
    pub loss: Loss,
    /// Where it comes back, as an index of the recoveries, and how long after the loss.
    pub back: Option<(usize, Seconds)>,
}

/// What a loss does.
#[derive(Debug)]
pub struct Simulation<'f, 'a> {
    /// The clusters that are gone.
    pub clusters: Vec<&'a Cluster>,
    /// The buckets that are gone.
    pub buckets: Vec<&'a Bucket>,
    /// The recoveries that follow.
    pub recoveries: Vec<Recovery<'a>>,
    /// The workloads that ran there, those that are back first in front.
    pub outcomes: Vec<Outcome<'f, 'a>>,
}

/// Simulates a loss.
pub fn simulate<'f, 'a>(
    model: &'a Model,
    facts: &'f Facts<'a>,
    lost: Lost<'a>,
    at: Instant,
) -> Simulation<'f, 'a> {
    let clusters = model
        .clusters
        .values()
        .filter(|c| lost.cluster(c))
        .collect();
    let all = rto::all(model, facts, SIZE);
    let guarantees = guarantee::with(model, facts, &all);
    let recoveries: Vec<Recovery<'a>> = all
        .into_iter()
        .filter(|recovery| {
            let serving = serving(facts, recovery.home);
            lost.cluster(recovery.home)
                && !lost.cluster(recovery.cluster)
                && serving.is_some_and(|place| place.cluster.name == recovery.home.name)
        })
        .collect();
    let mut outcomes = Vec::new();
    for guarantee in guarantees {
        let home = guarantee.member.cluster;
        let Some(place) = serving(facts, home).filter(|place| lost.cluster(place.cluster)) else {
            continue;
        };
        let (from, loss) = copy(model, facts, place, &guarantee, lost, at);
        let mut backs: Vec<(usize, Seconds)> = recoveries
            .iter()
            .enumerate()
            .filter(|(_, recovery)| recovery.home.name == home.name)
            .filter_map(|(at, recovery)| {
                let node = recovery.back(guarantee.member.name.value.as_str())?;
                Some((at, node.finish))
            })
            .collect();
        // Where several recover it, it is back with the first of them.
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
        clusters,
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
fn serving<'f, 'a>(facts: &'f Facts<'a>, home: &Cluster) -> Option<&'f Place<'a>> {
    let places = || facts.places.iter().filter(|p| p.home.name == home.name);
    let own = places().find(|place| place.cluster.name == home.name)?;
    let took_over = places().find(|p| p.cluster.name != home.name && p.state == State::Active);
    took_over.or(Some(own))
}

/// The newest copy that is surely there, and what is lost with it.
fn copy<'a>(
    model: &Model,
    facts: &Facts<'a>,
    place: &Place<'a>,
    guarantee: &Guarantee<'_, 'a>,
    lost: Lost<'a>,
    at: Instant,
) -> (BackFrom<'a>, Loss) {
    match guarantee.own_loss(lost.scope()) {
        Some(loss @ Loss::Lag(_)) => return (BackFrom::Own, loss),
        Some(loss) => return (BackFrom::Nothing, loss),
        None => {}
    }
    let name = &guarantee.member.name.value;
    let Some(set) = facts
        .sets_of(place.cluster)
        .find(|set| set.members.iter().any(|member| member.name.value == *name))
    else {
        return (BackFrom::Nothing, Loss::Unknown);
    };
    let Some((bucket, lag)) = survivor(place, set, lost) else {
        return (BackFrom::Nothing, Loss::Everything);
    };
    let (Some(schedule), Some(proof)) = (&set.schedule, &set.proof) else {
        return (BackFrom::Nothing, Loss::Unknown);
    };
    // The run began so long before its copy can surely be read.
    let ready = proof.loss().less(proof.span).plus(lag);
    let read = schedule::readers(model)
        .last()
        .and_then(|reader| cron::read(&schedule.cron, *reader).ok());
    let Some(line) = read.filter(|line| line.every().is_none()) else {
        return (BackFrom::SomeRun(bucket), Loss::Age(proof.loss().plus(lag)));
    };
    match line.newest_run(at.earlier(ready.get()).as_unix()) {
        Some(run) => {
            let run = Instant::from_unix(run);
            (
                BackFrom::Run(run, bucket),
                Loss::Age(Seconds::new(at.since(run))),
            )
        }
        None => (BackFrom::Nothing, Loss::Everything),
    }
}

/// The bucket that is read after the loss, and how far it is behind.
fn survivor<'a>(
    place: &Place<'a>,
    set: &BackupSet<'a>,
    lost: Lost<'a>,
) -> Option<(&'a Bucket, Seconds)> {
    // Nothing replicates what a cluster that took over writes.
    if place.cluster.recovers.is_some() {
        let bucket = place.bucket(set.store);
        return (!lost.bucket(bucket)).then_some((bucket, Seconds::ZERO));
    }
    let copy = copies::survivor(set.store, place.cluster, lost.scope())?;
    let bucket = match copy {
        Survivor::Main => &set.store.bucket,
        Survivor::Replica(replica) => &replica.bucket,
    };
    Some((bucket, rpo::behind(copy)))
}
