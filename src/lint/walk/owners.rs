//! Which claims the workloads of a plan may use, where no pods show it.

use super::beside::is_of;
use super::state::State;
use crate::analyze::effective::Member;
use crate::model::Workload;
use crate::repository::workloads::Overlay;
use std::sync::Arc;

/// The workloads of a claim's namespace that no manifest shows: a chart or an operator makes them.
fn hidden<'a>(
    beside: &'a [&Arc<Member>],
    overlay: &'a Overlay,
    found: &'a State,
) -> impl Iterator<Item = &'a Workload> {
    let of = beside.iter().filter(|member| is_of(member, found));
    let all = of.flat_map(|member| &member.block.workloads);
    all.filter(|workload| {
        let name = &workload.name.value;
        overlay.find(name.kind, &name.name, &[]).is_none()
    })
}

/// Whether something that keeps data may belong to a workload that is not shown.
pub(in crate::lint) fn may_be_hidden(
    (beside, overlay): (&[&Arc<Member>], &Overlay),
    found: &State,
) -> bool {
    let mut all = hidden(beside, overlay, found);
    all.any(|workload| workload.release.is_none() || is_named(workload, found))
}

/// Whether the name of a claim or of its maker fits a workload: the names of both, or that of a volume.
fn is_named(workload: &Workload, found: &State) -> bool {
    let own = &*workload.name.value.name;
    let release = workload.release.as_ref();
    let mut volumes = workload.volumes.iter();
    found.name.starts_with(own)
        || own.starts_with(&*found.name)
        || release.is_some_and(|release| found.name.starts_with(&*release.value.name))
        || volumes.any(|volume| volume.name.value.as_str() == found.name)
}

/// The claims of a path that no workload of the plan can use. One that is not shown has as many claims as it declares
/// volumes, and one where it declares none: more claims than that are not all declared.
pub(in crate::lint) fn unowned(
    (beside, overlay): (&[&Arc<Member>], &Overlay),
    claims: Vec<State>,
) -> Vec<State> {
    let Some(first) = claims.first().cloned() else {
        return claims;
    };
    let workloads: Vec<&Workload> = hidden(beside, overlay, &first).collect();
    let room = workloads.iter().map(|one| one.volumes.len().max(1)).sum();
    let fits = |claim: &State| workloads.iter().any(|one| is_named(one, claim));
    let (named, rest): (Vec<State>, Vec<State>) = claims.into_iter().partition(fits);
    match named.len() + rest.len() <= room {
        true => Vec::new(),
        false => rest,
    }
}
