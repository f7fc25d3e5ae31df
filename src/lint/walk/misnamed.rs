//! Names of workloads and releases that are a slip away from what the repository shows, and that nothing is called.

use crate::analyze::effective::Member;
use crate::diag::near::{is_close, slip};
use crate::lint::LintCx;
use crate::model::{Workload, WorkloadRef};
use crate::repository::contents::{Contents, Release};
use crate::repository::workloads::{Declared, Overlay};

/// The workload of the repository that a workload of the plan must mean: one of its namespace that the plan does not
/// declare, and whose name or kind is a slip away. `None` where there is one of its own name, or where its release is
/// there, which may make it.
///
/// What a chart or an operator makes in the same namespace may have any name: there only one slip counts.
pub(in crate::lint) fn meant<'a>(
    cx: &LintCx<'_>,
    member: &Member,
    workload: &Workload,
    contents: &'a Contents,
) -> Option<&'a Declared> {
    let overlay = contents.overlay.as_ref()?;
    let WorkloadRef { kind, name } = &workload.name.value;
    let known = overlay.find(*kind, name, &[]).is_some() || overlay.is_charted(*kind, name);
    if known || workload.release.is_some() {
        return None;
    }
    let mut names = member.block.names.iter();
    let open = names.any(|one| overlay.may_get_more(one.value.as_str()));
    let near = |one: &&Declared| {
        let slipped = slip(name, [&*one.name]).is_some() || !open && is_close(name, &one.name);
        let pods = kind.operator().is_none() && one.kind.operator().is_none();
        one.kind == *kind && slipped && !tells_apart(name, &one.name)
            || !open && pods && one.name == **name
    };
    let of = overlay
        .workloads
        .iter()
        .filter(|one| member.block.may_hold(&one.namespace));
    let mut all = of.filter(near).filter(|one| !is_declared(cx, member, one));
    all.next()
}

/// The release of the repository that a workload must mean by the name of one that is not there.
pub(in crate::lint) fn meant_release<'a>(
    cx: &LintCx<'_>,
    member: &Member,
    workload: &Workload,
    contents: &'a Contents,
) -> Option<&'a Release> {
    let name = workload.release_name()?;
    let named = |name: &str| {
        let all = cx.analysis.members().iter();
        let all = all.filter(|other| other.id.cluster == member.id.cluster);
        let mut workloads = all.flat_map(|other| &other.block.workloads);
        workloads.any(|other| other.release_name() == Some(name))
    };
    let mut all = contents.releases.iter();
    if all.clone().any(|one| one.name == name) {
        return None;
    }
    all.find(|one| {
        let near = slip(name, [&*one.name]).is_some() && !tells_apart(name, &one.name);
        near && member.block.may_hold(&one.fills) && !named(&one.name)
    })
}

/// Whether the plan declares a workload.
fn is_declared(cx: &LintCx<'_>, member: &Member, one: &Declared) -> bool {
    let all = cx.analysis.members().iter();
    let of = all.filter(|other| {
        other.id.cluster == member.id.cluster && other.block.may_hold(&one.namespace)
    });
    let mut workloads = of.flat_map(|other| &other.block.workloads);
    workloads.any(|workload| {
        let name = &workload.name.value;
        name.kind == one.kind && *name.name == *one.name
    })
}

/// Whether two names differ by a part that is short on purpose: `queue-a` and `queue-b` are two things.
fn tells_apart(name: &str, other: &str) -> bool {
    let (own, others): (Vec<&str>, Vec<&str>) =
        (name.split('-').collect(), other.split('-').collect());
    let mut parts = own.iter().zip(&others);
    own.len() == others.len()
        && parts.any(|(own, other)| own != other && own.len().max(other.len()) <= 2)
}

/// Whether it is reported that nothing has the name of a workload: what is not found by it needs no second finding.
pub(in crate::lint) fn is_lost(overlay: &Overlay, member: &Member, workload: &Workload) -> bool {
    let WorkloadRef { kind, name } = &workload.name.value;
    charts_another(overlay, member, workload) || overlay.lacks(*kind, name)
}

/// Whether a chart is known to make other workloads in place of one of the plan.
pub(in crate::lint) fn charts_another(
    overlay: &Overlay,
    member: &Member,
    workload: &Workload,
) -> bool {
    let WorkloadRef { kind, name } = &workload.name.value;
    let namespace = member.name.value.as_str();
    overlay.charts_another((*kind, name), workload.release_name(), namespace)
}
