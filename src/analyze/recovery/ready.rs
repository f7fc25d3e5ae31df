//! Until what was restored is healthy: its pods, and what an operator fetches of its archive.

use super::RecoverySide;
use super::archives::{self, What, archived};
use crate::analyze::backup::cost::RATE;
use crate::analyze::breakdown::{Input, Quantity};
use crate::analyze::effective::Member;
use crate::analyze::origin::Sourced;
use crate::analyze::quantities::{Bytes, Seconds};
use crate::model::value::Size;
use crate::model::{Cluster, Workload};
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
    /// How much of that is because of what else is written on the node.
    pub shared: Seconds,
    /// What other tools bring again, before the pods start; they do so side by side.
    pub elsewhere: Seconds,
    /// Where all come from.
    pub inputs: Vec<Input>,
}

impl Healthy {
    /// All of it.
    pub fn whole(&self) -> Seconds {
        self.pods.plus(self.archive).plus(self.elsewhere)
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
        if self.archive > Seconds::ZERO {
            before.push(format!(
                "operators fetch and replay their archives in {}",
                self.archive
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
        shared: Seconds::ZERO,
        elsewhere: Seconds::ZERO,
        inputs: vec![Input::declared(row, ready, READY)],
    };
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
    for (workload, operator) in archived(member) {
        let bytes = bytes_of(member, workload, size, &mut healthy.inputs);
        let (download, write) = (operator.download.as_ref(), cluster.write.as_ref());
        let rate = |stated: Option<&crate::source::Spanned<crate::model::value::Rate>>| {
            stated.map_or(RATE, |stated| stated.value)
        };
        let time = bytes.at(rate(download), 1).max(bytes.at(rate(write), 1));
        healthy.archive = healthy.archive.plus(time);
        healthy.inputs.extend([
            Input::declared(&rows::ARCHIVE_DOWNLOAD, download, RATE),
            Input::declared(&rows::WRITE, write, RATE),
        ]);
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

/// What one instance of a workload stores, or all of them together where each keeps a part.
fn bytes_of(
    member: &Member,
    workload: Option<&Workload>,
    size: Size,
    inputs: &mut Vec<Input>,
) -> Bytes {
    let mut bytes = 0_u64;
    for (known, times) in archives::stored(member, workload) {
        let known = known.unwrap_or(Sourced::assumed(size));
        bytes = bytes.saturating_add(known.value.as_bytes().saturating_mul(times));
        inputs.push(Input {
            quantity: Quantity::Statement(&rows::SIZE),
            value: known.value.to_string(),
            origin: known.origin,
        });
    }
    Bytes::new(bytes)
}
