//! The archives from which operators make databases again, and what else is written beside Restores.

use crate::analyze::effective::Member;
use crate::model::{Operator, Recover, Volume, Workload};

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

/// How many archives the operators of a namespace fetch, the bytes that are known of them, and how many volumes of
/// unknown size.
pub(super) fn fetched(member: &Member) -> (u64, u64, u64) {
    let (mut count, mut known, mut not_sized) = (0_u64, 0_u64, 0_u64);
    for (workload, _) in archived(member) {
        count += 1;
        let volumes = workload.map_or(&[][..], |workload| &workload.volumes);
        if volumes.is_empty() {
            not_sized += 1;
        }
        let fetched = |volume: &&Volume| volume.skip.is_none() && volume.elsewhere.is_none();
        for volume in volumes.iter().filter(fetched) {
            let parts = workload.filter(|workload| member.keeps_parts(workload));
            let times = parts.map_or(1, |workload| member.copies_of(workload, volume));
            match member.size_of(volume) {
                Some(size) => {
                    let bytes = size.value.as_bytes().saturating_mul(times);
                    known = known.saturating_add(bytes);
                }
                None => not_sized += 1,
            }
        }
    }
    (count, known, not_sized)
}
