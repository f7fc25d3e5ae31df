//! Objects without which restored pods do not start, and that the labels of their block leave out of the backup.
//!
//! Velero adds the claims of a pod and its class to a backup, and no ConfigMap, Secret or ServiceAccount
//! (pkg/util/actionhelpers/pod_helper.go, v1.18.3). A pod that waits for one of them runs no container, and so not the one
//! that waits for its files: the PodVolumeRestore is not begun until the time-out (pod_volume_restore_controller.go,
//! `shouldProcess`), and what would bring the object waits for this Restore.

use crate::analyze::backup::demand::{Capture, capture};
use crate::analyze::effective::Member;
use crate::lint::LintCx;
use crate::lint::walk::applied::managed;
use crate::lint::walk::shown_pods::{ShownPods, shown_pods};
use crate::repository::contents::{BesidePods, Contents, Holder};

/// A workload whose restored pods do not start.
pub(super) struct Waiting<'a> {
    /// The workload.
    pub(super) shown: ShownPods<'a>,
    /// What it waits for, by kind and name, with what the repository shows of it.
    pub(super) lost: Vec<(&'static str, &'a str, &'a BesidePods)>,
}

/// Every such workload.
pub(super) fn waiting<'a>(cx: &LintCx<'a>) -> Vec<Waiting<'a>> {
    let by_files = |shown: &ShownPods<'_>| {
        let copied = capture(cx.model, shown.member, shown.workload) == Some(Capture::Files);
        let block = &shown.member.block;
        copied && !block.labels.is_empty() && block.takes(&shown.pods.pod_labels)
    };
    let all = shown_pods(cx).filter(by_files).map(|shown| {
        let pods = shown.pods;
        let lost = pods.beside.iter().filter_map(|(kind, name)| {
            let place = (*kind, pods.namespace.clone(), name.clone());
            let object = shown.contents.beside_pods.get(&place)?;
            let taken = may_be_taken(cx, shown.member, object);
            let lost = !taken && !comes_before(cx, shown.member, (kind, name));
            lost.then_some((*kind, name.as_str(), object))
        });
        let lost = lost.collect();
        Waiting { shown, lost }
    });
    all.filter(|one| !one.lost.is_empty()).collect()
}

/// Whether a Restore of its namespace brings it, or may: what Flux fills in is not shown.
fn may_be_taken(cx: &LintCx<'_>, member: &Member, object: &BesidePods) -> bool {
    let mut values = object.labels.values();
    let mut members = cx.analysis.members_of(&member.cluster);
    values.any(|value| value.contains("${"))
        || members.any(|other| {
            let beside = other.name.value == member.name.value;
            beside && (other.block.labels.is_empty() || other.block.takes(&object.labels))
        })
}

/// Whether something brings it to every cluster that recovers the namespace before the Restore, or may: platforms, and
/// what Flux applies there itself.
fn comes_before(cx: &LintCx<'_>, member: &Member, (kind, name): (&str, &str)) -> bool {
    let old = member.name.value.as_str();
    let mut sides = managed(cx).filter(|side| side.primary.id == member.id.cluster);
    sides.all(|side| {
        let new = side.cluster.called(old);
        let holder = match kind {
            "ConfigMap" => Some(Holder::ConfigMap),
            "Secret" => Some(Holder::Secret),
            _ => None,
        };
        let brings = |contents: &Contents| {
            let given = &contents.given;
            let place = |holder| (holder, new.to_owned(), name.to_owned());
            let object = (kind.to_owned(), new.to_owned(), name.to_owned());
            let copied = given.copies && holder.is_some();
            let made = holder.is_some_and(|holder| {
                let copied = given.copied.contains(&(holder, name.to_owned()));
                copied || given.objects.contains(&place(holder))
            });
            copied || made || contents.objects.contains(&object)
        };
        let mut platforms = cx.model.platforms.values();
        let by_platform = platforms.any(|platform| {
            let path = platform.path.value.as_str();
            let contents = cx.inventory.contents(side.cluster.id, path);
            contents.is_some_and(brings)
        });
        by_platform || cx.inventory.own(side.cluster.id).is_some_and(brings)
    })
}
