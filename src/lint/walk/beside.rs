//! Namespaces whose applications come from one overlay.

use crate::analyze::effective::Member;
use crate::lint::LintCx;
use crate::repository::tree::is_within;
use crate::repository::workloads::Overlay;
use std::sync::Arc;

/// The namespaces of a cluster whose applications come from a path, from one above it or from one below
/// it: one overlay may bring the workloads of several.
pub(in crate::lint) fn beside<'a>(
    cx: &LintCx<'a>,
    member: &Member,
    path: &str,
) -> Vec<&'a Arc<Member>> {
    let all = cx.analysis.members().iter();
    let members = all.filter(|other| {
        let apps = other.block.apps.as_ref();
        other.id.cluster == member.id.cluster
            && apps.is_some_and(|apps| {
                let other = apps.path.value.as_str();
                is_within(other, path) || is_within(path, other)
            })
    });
    members.collect()
}

/// What the overlay of a namespace declares.
pub(in crate::lint) fn overlay_of<'a>(cx: &LintCx<'a>, member: &Member) -> Option<&'a Overlay> {
    let path = member.block.apps.as_ref()?.path.value.as_str();
    cx.inventory
        .contents(member.id.cluster, path)?
        .overlay
        .as_ref()
}
