//! Which claims the workloads of a plan may use, where no pods show it.

use super::beside::is_of;
use super::state::State;
use crate::analyze::effective::Member;
use crate::lint::LintCx;
use crate::model::{ClusterId, Workload, WorkloadKind};
use crate::repository::contents::Contents;
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

/// Whether a workload that is not shown may be what an operator makes of a resource: by its name.
pub(in crate::lint) fn may_be_made(
    (beside, overlay): (&[&Arc<Member>], &Overlay),
    found: &State,
) -> bool {
    let mut all = hidden(beside, overlay, found);
    all.any(|workload| is_named(workload, found) || fits(workload, &found.name))
}

/// Whether a workload of the plan is the one that a manifest shows, by its kind and its name.
pub(in crate::lint) fn is_shown_as(workload: &Workload, found: &State) -> bool {
    workload.label() == found.label
}

/// Whether a workload of the plan may be a resource whose name holds a variable that is not known.
pub(in crate::lint) fn may_be_filled(
    workload: &Workload,
    overlay: &Overlay,
    found: &State,
) -> bool {
    let name = &workload.name.value;
    let operator = name.kind.operator();
    found.name.contains("${")
        && operator.is_some_and(|own| found.operators.contains(&own))
        && overlay.find(name.kind, &name.name, &[]).is_none()
}

/// The workloads of a release: those that name it, and those that no manifest shows whose names fit.
pub(in crate::lint) fn of_release<'a>(
    workloads: impl Iterator<Item = &'a Workload>,
    overlay: Option<&Overlay>,
    found: &State,
) -> Vec<&'a Workload> {
    let own = workloads.filter(|workload| {
        let name = &workload.name.value;
        let shown = overlay.and_then(|overlay| overlay.find(name.kind, &name.name, &[]));
        let of_another = |kind: WorkloadKind, name: &str| {
            let mut charted = overlay.iter().flat_map(|overlay| &overlay.charted);
            kind.operator().is_some()
                || charted.any(|one| one.release != found.name && one.is(kind, name))
        };
        // A release of another name may be this one by a wrong name, which is reported.
        let mut charted = overlay.iter().flat_map(|overlay| &overlay.charted);
        let made = charted.any(|one| one.release == found.name && one.is(name.kind, &name.name));
        workload.release_name() == Some(found.name.as_str())
            || made
            || shown.is_none() && !of_another(name.kind, &name.name) && fits(workload, &found.name)
    });
    own.collect()
}

/// Whether these workloads can be all that a release keeps: as many as its chart has parts, or with as many volumes as
/// there are claims.
pub(in crate::lint) fn are_all(workloads: &[&Workload], found: &State) -> bool {
    let volumes: usize = workloads.iter().map(|one| one.volumes.len()).sum();
    !workloads.is_empty()
        && (workloads.len() >= found.parts || volumes >= found.claims.len().max(1))
}

/// Whether one of two names is a part of the other, from hyphen to hyphen: what charts and operators make has the name
/// of its release or resource, with something before it or after it.
pub(in crate::lint) fn fits(workload: &Workload, other: &str) -> bool {
    let (own, other) = (
        format!("-{}-", workload.name.value.name),
        format!("-{other}-"),
    );
    own.contains(&other) || other.contains(&own)
}

/// Whether the name of a claim or of its maker fits a workload: the names of both, or that of a volume.
pub(in crate::lint) fn is_named(workload: &Workload, found: &State) -> bool {
    let own = &*workload.name.value.name;
    let release = workload.release_name();
    let mut volumes = workload.volumes.iter();
    found.name.starts_with(own)
        || own.starts_with(&*found.name)
        || release.is_some_and(|release| found.name.starts_with(release))
        || volumes.any(|volume| volume.name.value.as_str() == found.name)
}

/// What a cluster shows of who may use claims.
pub(in crate::lint) fn shown<'a>(cx: &LintCx<'a>, cluster: ClusterId) -> Vec<&'a Contents> {
    cx.inventory.contents_on(cluster).collect()
}
