//! The archives from which operators make databases again, and what else is written beside Restores.

use crate::analyze::effective::Member;
use crate::analyze::origin::Sourced;
use crate::model::value::Size;
use crate::model::{Operator, Recover, Workload};

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

/// The sizes of what one instance of a workload stores, each with how often it is fetched: more than once where each pod
/// keeps a part. Without a volume that is declared there is one whose size is not known.
pub(super) fn stored(
    member: &Member,
    workload: Option<&Workload>,
) -> Vec<(Option<Sourced<Size>>, u64)> {
    let volumes = workload.map_or(&[][..], |workload| &workload.volumes);
    if volumes.is_empty() {
        return vec![(None, 1)];
    }
    let parts = workload.filter(|workload| member.keeps_parts(workload));
    let fetched = volumes.iter().filter(|volume| volume.is_taken());
    fetched
        .map(|volume| {
            let times = parts.map_or(1, |workload| member.copies_of(workload, volume));
            (member.size_of(volume), times)
        })
        .collect()
}

/// How many archives the operators of a namespace fetch, the bytes that are known of them, and how many volumes of
/// unknown size.
pub(super) fn fetched(member: &Member) -> (u64, u64, u64) {
    let (mut count, mut known, mut not_sized) = (0_u64, 0_u64, 0_u64);
    for (workload, _) in archived(member) {
        count += 1;
        for (size, times) in stored(member, workload) {
            match size {
                Some(size) => {
                    let bytes = size.value.as_bytes().saturating_mul(times);
                    known = known.saturating_add(bytes);
                }
                None => not_sized += times,
            }
        }
    }
    (count, known, not_sized)
}
