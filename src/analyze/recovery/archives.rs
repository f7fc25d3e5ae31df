//! The archives from which operators make databases again, and what else is written beside Restores.

use crate::analyze::effective::Member;
use crate::analyze::origin::Sourced;
use crate::model::value::{ShareOfDay, Size};
use crate::model::{Operator, Recover, Workload};
use crate::source::Spanned;

/// What is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::analyze) enum What {
    /// The archives of a namespace.
    Archives,
    /// Its dumps.
    Load,
}

/// The workloads of a namespace that an operator makes again from an archive; `None` for one that is not declared.
pub(super) fn archived(member: &Member) -> impl Iterator<Item = (Option<&Workload>, &Operator)> {
    let stated = member.recovers().into_iter();
    stated.filter_map(|(workload, recover)| {
        let Recover::Operator(operator) = recover else {
            return None;
        };
        operator
            .archive
            .is_some()
            .then_some((workload, &**operator))
    })
}

/// A volume of what an operator fetches.
pub(super) struct Stored {
    /// How much is on it, where that is known.
    pub(super) size: Option<Sourced<Size>>,
    /// How often it is fetched: more than once where each pod keeps a part.
    pub(super) times: u64,
    /// What changes on it each day, where it is declared.
    pub(super) change: Option<Spanned<ShareOfDay>>,
}

/// What one instance of a workload stores. Without a volume that is declared there is one of which nothing is known.
pub(super) fn stored(member: &Member, workload: Option<&Workload>) -> Vec<Stored> {
    let volumes = workload.map_or(&[][..], |workload| &workload.volumes);
    if volumes.is_empty() {
        return vec![Stored {
            size: None,
            times: 1,
            change: None,
        }];
    }
    let parts = workload.filter(|workload| member.keeps_parts(workload));
    let fetched = volumes.iter().filter(|volume| volume.is_taken());
    fetched
        .map(|volume| Stored {
            size: member.size_of(volume),
            times: parts.map_or(1, |workload| member.copies_of(workload, volume)),
            change: volume.change,
        })
        .collect()
}
