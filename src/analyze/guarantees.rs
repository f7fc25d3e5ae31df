//! What is promised to each workload and what is lost at worst: the lines of tables and of the lock.

mod consistency;
mod copies;
mod loss;
mod losses;
mod status;
mod verdict;

pub use consistency::Consistency;
use loss::Beside;
pub use loss::DataLoss;
pub use status::{Status, TimeStatus};
pub use verdict::Judgement;

use crate::analyze::breakdown::TermKind;
use crate::analyze::effective::{Member, MemberId};
use crate::analyze::quantities::Seconds;
use crate::analyze::recovery;
use crate::analyze::rpo;
use crate::analyze::rpo::worst_case::Verdict;
use crate::analyze::rto::{self, Recovery};
use crate::analyze::sets::BackupSet;
use crate::model::value::Duration;
use crate::model::{
    Cluster, ClusterId, Method, Model, Recover, Scope, VolumeId, Workload, WorkloadId,
};
use crate::repository::Observed;
use std::collections::BTreeMap;
use std::sync::Arc;

/// One workload, or a namespace that declares none.
#[derive(Debug, Clone)]
pub struct Guarantee {
    /// The namespace with its effective values.
    pub member: Arc<Member>,
    /// Which of its workloads.
    pub workload: Option<WorkloadId>,
    /// Which volume of it, where another tool copies this one alone, or where it is filled from an archive.
    pub volume: Option<VolumeId>,
    /// How its state survives.
    pub method: Method,
    /// The loss that the bare promises are for.
    pub scope: Scope,
    /// The set that backs it up.
    pub set: Option<Arc<BackupSet>>,
    /// The sets that back it up beside that.
    pub seconds: Vec<Arc<BackupSet>>,
    /// What is lost at worst.
    pub loss: DataLoss,
    /// The longest term that rests on an assumption.
    pub assumed: Option<TermKind>,
    /// When it is restored at the latest, on the slowest cluster that answers the loss.
    pub back: Option<Seconds>,
    /// The same with large volumes where a size is not known.
    pub back_if_large: Option<Seconds>,
    /// How many parts of the repository that it depends on were not read.
    not_read: usize,
}

impl Guarantee {
    /// Whether volumes are copied that nobody declares: they take time in each run beside all others of their Schedule, and
    /// no sum counts them.
    pub fn is_undeclared(&self) -> bool {
        self.workload.is_none() && self.method.copies_volumes()
    }

    /// How much less is lost than is promised.
    pub fn slack(&self) -> Option<Seconds> {
        match self.loss {
            DataLoss::Staleness(worst) | DataLoss::Lag(worst) => {
                let rpo = Seconds::from(self.member.rpo?.value);
                (worst <= rpo).then(|| rpo.less(worst))
            }
            // What is declared is compared, and nothing is spared of it.
            DataLoss::Declared(_) | DataLoss::Everything | DataLoss::NoData | DataLoss::Unknown => {
                None
            }
        }
    }

    /// The workload; `None` for a namespace that declares none.
    pub fn workload(&self) -> Option<&Workload> {
        let index = self.workload?.index as usize;
        self.member.block.workloads.get(index)
    }

    /// How its state survives, where it is stated for it.
    fn recover(&self) -> Option<&Recover> {
        match self.workload {
            Some(_) => self.member.recover_of(self.workload()?),
            None => self.member.recover(),
        }
    }

    /// What a loss takes of a copy that Velero does not make; `None` where Velero makes it.
    pub(super) fn own_loss(&self, scope: Scope) -> Option<DataLoss> {
        let how = (self.method, self.beside());
        loss::beyond_sets(&self.member, self.workload(), how, scope)
    }

    /// Whether the promise holds.
    pub fn status(&self) -> Status {
        let worst_case = self.set.as_ref().and_then(|set| set.worst_case.as_ref());
        let verdict = worst_case.map(|worst_case| worst_case.verdict);
        let within = self.slack().is_some();
        match (self.loss, verdict) {
            (DataLoss::NoData, _) => Status::NoData,
            (DataLoss::Declared(worst), _) => {
                let rpo = self.member.rpo.map(|rpo| Seconds::from(rpo.value));
                match rpo.is_none_or(|rpo| worst <= rpo) {
                    true => Status::Declared,
                    false => Status::NotMet,
                }
            }
            (DataLoss::Everything, _) => Status::EverythingLost,
            (DataLoss::Unknown, _) => Status::Unknown,
            (DataLoss::Lag(_), _) if within => Status::Kept,
            (DataLoss::Staleness(_), Some(Verdict::Kept)) => Status::Kept,
            (DataLoss::Staleness(_), Some(Verdict::KeptWithoutMissedRun)) => {
                Status::KeptWithoutMissedRun
            }
            (DataLoss::Staleness(_), Some(Verdict::KeptIfSmall)) => Status::SizeUnknown,
            (DataLoss::Staleness(_), Some(Verdict::NotPromised)) if within => Status::Kept,
            (DataLoss::Staleness(_) | DataLoss::Lag(_), _) => Status::NotMet,
        }
    }

    /// What every table, page and lock says of it.
    pub fn verdict(&self) -> Judgement {
        Judgement {
            status: self.status(),
            not_read: self.not_read,
        }
    }

    /// Whether the promised time holds.
    pub fn time_status(&self) -> TimeStatus {
        let within = |back: Option<Seconds>, rto: Duration| back <= Some(rto.into());
        match (self.member.rto, self.back) {
            (None, _) => TimeStatus::NotPromised,
            (Some(rto), Some(_)) if within(self.back_if_large, rto.value) => TimeStatus::Kept,
            (Some(rto), Some(_)) if within(self.back, rto.value) => TimeStatus::SizeUnknown,
            (Some(_), Some(_)) => TimeStatus::NotMet,
            (Some(_), None) => TimeStatus::NotComputed,
        }
    }

    /// `NAMESPACE[/KIND/NAME]`.
    pub fn label(&self) -> String {
        let namespace = self.member.shown();
        match self.part() {
            Some(part) => format!("{namespace}/{part}"),
            None => namespace,
        }
    }

    /// `KIND/NAME` of its workload, with the volume where it is about one; `None` for a namespace that declares none.
    pub fn part(&self) -> Option<String> {
        let workload = self.workload()?;
        let volume = self.volume.and_then(|id| {
            let mut volumes = workload.volumes.iter();
            volumes.find(|volume| volume.id == id)
        });
        Some(match volume {
            Some(volume) => format!("{}/{}", workload.label(), volume.name.value),
            None => workload.label(),
        })
    }

    /// What the copy is consistent with.
    pub fn consistency(&self) -> Consistency {
        let hook = self
            .workload()
            .filter(|_| self.volume.is_none())
            .and_then(|workload| self.member.hook(workload));
        Consistency::of_copy(self.method, hook)
    }
}

pub(super) fn compute(
    (model, observed): (&Model, &Observed),
    members: &[Arc<Member>],
    sets: &[Arc<BackupSet>],
    (recoveries, if_large): (&[Recovery], &[Recovery]),
    overloaded: impl Fn(&Cluster) -> bool,
) -> Vec<Guarantee> {
    let mut set_of: BTreeMap<MemberId, &Arc<BackupSet>> = BTreeMap::new();
    let mut seconds: BTreeMap<MemberId, Vec<Arc<BackupSet>>> = BTreeMap::new();
    for set in sets.iter().filter(|set| set.second) {
        for member in &set.members {
            seconds.entry(member.id).or_default().push(set.clone());
        }
    }
    for set in sets.iter().filter(|set| !set.second) {
        set_of.extend(set.members.iter().map(|member| (member.id, set)));
    }
    let restored = last_restored(model, recoveries);
    let restored_if_large = last_restored(model, if_large);
    let mut stale: BTreeMap<(ClusterId, &str, Scope), (DataLoss, Option<TermKind>)> =
        BTreeMap::new();
    let mut all = Vec::new();
    for member in members {
        let scope = rpo::scope(model, &member.cluster);
        let set = set_of.get(&member.id).copied();
        // Paused schedules make no backup: the last one grows older without an end too.
        let endless = overloaded(&member.cluster) || recovery::is_halted(model, &member.cluster);
        let not_read = verdict::not_read(model, observed, member);
        let timed = !member.waits_unknown();
        let mut add = |workload: Option<&Workload>,
                       volume: Option<(VolumeId, Beside<'_>)>,
                       method: Method| {
            let beside = volume.map(|(_, beside)| beside);
            let own = loss::beyond_sets(member, workload, (method, beside), scope);
            let (loss, assumed) = own.map_or_else(
                || {
                    // Where a wait has no end, no worst case means anything.
                    let Some(set) = set.filter(|_| !endless) else {
                        return (DataLoss::Unknown, None);
                    };
                    let key = (set.cluster.id, set.name.as_str(), scope);
                    *stale
                        .entry(key)
                        .or_insert_with(|| loss::staleness(set, scope))
                },
                |loss| (loss, None),
            );
            all.push(Guarantee {
                member: member.clone(),
                workload: workload.map(|workload| workload.id),
                volume: volume.map(|(volume, _)| volume),
                method,
                scope,
                set: set.filter(|_| !endless).cloned(),
                seconds: match endless {
                    true => Vec::new(),
                    false => seconds.get(&member.id).cloned().unwrap_or_default(),
                },
                loss,
                assumed,
                back: restored.get(&member.id).copied().filter(|_| timed),
                back_if_large: restored_if_large.get(&member.id).copied().filter(|_| timed),
                not_read,
            });
        };
        if member.block.workloads.is_empty() {
            add(None, None, member.method.value);
        }
        for workload in &member.block.workloads {
            add(Some(workload), None, member.method_of(workload));
            for (volume, elsewhere) in member.elsewhere(workload) {
                if let Some(volume) = volume {
                    let beside = Beside::Tool(elsewhere);
                    add(Some(workload), Some((volume.id, beside)), Method::Elsewhere);
                }
            }
            for volume in member.refilled(workload) {
                let beside = Beside::Archive(volume);
                add(Some(workload), Some((volume.id, beside)), Method::Elsewhere);
            }
        }
    }
    all
}

/// When each namespace of each primary is restored, on the slowest cluster that answers the loss.
fn last_restored(model: &Model, recoveries: &[Recovery]) -> BTreeMap<MemberId, Seconds> {
    let mut restored: BTreeMap<MemberId, Seconds> = BTreeMap::new();
    for recovery in recoveries {
        if !rto::answers(recovery, rpo::scope(model, &recovery.primary)) {
            continue;
        }
        for (member, at) in recovery.all_restored() {
            let back = restored.entry(member).or_default();
            *back = (*back).max(at);
        }
    }
    restored
}
