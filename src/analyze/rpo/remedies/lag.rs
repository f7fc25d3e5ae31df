//! What makes a copy that is not behind: another place of the bucket or of its key, or a faster replication.

use super::{Remedy, RemedyInput};
use crate::analyze::backup::solve::Task;
use crate::analyze::quantities::Seconds;
use crate::analyze::rpo;
use crate::analyze::rpo::place::{self, Lost};
use crate::analyze::rpo::survival::{self, StoreCopy};
use crate::model::Model;
use crate::model::value::region::has_turbo_replication;
use crate::source::Spanned;

pub(super) fn no_replica(model: &Model, input: &RemedyInput<'_>) -> Option<Remedy> {
    if input.lag == Seconds::ZERO {
        return None;
    }
    let region = &survival::recovered_elsewhere(model, &input.set.cluster)?
        .region
        .value;
    let member = input.set.members.first()?;
    let promises = rpo::promises(model, member).into_iter();
    let promised = promises.map(|promise| promise.rpo.into()).min()?;
    let task = Task {
        room: promised,
        ..input.task
    };
    let total = input.total(&task, input.waits)?.less(input.lag);
    Some(Remedy {
        write: format!(
            "{}: then there is no replica that is behind",
            moved(input, region)
        ),
        total: Some(total),
    })
}

/// What makes the bucket itself the copy that is read: its place, or what it has outside of that.
fn moved(input: &RemedyInput<'_>, region: &str) -> String {
    let (bucket, cluster) = (&input.set.store.bucket, &input.set.cluster);
    let name = &bucket.name.value;
    let elsewhere = |stated: &Spanned<Box<str>>| !cluster.lies_in(&stated.value);
    let is_elsewhere = bucket.region.as_ref().is_some_and(elsewhere);
    if input.set.survivor(input.scope) == Some(StoreCopy::Main) {
        return format!("write the backups directly to a bucket in {region}");
    }
    match place::lost(bucket, cluster, input.scope) {
        Some(Lost::KeyWithRegion) => format!(
            "encrypt bucket `{name}` with a key outside {}, and write it as `encrypt kms KEY`",
            cluster.region.value
        ),
        None if bucket.kms.is_some() => format!(
            "write where the key of bucket `{name}` lies: `encrypt kms KEY {{ region REGION }}`"
        ),
        Some(Lost::WithRegion) if is_elsewhere => format!(
            "write a `url` of bucket `{name}` that is outside {}",
            cluster.region.value
        ),
        Some(Lost::WithCluster) if is_elsewhere => {
            format!("write a `url` of bucket `{name}` that is outside of the cluster")
        }
        Some(Lost::WithZone) => {
            format!("write the backups directly to a bucket in {region}, or in another zone")
        }
        Some(Lost::RegionNotDeclared | Lost::WithRegion | Lost::WithCluster) | None => {
            format!("write the backups directly to a bucket in {region}")
        }
    }
}

/// The lag of a bucket in several regions with turbo replication.
pub(super) fn turbo(input: &RemedyInput<'_>) -> Option<Remedy> {
    let bucket = &input.set.store.bucket;
    let inside = rpo::inside(&input.set.store, &input.set.cluster) > Seconds::ZERO;
    let read = input.set.survivor(input.scope) == Some(StoreCopy::Main);
    let turbo = bucket
        .region
        .as_ref()
        .is_some_and(|region| has_turbo_replication(&region.value));
    if !inside || !read || !turbo || bucket.lag.is_some() {
        return None;
    }
    let task = Task {
        room: input.task.room.plus(input.lag).less(rpo::LAG),
        ..input.task
    };
    let total = input.total(&task, input.waits)?;
    Some(Remedy {
        write: format!(
            "turn on turbo replication, and write `lag {}` in bucket `{}`",
            rpo::LAG,
            bucket.name.value
        ),
        total: Some(total.less(input.lag).plus(rpo::LAG)),
    })
}
