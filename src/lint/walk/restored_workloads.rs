//! Workloads that a Restore brings back and that a stage then applies from Git.

use super::applied::managed;
use crate::analyze::backup::demand::{self, Capture};
use crate::analyze::effective::Member;
use crate::analyze::recovery::RecoverySide;
use crate::lint::LintCx;
use crate::model::value::RepoPath;
use crate::model::{Method, Restore};
use crate::repository::contents::Pods;
use crate::source::Spanned;

/// A workload that is restored, and the same from Git.
#[derive(Debug, Clone, Copy)]
pub(in crate::lint) struct RestoredWorkload<'a> {
    /// The cluster.
    pub(in crate::lint) side: &'a RecoverySide,
    /// The namespace.
    pub(in crate::lint) member: &'a Member,
    /// The path that the stage applies.
    pub(in crate::lint) path: &'a Spanned<RepoPath>,
    /// As it is backed up, where the repository shows it.
    pub(in crate::lint) before: &'a Pods,
    /// As the stage applies it.
    pub(in crate::lint) after: &'a Pods,
}

/// Every such workload.
pub(in crate::lint) fn restored_workloads<'a>(cx: &LintCx<'a>) -> Vec<RestoredWorkload<'a>> {
    let mut all = Vec::new();
    for side in managed(cx) {
        let members = cx.analysis.members_of(&side.primary);
        for member in members.filter(|member| are_restored(cx, member)) {
            let Some(apps) = &member.block.apps else {
                continue;
            };
            let path = side.overlay(apps);
            let inventory = cx.inventory;
            let before = inventory.contents(side.primary.id, apps.path.value.as_str());
            let after = inventory.contents(side.cluster.id, path.value.as_str());
            let (Some(before), Some(after)) = (before, after) else {
                continue;
            };
            let old = member.name.value.as_str();
            let new = side.cluster.called(old);
            let is_in =
                |pods: &Pods, name: &str| pods.namespace.is_empty() || pods.namespace == name;
            for before in before.pods.iter().filter(|pods| is_in(pods, old)) {
                let alike = |pods: &&Pods| {
                    let named = pods.name == before.name && pods.kind == before.kind;
                    named && pods.group == before.group && is_in(pods, new)
                };
                if let Some(after) = after.pods.iter().find(alike) {
                    all.push(RestoredWorkload {
                        side,
                        member,
                        path,
                        before,
                        after,
                    });
                }
            }
        }
    }
    all
}

/// Whether workloads of a namespace are restored: with everything, or so that files are written through their pods.
fn are_restored(cx: &LintCx<'_>, member: &Member) -> bool {
    let stated = member.block.restore.as_ref().map(|restore| &restore.value);
    let mut workloads = member.block.workloads.iter();
    let by_files = |workload| demand::capture(cx.model, member, workload) == Some(Capture::Files);
    matches!(stated, Some(Restore::All))
        || member.set_method() == Method::FileBackup
        || workloads.any(by_files)
}
