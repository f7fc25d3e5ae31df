//! What a loss takes at worst.

use crate::analyze::breakdown::TermKind;
use crate::analyze::effective::Member;
use crate::analyze::quantities::Seconds;
use crate::analyze::rpo;
use crate::analyze::rpo::survival;
use crate::analyze::sets::BackupSet;
use crate::model::value::Duration;
use crate::model::{Elsewhere, Method, Recover, Scope, Volume, Workload};

/// What is lost at worst.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DataLoss {
    /// The age of the last usable backup.
    Staleness(Seconds),
    /// How far a standby or an archive is behind.
    Lag(Seconds),
    /// What is declared of the copies of another tool.
    Declared(Seconds),
    /// All data.
    Everything,
    /// Nothing of the kind is promised.
    NoData,
    /// Not known: there is no schedule that means one thing.
    Unknown,
}

/// What a line is about that Velero does not copy.
#[derive(Debug, Clone, Copy)]
pub(super) enum Beside<'a> {
    /// What another tool copies.
    Tool(&'a Elsewhere),
    /// A volume that is filled from an archive.
    Archive(&'a Volume),
}

/// What is lost of a copy that Velero does not make, when the data is damaged and that is noticed as late as `detect`
/// says; `None` where Velero makes it.
pub(super) fn damaged_beyond_velero(
    member: &Member,
    recover: Option<&Recover>,
) -> Option<DataLoss> {
    match recover? {
        // A standby takes the damage over; an archive leads back to the moment before it.
        Recover::Replication(_) => Some(DataLoss::Everything),
        Recover::Operator(operator) if operator.archive.is_none() => Some(DataLoss::Everything),
        Recover::Operator(operator) => {
            // What was written from the damage to its detection is lost with it.
            let lag = Seconds::from(operator.lag.value);
            Some(member.detect.map_or(DataLoss::Unknown, |detect| {
                DataLoss::Lag(lag.plus(detect.into()))
            }))
        }
        Recover::Rebuild => Some(DataLoss::NoData),
        // How far back the copies of another tool reach is not declared.
        Recover::Elsewhere(_) => Some(DataLoss::Unknown),
        Recover::Snapshot | Recover::FileBackup | Recover::Dump(_) => None,
    }
}

/// The same of what a set copies: the last copy from before may be a whole gap older, and must still be kept.
pub(super) fn damaged(detect: Option<Duration>, set: &BackupSet) -> DataLoss {
    let (Some(worst_case), Some(detect), Some(keep)) = (&set.worst_case, detect, set.keep()) else {
        return DataLoss::Unknown;
    };
    let age = Seconds::from(detect).plus(worst_case.older_than_damage());
    if age > keep.into() {
        DataLoss::Everything
    } else {
        DataLoss::Staleness(age)
    }
}

/// How old the last usable backup of a set is, and the longest assumed term in that.
pub(super) fn staleness(set: &BackupSet, scope: Scope) -> (DataLoss, Option<TermKind>) {
    if set.worst_case.is_none() {
        return (DataLoss::Unknown, None);
    }
    match rpo::breakdown::of_set(set, scope) {
        // Its age grows with every day on which it is left in the mode.
        Some(_) if set.pinned(scope).is_some() => (DataLoss::Unknown, None),
        Some(sum) => {
            let assumed = sum.assumption().map(|term| term.kind);
            (DataLoss::Staleness(sum.total()), assumed)
        }
        None => (DataLoss::Everything, None),
    }
}

/// Whether a volume that is not copied has lost the archive that it is filled from: without it the rest does not start.
fn is_cut_off(member: &Member, workload: Option<&Workload>, scope: Scope) -> bool {
    workload.is_some_and(|workload| {
        let mut volumes = workload.volumes.iter();
        member.method_of(workload).copies_volumes()
            && volumes.any(|volume| survival::lost_source(volume, &member.cluster, scope).is_some())
    })
}

/// Whether every volume of a workload is left out of its copies, so that there is no data to promise.
pub(super) fn copies_nothing(member: &Member, workload: Option<&Workload>) -> bool {
    workload.is_some_and(|workload| {
        let mut volumes = workload.volumes.iter();
        member.method_of(workload).copies_volumes()
            && !workload.volumes.is_empty()
            && !volumes.any(|volume| member.copies(workload, volume))
    })
}

/// What a loss takes of a line that no set of Velero's copies; `None` where one does. `beside` is what another tool copies
/// or an archive has, where the line is about that.
pub(super) fn beyond_sets(
    member: &Member,
    workload: Option<&Workload>,
    (method, beside): (Method, Option<Beside<'_>>),
    scope: Scope,
) -> Option<DataLoss> {
    if method == Method::Rebuild {
        return Some(DataLoss::NoData);
    }
    match beside {
        Some(Beside::Tool(elsewhere)) => return Some(declared(elsewhere)),
        Some(Beside::Archive(volume)) => return Some(refilled(member, volume, scope)),
        None => {}
    }
    if is_cut_off(member, workload, scope) {
        return Some(DataLoss::Everything);
    }
    if copies_nothing(member, workload) {
        return Some(DataLoss::NoData);
    }
    let recover = match workload {
        Some(workload) => member.recover_of(workload),
        None => member.recover(),
    };
    match recover {
        Some(recover) => own_loss(recover, member, scope),
        // An operator of which no copy is declared.
        None => (method == Method::Operator).then_some(DataLoss::Everything),
    }
}

/// What is lost of a copy that Velero does not make.
fn own_loss(recover: &Recover, member: &Member, scope: Scope) -> Option<DataLoss> {
    let lag = match recover {
        Recover::Replication(replication) => replication.lag.value,
        Recover::Operator(operator) => operator.lag.value,
        Recover::Elsewhere(elsewhere) => return Some(declared(elsewhere)),
        Recover::Rebuild => return Some(DataLoss::NoData),
        Recover::Snapshot | Recover::FileBackup | Recover::Dump(_) => return None,
    };
    let survives = survival::own_copy_survives(recover, &member.cluster, scope) == Some(true);
    Some(if survives {
        DataLoss::Lag(lag.into())
    } else {
        DataLoss::Everything
    })
}

/// What is lost of a volume that is filled from an archive: as far as the plan states how far behind that is.
fn refilled(member: &Member, volume: &Volume, scope: Scope) -> DataLoss {
    if survival::lost_source(volume, &member.cluster, scope).is_some() {
        return DataLoss::Everything;
    }
    let refill = volume.refill.as_ref();
    refill.map_or(DataLoss::Unknown, |refill| {
        DataLoss::Declared(refill.lag.value.into())
    })
}

/// What is lost with what another tool copies, as far as the plan says.
fn declared(elsewhere: &Elsewhere) -> DataLoss {
    DataLoss::Declared(elsewhere.rpo.value.into())
}
