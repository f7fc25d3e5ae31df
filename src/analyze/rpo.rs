//! Promises of a recovery point: what they are, what they leave for a backup, and how far a copy is
//! behind.

pub mod breakdown;
pub mod broken;
pub mod place;
pub mod remedies;
pub mod survival;
pub mod worst_case;

use crate::analyze::effective::Member;
use crate::analyze::quantities::Seconds;
use crate::analyze::sets::BackupSet;
use crate::model::value::Duration;
use crate::model::{Cluster, Model, Scope};
use crate::source::Span;
use survival::StoreCopy;

/// Assumed lag of a replicated bucket (S3 replication time control).
pub const LAG: Seconds = Seconds::minutes(15);

/// One promise of a set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Promise {
    /// The loss that it is for.
    pub scope: Scope,
    /// The most data, in time, that may be lost.
    pub rpo: Duration,
    /// Where it is made.
    pub span: Option<Span>,
}

/// The loss that the bare promises of a cluster are for.
pub fn scope(model: &Model, cluster: &Cluster) -> Scope {
    survival::bare(model, cluster)
}

/// The promises of a namespace, that for the largest loss first.
pub fn promises(model: &Model, member: &Member) -> Vec<Promise> {
    let mut promises = vec![Promise {
        scope: scope(model, &member.cluster),
        rpo: member.rpo.value,
        span: member.rpo.origin.span(),
    }];
    for when in member.when() {
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

/// How far the copy of a set that is restored from after a loss is behind; `None` where everything is lost.
/// A cluster that took over writes the bucket that it read, so what was the replica is not behind.
pub fn replicate(set: &BackupSet, scope: Scope) -> Option<Seconds> {
    let replica = set.store.replica.as_ref();
    set.survivor(scope).map(|copy| match copy {
        StoreCopy::Main => Seconds::ZERO,
        StoreCopy::Replica if set.cluster.recovers.is_some() => Seconds::ZERO,
        StoreCopy::Replica => replica
            .and_then(|replica| replica.lag.as_ref())
            .map_or(LAG, |lag| lag.value.into()),
    })
}

/// What the promises of a set leave for everything but the replication: the tightest of them. Those
/// of which no copy is left are broken by that, and not by time; where none is left to keep, the
/// bare one decides as if it were.
pub(super) fn room(model: &Model, set: &BackupSet) -> Option<Seconds> {
    let member = set.members.first()?;
    promises(model, member)
        .iter()
        .filter_map(|promise| {
            let lag = replicate(set, promise.scope)?;
            Some(Seconds::from(promise.rpo).less(lag))
        })
        .min()
        .or(Some(member.rpo.value.into()))
}

/// The first promise of a set that does not hold, and what is lost at worst.
pub(in crate::analyze) fn first_broken(
    model: &Model,
    set: &BackupSet,
) -> Option<(Promise, Seconds)> {
    let worst_case = set.worst_case.as_ref()?;
    let member = set.members.first()?;
    promises(model, member).into_iter().find_map(|promise| {
        let lag = replicate(set, promise.scope)?;
        let total = worst_case.loss().plus(lag);
        (total > promise.rpo.into()).then_some((promise, total))
    })
}
