//! Which block a check is about.

use crate::analyze::effective::Member;
use crate::model::{Check, Probe};
use std::sync::Arc;

/// The block that a check is about, where a namespace stands in several: one with a workload if the check runs in a pod.
pub fn checked<'m>(
    members: impl Iterator<Item = &'m Arc<Member>>,
    check: &Check,
) -> Option<&'m Arc<Member>> {
    let in_pod = check
        .probes
        .iter()
        .any(|probe| !matches!(probe, Probe::Http(_)));
    members.min_by_key(|member| in_pod && member.block.workloads.is_empty())
}
