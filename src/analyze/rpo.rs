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
use crate::model::value::region::may_hold;
use crate::model::{Cluster, Model, Provider, Scope, Store};
use crate::source::Span;
use survival::StoreCopy;

/// Assumed lag of a replicated bucket (S3 replication time control).
pub const LAG: Seconds = Seconds::minutes(15);
/// Assumed lag between the regions of one bucket of Google: by default all objects are replicated within this.
pub const LAG_INSIDE: Seconds = Seconds::minutes(12 * 60);

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
    let bare = member.rpo.map(|rpo| Promise {
        scope: scope(model, &member.cluster),
        rpo: rpo.value,
        span: rpo.origin.span(),
    });
    let mut promises: Vec<Promise> = bare.into_iter().collect();
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

/// What is promised of the objects of a set at least, where nothing is stated.
const OBJECTS: Seconds = Seconds::minutes(60);

/// The promises that the Schedule of a set keeps: those of its namespaces, or that of their objects where something else
/// copies the data. What is assumed is not promised, and where no volume is copied there is no data.
pub fn promises_of(model: &Model, set: &BackupSet) -> Vec<Promise> {
    let Some(member) = set.members.first() else {
        return Vec::new();
    };
    if set.keeps_promises() {
        return promises(model, member);
    }
    let objects = member.objects.map(|objects| Promise {
        scope: scope(model, &member.cluster),
        rpo: objects.value,
        span: objects.origin.span(),
    });
    objects.into_iter().collect()
}

/// What is lost of the objects of a set at most: as stated, else the RPO, and at least an hour.
pub fn objects(member: &Member) -> Option<Seconds> {
    let stated = member.objects.map(|objects| objects.value.into());
    stated.or_else(|| Some(Seconds::from(member.rpo?.value).max(OBJECTS)))
}

/// How far the copy of a set that is restored from after a loss is behind; `None` where everything is lost.
/// A cluster that took over writes the bucket that it read, so what was the replica is not behind.
pub fn replicate(set: &BackupSet, scope: Scope) -> Option<Seconds> {
    set.survivor(scope).map(|copy| lag(set, copy, scope))
}

/// How far one of the copies of a set is behind after a loss.
pub(in crate::analyze) fn lag(set: &BackupSet, copy: StoreCopy, scope: Scope) -> Seconds {
    let bucket = copy.bucket(&set.store);
    let lag = |assumed| bucket.lag.map_or(assumed, |lag| lag.value.into());
    match copy {
        StoreCopy::Replica if set.cluster.recovers.is_none() => lag(LAG),
        // What a bucket keeps in another region is behind, and is read once its own region is lost.
        StoreCopy::Main if scope == Scope::Region => lag(inside(&set.store, &set.cluster)),
        StoreCopy::Main | StoreCopy::Replica => Seconds::ZERO,
    }
}

/// How far a bucket outside of the region of a cluster may be behind what the cluster wrote to it.
pub(super) fn inside(store: &Store, cluster: &Cluster) -> Seconds {
    let region = store.bucket.region.as_ref();
    let several = region.is_some_and(|region| may_hold(&region.value, &cluster.region.value));
    if several && store.provider == Provider::Gcs {
        LAG_INSIDE
    } else {
        Seconds::ZERO
    }
}

/// What the promises of a set leave for everything but the replication: the tightest of them. Those
/// of which no copy is left are broken by that, and not by time; where none is left to keep, the
/// bare one decides as if it were.
pub(super) fn room(model: &Model, set: &BackupSet) -> Option<Seconds> {
    let member = set.members.first()?;
    if set.has_objects_alone() {
        let lag = replicate(set, scope(model, &set.cluster)).unwrap_or_default();
        return Some(objects(member)?.less(lag));
    }
    promises(model, member)
        .iter()
        .filter_map(|promise| {
            let lag = replicate(set, promise.scope)?;
            Some(Seconds::from(promise.rpo).less(lag))
        })
        .min()
        .or_else(|| Some(member.rpo?.value.into()))
}

/// The first promise of a set that does not hold, and what is lost at worst.
pub(in crate::analyze) fn first_broken(
    model: &Model,
    set: &BackupSet,
) -> Option<(Promise, Seconds)> {
    let worst_case = set.worst_case.as_ref()?;
    promises_of(model, set).into_iter().find_map(|promise| {
        let lag = replicate(set, promise.scope)?;
        let total = worst_case.loss().plus(lag);
        (total > promise.rpo.into()).then_some((promise, total))
    })
}
