//! What is promised to each workload and what is lost at worst: the lines of tables and of the lock.

use super::copies;
use super::cost::SIZE;
use super::effective::Effective;
use super::queue::TICK;
use super::rpo::{self, Verdict};
use super::rto::{self, Recovery};
use super::sets::BackupSet;
use super::sum::{self, Source};
use super::units::Seconds;
use super::{Facts, hooks};
use crate::model::{Method, Model, Recover, Scope, Workload};
use std::collections::BTreeMap;

/// What is lost at worst.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Loss {
    /// So much, since backups are so old.
    Age(Seconds),
    /// So much, since a standby or an archive is so far behind.
    Lag(Seconds),
    /// All data.
    Everything,
    /// Nothing of the kind is promised.
    NoData,
    /// Nobody can say: there is no schedule that means one thing.
    Unknown,
}

/// One workload, or a namespace that declares none.
#[derive(Debug, Clone)]
pub struct Guarantee<'f, 'a> {
    /// The namespace with its effective values.
    pub member: &'f Effective<'a>,
    /// The workload.
    pub workload: Option<&'a Workload>,
    /// How its state survives.
    pub method: Method,
    /// The loss that the bare promises are for.
    pub scope: Scope,
    /// The set that backs it up.
    pub set: Option<&'f BackupSet<'a>>,
    /// What is lost at worst.
    pub loss: Loss,
    /// The longest term that rests on an assumption.
    pub assumed: Option<&'static str>,
    /// When it is back at the latest, on the slowest cluster that answers the loss.
    pub back: Option<Seconds>,
}

impl Guarantee<'_, '_> {
    /// How much less is lost than is promised.
    pub fn slack(&self) -> Option<Seconds> {
        match self.loss {
            Loss::Age(worst) | Loss::Lag(worst) => {
                let rpo = Seconds::from(self.member.rpo.0);
                (worst <= rpo).then(|| rpo.less(worst))
            }
            Loss::Everything | Loss::NoData | Loss::Unknown => None,
        }
    }

    /// How its state survives, where it is said for it.
    fn recover(&self) -> Option<&Recover> {
        let workload = self.workload?;
        self.member.recover_of(workload)
    }

    /// What a loss takes of a copy that Velero does not make; `None` where Velero makes it.
    pub(super) fn own_loss(&self, scope: Scope) -> Option<Loss> {
        own_loss(self.recover()?, self.member, scope)
    }

    /// How the promise stands, in words.
    pub fn verdict(&self) -> &'static str {
        let kept = self
            .set
            .and_then(|set| set.proof.as_ref())
            .map(|p| p.verdict);
        match (self.loss, kept) {
            (Loss::NoData, _) => "no data is promised",
            (Loss::Everything, _) => "everything is lost",
            (Loss::Unknown, _) => "unknown",
            (Loss::Lag(_), _) if self.slack().is_some() => "ok",
            (Loss::Age(_), Some(Verdict::Kept)) => "ok",
            (Loss::Age(_), Some(Verdict::KeptWithoutMissedRun)) => "ok without a missed run",
            (Loss::Age(_), Some(Verdict::KeptIfSmall)) => "unknown size",
            (Loss::Age(_), Some(Verdict::NotPromised)) if self.slack().is_some() => "ok",
            (Loss::Age(_) | Loss::Lag(_), _) => "not met",
        }
    }

    /// Whether what is promised of its data holds.
    pub fn kept(&self) -> bool {
        let kept = ["ok", "ok without a missed run", "no data is promised"];
        kept.contains(&self.verdict())
    }

    /// `NAMESPACE[/KIND/NAME]`.
    pub fn label(&self) -> String {
        let namespace = self.member.name.value.as_str();
        match self.workload {
            Some(workload) => format!("{namespace}/{}", workload.label()),
            None => namespace.to_owned(),
        }
    }

    /// Where a copy lies, as far as the plan says.
    pub fn copies(&self) -> Vec<String> {
        let bucket = |bucket: &crate::model::Bucket| match &bucket.region {
            Some(region) => format!("{}@{}", bucket.name.value, region.value),
            None => bucket.name.value.to_string(),
        };
        match self.recover() {
            Some(Recover::Replication(replication)) => {
                vec![format!("standby@{}", replication.region.value)]
            }
            Some(Recover::Operator(operator)) => {
                let kind = if operator.archive.is_some() {
                    "archive"
                } else {
                    "standby"
                };
                vec![format!("{kind}@{}", operator.region.value)]
            }
            Some(Recover::Rebuild) => Vec::new(),
            Some(Recover::Snapshot | Recover::FileBackup | Recover::Dump(_)) | None => {
                let store = self.member.store.map(|(store, _)| store);
                let main = store.map(|store| bucket(&store.bucket));
                let replica = store.and_then(|store| store.replica.as_ref());
                main.into_iter()
                    .chain(replica.map(|replica| bucket(&replica.bucket)))
                    .collect()
            }
        }
    }

    /// What the copy is consistent with: a dump or a hook that quiesces the engine, else a crash.
    pub fn consistency(&self) -> &'static str {
        let quiet = self
            .workload
            .is_some_and(|workload| hooks::of(self.member, workload).is_some());
        match (self.method, quiet) {
            (Method::Dump | Method::Replication | Method::Operator, _) | (_, true) => "application",
            (Method::Snapshot, false) => "crash",
            (Method::FileBackup, false) => "file",
            (Method::Rebuild, false) => "none",
        }
    }
}

/// What is lost at worst with each thing that may be lost, the smallest first, and after damage that
/// is noticed late.
pub fn losses(one: &Guarantee<'_, '_>) -> Vec<(&'static str, Loss)> {
    let mut losses = Vec::new();
    for scope in [Scope::Volume, Scope::Cluster, Scope::Zone, Scope::Region] {
        let own = one.own_loss(scope);
        let loss = own.unwrap_or_else(|| one.set.map_or(Loss::Unknown, |set| age(set, scope).0));
        losses.push((scope.word(), loss));
    }
    losses.push(("corruption", damaged(one)));
    losses
}

/// Whether anything of a line outlives its region; a line that promises no data has nothing to lose.
pub fn outlives_region(one: &Guarantee<'_, '_>) -> bool {
    match one.own_loss(Scope::Region) {
        Some(own) => own != Loss::Everything,
        None => one.set.is_none_or(|set| {
            copies::survivor(set.store, one.member.cluster, Scope::Region).is_some()
        }),
    }
}

/// What is lost when the data is damaged and that is noticed as late as `detect` says: the last copy
/// from before may be a whole gap older, and must still be kept.
fn damaged(one: &Guarantee<'_, '_>) -> Loss {
    match one.recover() {
        // A standby takes the damage over; an archive leads back to the moment before it.
        Some(Recover::Replication(_)) => return Loss::Everything,
        Some(Recover::Operator(operator)) if operator.archive.is_none() => return Loss::Everything,
        Some(Recover::Operator(operator)) => return Loss::Lag(operator.lag.value.into()),
        Some(Recover::Rebuild) => return Loss::NoData,
        Some(Recover::Snapshot | Recover::FileBackup | Recover::Dump(_)) | None => {}
    }
    let proof = one.set.and_then(|set| set.proof.as_ref());
    let (Some(proof), Some(detect)) = (proof, one.member.detect) else {
        return Loss::Unknown;
    };
    let age = Seconds::from(detect)
        .plus(proof.span)
        .plus(TICK)
        .plus(proof.delay.queue);
    if age > one.member.keep.0.into() {
        Loss::Everything
    } else {
        Loss::Age(age)
    }
}

/// The guarantees of a plan, in its order.
pub fn all<'f, 'a>(model: &'a Model, facts: &'f Facts<'a>) -> Vec<Guarantee<'f, 'a>> {
    with(model, facts, &rto::all(model, facts, SIZE))
}

/// The same, for who needs the recoveries too: those of [`rto::all`] with the assumed size.
pub fn with<'f, 'a>(
    model: &'a Model,
    facts: &'f Facts<'a>,
    recoveries: &[Recovery<'a>],
) -> Vec<Guarantee<'f, 'a>> {
    let mut sets: BTreeMap<(&str, &str), &BackupSet<'a>> = BTreeMap::new();
    for set in &facts.sets {
        for member in &set.members {
            let key = (set.cluster.name.value.as_str(), member.name.value.as_str());
            sets.insert(key, set);
        }
    }
    let backs = backs(model, recoveries);
    let mut of_set: BTreeMap<(&str, &str, Scope), (Loss, Option<&'static str>)> = BTreeMap::new();
    let mut all = Vec::new();
    for member in &facts.effective {
        let scope = rpo::scope(model, member.cluster);
        let cluster = member.cluster.name.value.as_str();
        let set = sets.get(&(cluster, member.name.value.as_str())).copied();
        let mut one = |workload: Option<&'a Workload>, method: Method| {
            let recover = workload.and_then(|workload| member.recover_of(workload));
            let own = recover.and_then(|recover| own_loss(recover, member, scope));
            let (loss, assumed) = own.map_or_else(
                || {
                    let Some(set) = set else {
                        return (Loss::Unknown, None);
                    };
                    let key = (cluster, set.name.as_str(), scope);
                    *of_set.entry(key).or_insert_with(|| age(set, scope))
                },
                |loss| (loss, None),
            );
            all.push(Guarantee {
                member,
                workload,
                method,
                scope,
                set,
                loss,
                assumed,
                back: backs
                    .get(&(cluster.to_owned(), member.name.value.as_str().to_owned()))
                    .copied(),
            });
        };
        if member.block.workloads.is_empty() {
            one(None, member.method.0);
        }
        for workload in &member.block.workloads {
            one(Some(workload), member.method_of(workload));
        }
    }
    all
}

/// When each namespace of each primary is back.
fn backs(model: &Model, recoveries: &[Recovery<'_>]) -> BTreeMap<(String, String), Seconds> {
    let mut backs: BTreeMap<(String, String), Seconds> = BTreeMap::new();
    for recovery in recoveries {
        if !rto::answers(recovery, rpo::scope(model, recovery.home)) {
            continue;
        }
        let home = recovery.home.name.value.as_str();
        for (namespace, node) in recovery.all_back() {
            let back = backs
                .entry((home.to_owned(), namespace.to_owned()))
                .or_default();
            *back = (*back).max(node.finish);
        }
    }
    backs
}

fn age(set: &BackupSet<'_>, scope: Scope) -> (Loss, Option<&'static str>) {
    if set.proof.is_none() {
        return (Loss::Unknown, None);
    }
    match sum::of_set(set, scope) {
        Some(sum) => {
            let assumed = sum.assumption().filter(|t| t.source() == Source::Assumed);
            (Loss::Age(sum.total()), assumed.map(|term| term.name))
        }
        None => (Loss::Everything, None),
    }
}

/// What is lost of a copy that Velero does not make.
fn own_loss(recover: &Recover, member: &Effective<'_>, scope: Scope) -> Option<Loss> {
    let lag = match recover {
        Recover::Replication(replication) => replication.lag.value,
        Recover::Operator(operator) => operator.lag.value,
        Recover::Rebuild => return Some(Loss::NoData),
        Recover::Snapshot | Recover::FileBackup | Recover::Dump(_) => return None,
    };
    let survives = copies::own_copy_survives(recover, member.cluster, scope) == Some(true);
    Some(if survives {
        Loss::Lag(lag.into())
    } else {
        Loss::Everything
    })
}
