//! What is lost at worst, for each backup set and each loss that a promise speaks of.
//!
//! After Keeton and Merchant (DSN 2004): just before a run is complete elsewhere, the newest copy is
//! as old as the distance between two runs, the start delays of the second, and the time from its
//! start until it can be restored from.

use super::copies::{self, Survivor};
use super::cost::Cost;
use super::effective::Effective;
use super::queue::{Delay, TICK};
use super::schedule::Schedule;
use super::units::Seconds;
use crate::model::value::{Duration, Size};
use crate::model::{Cluster, Model, Scope, Store};
use crate::source::Span;

/// Assumed lag of a replicated bucket (S3 replication time control).
pub const LAG: Seconds = Seconds::minutes(15);

/// How a promise stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// It holds, and holds with one missed run more.
    Kept,
    /// It holds as long as no run more is missed than is tolerated.
    KeptWithoutMissedRun,
    /// It holds for volumes of the assumed size, and not for ten times that.
    KeptIfSmall,
    /// It does not hold.
    Broken,
    /// Nothing of the kind is promised: only objects are copied.
    NotPromised,
}

/// The worst case of a set under its schedule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// The longest span between the runs that count.
    pub span: Seconds,
    /// The same with one missed run more.
    pub missed: Seconds,
    /// What it waits for.
    pub delay: Delay,
    /// What one backup takes.
    pub cost: Cost,
    /// The size that was taken for volumes that do not say theirs.
    pub size: Size,
    /// How the promises stand, all of them.
    pub verdict: Verdict,
    /// Whether a run is over before the next begins.
    pub keeps_up: bool,
}

impl Proof {
    /// What is lost at worst, before the copy is replicated.
    pub fn loss(&self) -> Seconds {
        loss(self.span, self.delay, &self.cost)
    }
}

/// Gap, tick, queue, slot, lanes and copy.
pub(super) fn loss(span: Seconds, delay: Delay, cost: &Cost) -> Seconds {
    let wait = TICK.plus(delay.queue).plus(delay.lanes);
    span.plus(wait).plus(cost.whole())
}

/// One promise of a set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Promise {
    /// The loss that it speaks of.
    pub scope: Scope,
    /// The most data, in time, that may be lost.
    pub rpo: Duration,
    /// Where it is made.
    pub span: Option<Span>,
}

/// The loss that the bare promises of a cluster speak of.
pub fn scope(model: &Model, cluster: &Cluster) -> Scope {
    if copies::recovered_elsewhere(model, cluster).is_some() {
        Scope::Region
    } else {
        Scope::Cluster
    }
}

/// The promises of a namespace, that for the largest loss first.
pub fn promises(model: &Model, member: &Effective<'_>) -> Vec<Promise> {
    let span = match member.rpo.1 {
        super::effective::Origin::Said(_, span) => Some(span),
        super::effective::Origin::Assumed => None,
    };
    let mut promises = vec![Promise {
        scope: scope(model, member.cluster),
        rpo: member.rpo.0,
        span,
    }];
    for when in member.when {
        if let Some(rpo) = &when.rpo {
            promises.push(Promise {
                scope: when.scope.value,
                rpo: rpo.value,
                span: Some(rpo.span),
            });
        }
    }
    promises
}

/// How far the copy that outlives a loss is behind; `None` where none does.
pub fn replicate(store: &Store, cluster: &Cluster, scope: Scope) -> Option<Seconds> {
    copies::survivor(store, cluster, scope).map(behind)
}

/// How far a copy is behind.
pub(super) fn behind(copy: Survivor<'_>) -> Seconds {
    match copy {
        Survivor::Main => Seconds::ZERO,
        Survivor::Replica(replica) => replica.lag.as_ref().map_or(LAG, |lag| lag.value.into()),
    }
}

/// What the promises of a set leave for everything but the replication: the tightest of them. Those
/// of which no copy is left are broken by that, and not by time; where none is left to keep, the
/// bare one decides as if it were.
pub(super) fn room(model: &Model, set: &super::sets::BackupSet<'_>) -> Option<Seconds> {
    let member = set.members.first()?;
    promises(model, member)
        .iter()
        .filter_map(|promise| {
            let lag = replicate(set.store, set.cluster, promise.scope)?;
            Some(Seconds::from(promise.rpo).less(lag))
        })
        .min()
        .or(Some(member.rpo.0.into()))
}

/// The proof of a set under a schedule.
pub(super) fn prove(
    room: Seconds,
    schedule: &Schedule,
    (cost, one): (Cost, Cost),
    delay: Delay,
    size: Size,
) -> Proof {
    let keeps_up = one.whole() <= schedule.shortest;
    let kept = keeps_up && loss(schedule.span, delay, &cost) <= room;
    let verdict = if !kept {
        Verdict::Broken
    } else if loss(schedule.missed, delay, &cost) <= room {
        Verdict::Kept
    } else {
        Verdict::KeptWithoutMissedRun
    };
    Proof {
        span: schedule.span,
        missed: schedule.missed,
        delay,
        cost,
        size,
        verdict,
        keeps_up,
    }
}
