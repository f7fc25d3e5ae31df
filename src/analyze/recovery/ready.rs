//! Until what was restored is healthy: its pods, and what an operator fetches of its archive.

use super::RecoverySide;
use super::archives::{What, archived};
use super::replay::Fetched;
use crate::analyze::breakdown::Input;
use crate::analyze::effective::Member;
use crate::analyze::quantities::Seconds;
use crate::model::Cluster;
use crate::model::value::Size;
use crate::schema::rows;

/// Assumed time until a platform or the pods of a namespace are healthy.
pub const READY: Seconds = Seconds::minutes(5);

/// A time with the numbers in it.
#[derive(Debug, Clone, Default)]
pub struct Healthy {
    /// The pods.
    pub pods: Seconds,
    /// What operators fetch and replay.
    pub archive: Seconds,
    /// How much of that is to replay what was archived since the base backups.
    pub replay: Seconds,
    /// How much of that is because of what else is written on the node.
    pub shared: Seconds,
    /// What other tools bring again, before the pods start; they do so side by side.
    pub elsewhere: Seconds,
    /// What volumes are filled with from archives, before the pods start; that is done beside it.
    pub refilled: Seconds,
    /// Where all come from.
    pub inputs: Vec<Input>,
}

impl Healthy {
    /// All of it.
    pub fn whole(&self) -> Seconds {
        let brought = self.elsewhere.max(self.refilled);
        self.pods.plus(self.archive).plus(brought)
    }

    /// How it comes about.
    pub fn how(&self) -> String {
        let mut before = Vec::new();
        if self.elsewhere > Seconds::ZERO {
            before.push(format!(
                "other tools bring their copies in {}",
                self.elsewhere
            ));
        }
        if self.refilled > Seconds::ZERO {
            before.push(format!(
                "skipped volumes are filled from their archives in {}",
                self.refilled
            ));
        }
        if self.archive > Seconds::ZERO {
            before.push(format!(
                "operators fetch and replay their archives in {}, {} of it for what was archived since the base backup",
                self.archive, self.replay
            ));
        }
        if before.is_empty() {
            return "until it is healthy".to_owned();
        }
        let shared = match self.shared {
            Seconds::ZERO => String::new(),
            shared => format!(", {shared} of it because of what else is written on the node"),
        };
        format!(
            "{}{shared}, and it is healthy {} later",
            before.join(", "),
            self.pods
        )
    }
}

/// Until the application of a namespace, or what was restored of it, is healthy.
pub fn healthy(member: &Member, side: &RecoverySide, size: Size) -> Healthy {
    let cluster: &Cluster = &side.cluster;
    let row = if member.block.apps.is_some() {
        &rows::APPS_READY
    } else {
        &rows::PODS_READY
    };
    let ready = member.ready();
    let mut healthy = Healthy {
        pods: ready.map_or(READY, |stated| stated.value.into()),
        archive: Seconds::ZERO,
        replay: Seconds::ZERO,
        shared: Seconds::ZERO,
        elsewhere: Seconds::ZERO,
        refilled: Seconds::ZERO,
        inputs: Vec::new(),
    };
    for (workload, operator) in archived(member) {
        let fetched = Fetched::of(member, workload, operator, size);
        let (all, replay) = fetched.times(operator, cluster);
        healthy.archive = healthy.archive.plus(all);
        healthy.replay = healthy.replay.plus(replay);
        let inputs = fetched.inputs((member, workload), (operator, cluster), size);
        healthy.inputs.extend(inputs);
    }
    healthy.inputs.push(Input::declared(row, ready, READY));
    let workloads = member.block.workloads.iter();
    let elsewhere = workloads.flat_map(|workload| member.elsewhere(workload));
    if let Some(slowest) = elsewhere
        .map(|(_, one)| &one.ready)
        .max_by_key(|one| one.value)
    {
        healthy.elsewhere = slowest.value.into();
        let input = Input::declared(&rows::ELSEWHERE_READY, Some(slowest), Seconds::ZERO);
        healthy.inputs.push(input);
    }
    let workloads = member.block.workloads.iter();
    let refilled = workloads.flat_map(|workload| member.refilled(workload));
    let refilled = refilled.filter_map(|volume| volume.refill.as_ref());
    if let Some(slowest) = refilled
        .map(|refill| &refill.ready)
        .max_by_key(|one| one.value)
    {
        healthy.refilled = slowest.value.into();
        let input = Input::declared(&rows::FROM_READY, Some(slowest), Seconds::ZERO);
        healthy.inputs.push(input);
    }
    let own = (member.id, What::Archives);
    let later = side.writing.later(own, cluster, size);
    healthy.shared = later.time;
    healthy.archive = healthy.archive.plus(later.time);
    healthy.inputs.extend(later.input());
    healthy
}

/// Whether the size of anything that an operator fetches is not known.
pub fn archive_not_sized(member: &Member) -> Option<crate::source::Span> {
    archived(member).find_map(|(workload, _)| {
        let Some(workload) = workload else {
            return Some(member.name.span);
        };
        let mut volumes = workload.volumes.iter().filter(|volume| volume.is_taken());
        let unknown = volumes.find(|volume| member.size_of(volume).is_none());
        let silent = workload.volumes.is_empty().then_some(workload.name.span);
        unknown.map(|volume| volume.span).or(silent)
    })
}
