//! The hooks of a workload, expanded.

use super::effective::Effective;
use crate::model::Workload;
use crate::recipe::Prepared;

/// The hook of a workload's pods.
pub fn of<'e>(member: &'e Effective<'_>, workload: &Workload) -> Option<&'e Prepared> {
    let mut workloads = member.block.workloads.iter();
    let at = workloads.position(|known| std::ptr::eq(known, workload))?;
    member.hooks.get(at)?.as_ref()
}

/// The folder of a namespace's Component: one for each Kustomization that applies it, so a block
/// with one `apps` shares one, named after its first namespace by alphabet.
pub fn folder<'a>(member: &Effective<'a>) -> &'a str {
    let shared = member.block.apps.as_ref();
    let first = shared.and_then(|_| {
        member
            .block
            .names
            .iter()
            .map(|name| name.value.as_str())
            .min()
    });
    first.unwrap_or(member.name.value.as_str())
}
