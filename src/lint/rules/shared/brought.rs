//! What the compiler's Kustomizations apply to a cluster from its recovery on, where the repository
//! shows it.

use crate::analyze::effective::Effective;
use crate::analyze::hooks;
use crate::analyze::recovery::Place;
use crate::analyze::sets::BackupSet;
use crate::lint::LintCx;
use crate::model::value::RepoPath;
use crate::model::{Method, Platform, Standby};
use crate::repo::overlay::Overlay;
use crate::repo::shown::{Shown, Velero};
use crate::source::Spanned;
use std::collections::BTreeSet;

/// One path on one cluster.
pub(in crate::lint::rules) struct Brought<'a, 'f> {
    /// The cluster.
    pub(in crate::lint::rules) place: &'f Place<'a>,
    /// The path.
    pub(in crate::lint::rules) path: &'f Spanned<RepoPath>,
    /// A namespace that is applied from it; `None` for a platform.
    pub(in crate::lint::rules) member: Option<&'f Effective<'a>>,
    /// What it shows.
    pub(in crate::lint::rules) shown: &'f Shown,
}

impl<'a, 'f> Brought<'a, 'f> {
    /// What the overlay of the primary shows, where every claim of the namespace is backed up from
    /// there. Of one with a volume that is left out nobody knows which claims come back.
    pub(in crate::lint::rules) fn backed_up(&self, cx: &'f LintCx<'a>) -> Option<&'f Shown> {
        let member = self.member?;
        let apps = member.block.apps.as_ref()?;
        let whole = member.set_method().copies_volumes()
            && member.block.workloads.iter().all(|workload| {
                let mut volumes = workload.volumes.iter();
                member.method_of(workload).copies_volumes()
                    && volumes.all(|volume| volume.skip.is_none())
            });
        let shown = cx.inventory.shown.get(apps.path.value.as_str());
        shown.filter(|_| whole)
    }
}

/// Platforms and overlays, each once a cluster.
pub(in crate::lint::rules) fn each<'a, 'f>(
    cx: &'f LintCx<'a>,
    mut look: impl FnMut(&Brought<'a, 'f>),
) {
    for place in cx.facts.places.iter().filter(|place| place.owned) {
        let mut seen = BTreeSet::new();
        let platforms = cx.model.platforms.values().map(|known| (&known.path, None));
        let members = cx.facts.members_of(place.home);
        let apps = members.filter_map(|member| {
            let apps = member.block.apps.as_ref()?;
            Some((place.overlay(apps), Some(member)))
        });
        for (path, member) in platforms.chain(apps) {
            let text = path.value.as_str();
            let shown = cx.inventory.shown.get(text).filter(|_| seen.insert(text));
            if let Some(shown) = shown {
                look(&Brought {
                    place,
                    path,
                    member,
                    shown,
                });
            }
        }
    }
}

/// Every overlay that meets the annotations of its workloads on a cluster that recovers, where all of
/// it can be read: that of the recovery, and on a warm cluster the one that waits.
pub(in crate::lint::rules) fn each_overlay<'a, 'f>(
    cx: &'f LintCx<'a>,
    mut look: impl FnMut(&'f Place<'a>, &'f Spanned<RepoPath>, &'f Effective<'a>, &'f Overlay),
) {
    for place in cx.facts.places.iter().filter(|place| place.owned) {
        let mut seen = BTreeSet::new();
        let warm = place.cluster.standby.as_ref();
        let warm = warm.is_some_and(|standby| standby.value == Standby::Warm);
        for member in cx.facts.members_of(place.home) {
            let Some(apps) = &member.block.apps else {
                continue;
            };
            let waiting = apps
                .standby
                .as_ref()
                .filter(|_| warm && !hooks::left_out(member));
            for path in [Some(place.overlay(apps)), waiting].into_iter().flatten() {
                let shown = cx.inventory.shown.get(path.value.as_str());
                let overlay = shown.and_then(|shown| shown.overlay.as_ref());
                if let Some(overlay) = overlay.filter(|_| seen.insert(path.span)) {
                    look(place, path, member, overlay);
                }
            }
        }
    }
}

/// Every platform that brings Velero to a cluster that recovers, once.
pub(in crate::lint::rules) fn each_velero<'f>(
    cx: &'f LintCx<'_>,
    mut look: impl FnMut(&'f Platform, &'f Velero),
) {
    if !cx.facts.places.iter().any(|place| place.owned) {
        return;
    }
    for platform in cx.model.platforms.values() {
        let shown = cx.inventory.shown.get(platform.path.value.as_str());
        if let Some(velero) = shown.and_then(|shown| shown.velero.as_ref()) {
            look(platform, velero);
        }
    }
}

/// Whether Velero copies volumes of a set by CSI snapshot. A namespace that declares no workload may
/// hold any volume.
pub(in crate::lint::rules) fn by_snapshot(set: &BackupSet<'_>) -> bool {
    set.demand.snapshots > 0 || set.method == Method::Snapshot && undeclared(set)
}

/// Whether node-agent carries bytes of a set: files, and snapshots that must leave their region.
pub(in crate::lint::rules) fn by_node_agent(set: &BackupSet<'_>) -> bool {
    let carried = match set.method {
        Method::Snapshot => set.moves_data,
        Method::FileBackup => true,
        Method::Dump | Method::Replication | Method::Operator | Method::Rebuild => false,
    };
    !set.demand.moved.is_empty() || !set.demand.files.is_empty() || carried && undeclared(set)
}

fn undeclared(set: &BackupSet<'_>) -> bool {
    let mut members = set.members.iter();
    members.any(|member| member.block.workloads.is_empty())
}
