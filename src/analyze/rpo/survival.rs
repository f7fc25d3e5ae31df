//! Which copies are left after a loss, and which of them is read.
//!
//! What a cluster reads is fixed by its BackupStorageLocation, which is written before anything is lost: one
//! copy of a store must do for every loss that the cluster answers. The location that is emitted, every
//! sum and every simulated loss take it from here.

use super::place::{self, Outlives};
use crate::analyze::drivers;
use crate::analyze::effective::Member;
use crate::model::value::address::{is_in_cluster, is_of_the_host};
use crate::model::value::region::is_one_region;
use crate::model::{Bucket, Cluster, Model, Recover, Scope, Store, TierId, Volume};
use crate::source::Spanned;
use std::sync::Arc;

/// Every loss, the smallest first.
pub const SCOPES: [Scope; 4] = [Scope::Volume, Scope::Cluster, Scope::Zone, Scope::Region];

/// Whether a cluster answers the loss of another one: it must not be lost too. The loss of one volume is
/// not the loss of a cluster, and no stages are written for it.
pub fn answers(cluster: &Cluster, primary: &Cluster, scope: Scope) -> bool {
    match scope {
        Scope::Region => !cluster.shares_region(primary),
        Scope::Zone => cluster.shares_zone(primary) == Some(false),
        Scope::Cluster => true,
        Scope::Volume => false,
    }
}

/// Whether a cluster in another region answers the loss of this one.
pub fn recovered_elsewhere<'a>(model: &'a Model, cluster: &Cluster) -> Option<&'a Arc<Cluster>> {
    model
        .recoveries(cluster.id)
        .find(|other| answers(other, cluster, Scope::Region))
}

/// The loss that the bare promises of a cluster are for.
pub fn bare(model: &Model, cluster: &Cluster) -> Scope {
    match recovered_elsewhere(model, cluster) {
        Some(_) => Scope::Region,
        None => Scope::Cluster,
    }
}

/// One of the copies of a store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum StoreCopy {
    /// The bucket itself.
    Main,
    /// Its replica, which is behind.
    Replica,
}

impl StoreCopy {
    /// Its bucket; the main one where the store has no replica.
    pub fn bucket(self, store: &Store) -> &Bucket {
        match (self, &store.replica) {
            (StoreCopy::Replica, Some(replica)) => &replica.bucket,
            (StoreCopy::Main | StoreCopy::Replica, _) => &store.bucket,
        }
    }
}

/// The copies of a store: the main one, which is not behind, before the replica.
fn copies(store: &Store) -> impl Iterator<Item = StoreCopy> {
    let replica = store.replica.as_ref().map(|_| StoreCopy::Replica);
    std::iter::once(StoreCopy::Main).chain(replica)
}

/// The copy that the location of a recovery cluster names: the first that outlives every loss of its
/// primary that it answers; `None` where none does. Once it is active, it writes there too.
pub fn read_by(model: &Model, reader: &Cluster, store: &Store) -> Option<StoreCopy> {
    let primary = model.clusters.get(reader.recovers.as_ref()?.value)?;
    let answered = SCOPES
        .into_iter()
        .rfind(|scope| answers(reader, primary, *scope))?;
    first_outliving(copies(store), store, primary, answered)
}

/// The first of some copies that is known to outlive a loss, else the first of which it is not known.
fn first_outliving(
    copies: impl Iterator<Item = StoreCopy>,
    store: &Store,
    lost: &Cluster,
    scope: Scope,
) -> Option<StoreCopy> {
    let known = copies
        .map(|copy| (place::outlives(copy.bucket(store), lost, scope), copy))
        .filter(|(outlives, _)| *outlives != Outlives::No);
    known
        .min_by_key(|(outlives, copy)| (*outlives != Outlives::Yes, *copy))
        .map(|(_, copy)| copy)
}

/// The bucket of a store whose zone a promise for the loss of a zone depends on, and is not known.
pub fn of_unknown_zone<'s>(store: &'s Store, cluster: &Cluster) -> Option<&'s Bucket> {
    let mut buckets = copies(store).map(|copy| copy.bucket(store));
    buckets.find(|bucket| place::outlives(bucket, cluster, Scope::Zone) == Outlives::Unknown)
}

/// The copies that a cluster writes, itself or by replication. Nothing is known to replicate what a
/// cluster that took over writes.
fn written_by(model: &Model, cluster: &Cluster, store: &Store) -> Vec<StoreCopy> {
    if cluster.recovers.is_some() {
        return read_by(model, cluster, store).into_iter().collect();
    }
    copies(store).collect()
}

/// Which copy is restored from after each loss of a cluster.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Survivors {
    read: [Option<StoreCopy>; 4],
}

impl Survivors {
    /// The copy that is restored from after a loss; `None` where everything is lost.
    pub fn after(&self, scope: Scope) -> Option<StoreCopy> {
        let at = SCOPES.iter().position(|other| *other == scope)?;
        *self.read.get(at)?
    }

    /// The survivors of a tier in a store: of several clusters that answer a loss the worst counts, and where
    /// none does the first copy that outlives the loss. A cluster that was left with a run of other tiers restores none.
    pub(in crate::analyze) fn of_store(
        model: &Model,
        cluster: &Cluster,
        store: &Store,
        tier: TierId,
    ) -> Self {
        let written = written_by(model, cluster, store);
        let read = SCOPES.map(|scope| {
            let readers = model
                .recoveries(cluster.id)
                .filter(|reader| answers(reader, cluster, scope));
            let restores = |reader: &Cluster| {
                let left = model.standing_run(reader);
                left.is_none_or(|run| run.restores(tier))
            };
            let outlives = |copy: &StoreCopy| {
                // Of a key whose region is not known, that is an error of its own.
                scope != Scope::Zone
                    || place::outlives(copy.bucket(store), cluster, scope) == Outlives::Yes
            };
            let mut read = readers
                .map(|reader| read_by(model, reader, store).filter(|_| restores(reader)))
                .peekable();
            if read.peek().is_some() {
                // Nothing counts as worse than any copy, and the replica as worse than the main one.
                let worst = read.try_fold(StoreCopy::Main, |worst, copy| {
                    let copy = copy.filter(outlives)?;
                    Some(worst.max(copy))
                });
                return worst;
            }
            first_outliving(written.iter().copied(), store, cluster, scope).filter(outlives)
        });
        Self { read }
    }
}

/// The backups of a Schedule that clusters were left with instead of the newest, for each loss that they answer.
pub(in crate::analyze) fn pinned(
    model: &Model,
    cluster: &Cluster,
    schedule: &str,
) -> Vec<(Scope, Box<str>)> {
    let mut all = Vec::new();
    for reader in model.recoveries(cluster.id) {
        let run = model.standing_run(reader);
        let Some(backup) = run.and_then(|run| run.backup(schedule)) else {
            continue;
        };
        let answered = SCOPES
            .into_iter()
            .filter(|scope| answers(reader, cluster, *scope));
        all.extend(answered.map(|scope| (scope, backup.into())));
    }
    all
}

/// Whether snapshots of a cluster can be restored on another one where they are.
fn can_be_used_on(lives: Scope, cluster: &Cluster, reader: &Cluster) -> bool {
    match lives {
        Scope::Volume | Scope::Cluster => false,
        Scope::Zone => cluster.shares_zone(reader) == Some(true),
        Scope::Region => cluster.shares_region(reader),
    }
}

/// Whether the snapshots of a namespace must be moved to the store: a promise, a bucket that counts as
/// a copy, or a cluster that restores them asks for a copy outside of the place that keeps them.
pub fn must_be_moved(model: &Model, member: &Member) -> bool {
    is_moved(model, member, drivers::lives(model).value)
}

/// The same for snapshots that are lost with a loss.
pub(in crate::analyze) fn is_moved(model: &Model, member: &Member, lives: Scope) -> bool {
    let cluster = &member.cluster;
    // One that took over hands its data back to the cluster that it recovered.
    let home = cluster
        .recovers
        .as_ref()
        .and_then(|id| model.clusters.get(id.value));
    let mut readers = model.recoveries(cluster.id).chain(home);
    let when = member.when().iter().filter(|when| when.rpo.is_some());
    let mut promised = when
        .map(|when| when.scope.value)
        .chain([bare(model, cluster)]);
    let far = |store: &Store| {
        let written = written_by(model, cluster, store).into_iter();
        let mut buckets = written.map(|copy| copy.bucket(store));
        buckets.any(|bucket| place::outlives(bucket, cluster, Scope::Region) != Outlives::No)
    };
    promised.any(|scope| lives <= scope)
        || readers.any(|reader| !can_be_used_on(lives, cluster, reader))
        || member.store.as_ref().is_some_and(|store| far(&store.value))
}

/// Whether what an application or operator keeps lies outside the region of a cluster; `None` for
/// methods that Velero copies.
pub fn own_copy_outlives(recover: &Recover, region: &str) -> Option<bool> {
    let stated = match recover {
        Recover::Replication(replication) => &replication.region,
        Recover::Operator(operator) => &operator.region,
        Recover::Snapshot
        | Recover::FileBackup
        | Recover::Dump(_)
        | Recover::Elsewhere(_)
        | Recover::Rebuild => {
            return None;
        }
    };
    let lies_in = |address: &str| place::is_in_region(address, region);
    let elsewhere = !is_one_region(&stated.value, region);
    Some(elsewhere && !own_address(recover).is_some_and(|address| lies_in(&address.value)))
}

/// Whether what an application or operator keeps outlives a loss; `None` for methods that Velero
/// copies. A name of the cluster's own DNS is lost with the cluster, and a standby of the same
/// region is not known to be in another zone.
pub fn own_copy_survives(recover: &Recover, cluster: &Cluster, scope: Scope) -> Option<bool> {
    let elsewhere = own_copy_outlives(recover, &cluster.region.value)?;
    // The standby was promoted: it is the database now, and nothing follows it.
    if cluster.recovers.is_some() && matches!(recover, Recover::Replication(_)) {
        return Some(false);
    }
    let address = own_address(recover);
    let archive = matches!(recover, Recover::Operator(operator) if operator.archive.is_some());
    let served = address.is_some_and(|address| is_in_cluster(&address.value));
    // On every host that asks for it, such an address is that host.
    let nowhere = address.is_some_and(|address| is_of_the_host(&address.value));
    Some(match scope {
        Scope::Volume => true,
        Scope::Region | Scope::Zone | Scope::Cluster if nowhere => false,
        // Like a bucket, an archive that a Service of the cluster serves is lost with it, whatever region is declared.
        Scope::Region | Scope::Zone | Scope::Cluster if archive && served => false,
        Scope::Region | Scope::Zone => elsewhere,
        // A standby of the same region without an address may run on the cluster itself.
        Scope::Cluster => elsewhere || address.is_some() && !served,
    })
}

/// The address from which a volume that is not copied is filled again, where it is lost with a place: it lies in the
/// lost region, or only the cluster itself resolves it.
pub fn lost_source<'v>(
    volume: &'v Volume,
    cluster: &Cluster,
    scope: Scope,
) -> Option<&'v Spanned<Box<str>>> {
    let from = volume.from.as_ref().filter(|_| volume.skip.is_some())?;
    let served = scope >= Scope::Cluster && is_in_cluster(&from.value);
    let inside = scope == Scope::Region && place::is_in_region(&from.value, &cluster.region.value);
    (served || inside).then_some(from)
}

/// Where a standby or an archive is reached.
pub fn own_address(recover: &Recover) -> Option<&Spanned<Box<str>>> {
    match recover {
        Recover::Replication(replication) => Some(&replication.address),
        Recover::Operator(operator) => operator.archive.as_ref().or(operator.address.as_ref()),
        Recover::Snapshot
        | Recover::FileBackup
        | Recover::Dump(_)
        | Recover::Elsewhere(_)
        | Recover::Rebuild => None,
    }
}
