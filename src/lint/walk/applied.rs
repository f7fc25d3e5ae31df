//! What the compiler's Kustomizations apply to a cluster from its recovery on, where the repository
//! shows it.

use super::once::Once;
use crate::analyze::effective::Member;
use crate::analyze::hooks;
use crate::analyze::recovery::RecoverySide;
use crate::analyze::rto::brings_velero;
use crate::analyze::sets::BackupSet;
use crate::lint::LintCx;
use crate::model::value::RepoPath;
use crate::model::{Cluster, ClusterId, Method, Platform, Standby, Volume};
use crate::repository::Broken;
use crate::repository::contents::{Contents, Velero};
use crate::repository::workloads::Overlay;
use crate::source::{Span, Spanned};

/// One path on one cluster.
#[derive(Debug, Clone, Copy)]
pub(in crate::lint) struct Applied<'a> {
    /// The cluster.
    pub(in crate::lint) side: &'a RecoverySide,
    /// The path.
    pub(in crate::lint) path: &'a Spanned<RepoPath>,
    /// A namespace that is applied from it; `None` for a platform.
    pub(in crate::lint) member: Option<&'a Member>,
    /// The content of the path, as the repository shows it.
    pub(in crate::lint) contents: &'a Contents,
}

impl<'a> Applied<'a> {
    /// What the overlay of the primary shows, where every claim of the namespace is backed up from
    /// there. Where a volume is left out it is not known which claims are restored.
    pub(in crate::lint) fn backed_up(&self, cx: &LintCx<'a>) -> Option<&'a Contents> {
        let member = self.member?;
        let apps = member.block.apps.as_ref()?;
        let contents = cx
            .inventory
            .contents(self.side.primary.id, apps.path.value.as_str());
        contents.filter(|_| copies_every_claim(member))
    }
}

/// Whether every claim of a namespace is copied. Where a volume is left out it is not known which claims are.
pub(in crate::lint) fn copies_every_claim(member: &Member) -> bool {
    member.set_method().copies_volumes()
        && member.block.workloads.iter().all(|workload| {
            let mut volumes = workload.volumes.iter();
            member.method_of(workload).copies_volumes() && volumes.all(Volume::is_taken)
        })
}

/// The sides whose applications the plan applies.
pub(in crate::lint) fn managed<'a>(
    cx: &LintCx<'a>,
) -> impl Iterator<Item = &'a RecoverySide> + use<'a> {
    let sides = cx.analysis.sides().iter();
    sides.map(|side| &**side).filter(|side| side.manages_apps)
}

/// Platforms and overlays, each once a cluster.
pub(in crate::lint) fn applied<'a>(cx: &LintCx<'a>) -> impl Iterator<Item = Applied<'a>> + use<'a> {
    let cx = *cx;
    managed(&cx).flat_map(move |side| {
        let mut once = Once::new();
        let platforms = cx.model.platforms.values().map(|known| (&known.path, None));
        let members = cx.analysis.members_of(&side.primary);
        let apps = members.filter_map(|member| {
            let apps = member.block.apps.as_ref()?;
            Some((side.overlay(apps), Some(&**member)))
        });
        platforms.chain(apps).filter_map(move |(path, member)| {
            let text = path.value.as_str();
            let contents = cx.inventory.contents(side.cluster.id, text);
            let contents = contents.filter(|_| once.first(text))?;
            Some(Applied {
                side,
                path,
                member,
                contents,
            })
        })
    })
}

/// An overlay to which the annotations of its workloads are applied on a cluster that recovers.
#[derive(Debug, Clone, Copy)]
pub(in crate::lint) struct MetOverlay<'a> {
    /// The cluster.
    pub(in crate::lint) side: &'a RecoverySide,
    /// Its path.
    pub(in crate::lint) path: &'a Spanned<RepoPath>,
    /// The namespace.
    pub(in crate::lint) member: &'a Member,
    /// What it declares.
    pub(in crate::lint) overlay: &'a Overlay,
}

/// Every such overlay of which all can be read: that of the recovery, and on a warm cluster the one
/// that waits.
pub(in crate::lint) fn met_overlays<'a>(cx: &LintCx<'a>) -> Vec<MetOverlay<'a>> {
    let mut met = Vec::new();
    for side in managed(cx) {
        let mut once = Once::new();
        let warm = side.cluster.standby.as_ref();
        let warm = warm.is_some_and(|standby| standby.value == Standby::Warm);
        for member in cx.analysis.members_of(&side.primary) {
            let Some(apps) = &member.block.apps else {
                continue;
            };
            let waiting = apps
                .standby
                .as_ref()
                .filter(|_| warm && !hooks::left_out(member));
            for path in [Some(side.overlay(apps)), waiting].into_iter().flatten() {
                let contents = cx.inventory.contents(side.cluster.id, path.value.as_str());
                let overlay = contents.and_then(|contents| contents.overlay.as_ref());
                if let Some(overlay) = overlay.filter(|_| once.first(path.span)) {
                    met.push(MetOverlay {
                        side,
                        path,
                        member,
                        overlay,
                    });
                }
            }
        }
    }
    met
}

/// Every Velero that a platform installs on a cluster that recovers, once: with the platform that is declared to bring it,
/// where several reach it.
pub(in crate::lint) fn veleros<'a>(cx: &LintCx<'a>) -> Vec<(&'a Platform, &'a Velero)> {
    let mut shown = Vec::new();
    for side in managed(cx) {
        for platform in cx.model.platforms.values() {
            let path = platform.path.value.as_str();
            let contents = cx.inventory.contents(side.cluster.id, path);
            let velero = contents.and_then(|contents| contents.velero.as_ref());
            shown.extend(velero.map(|velero| (&**platform, velero)));
        }
    }
    let (declared, others): (Vec<_>, Vec<_>) = shown
        .into_iter()
        .partition(|(platform, _)| platform.brings_velero);
    let mut once = Once::new();
    let all = declared.into_iter().chain(others);
    all.filter(|(_, velero)| once.first(&velero.file)).collect()
}

/// A Velero that the repository shows.
#[derive(Debug, Clone, Copy)]
pub(in crate::lint) struct Installed<'a> {
    /// What installs it: the path of a platform, or a cluster.
    pub(in crate::lint) at: Span,
    /// What that is, in words.
    pub(in crate::lint) by: &'static str,
    /// Whether it restores in a recovery.
    pub(in crate::lint) recovers: bool,
    /// The primary whose backups it makes or restores; `None` for one of every cluster.
    of: Option<ClusterId>,
    /// What is shown of it.
    pub(in crate::lint) velero: &'a Velero,
}

impl Installed<'_> {
    /// Whether it runs on a cluster, or is made for the recovery of it.
    pub(in crate::lint) fn is_for(&self, cluster: &Cluster) -> bool {
        let primary = cluster.recovers.map_or(cluster.id, |primary| primary.value);
        self.of.is_none_or(|of| of == primary)
    }

    /// Whether it makes or restores the backups of a set.
    pub(in crate::lint) fn serves(&self, set: &BackupSet) -> bool {
        self.of.is_none_or(|primary| primary == set.cluster.id)
    }
}

/// Every Velero of every cluster, once: of platforms, and what Flux applies from the path of a cluster.
pub(in crate::lint) fn installed<'a>(cx: &LintCx<'a>) -> Vec<Installed<'a>> {
    let platforms = veleros(cx).into_iter().map(|(platform, velero)| Installed {
        at: platform.path.span,
        by: "this platform installs it",
        recovers: true,
        of: None,
        velero,
    });
    let clusters = cx.model.clusters.values().filter_map(|cluster| {
        let velero = cx.inventory.own(cluster.id)?.velero.as_ref()?;
        let path = cluster.path.as_ref().map(|path| path.span);
        Some(Installed {
            at: path.unwrap_or(cluster.name.span),
            by: "Flux installs it on this cluster",
            recovers: cluster.recovers.is_some(),
            of: Some(cluster.recovers.map_or(cluster.id, |primary| primary.value)),
            velero,
        })
    });
    let mut once = Once::new();
    let all = platforms.chain(clusters);
    all.filter(|one| once.first(&one.velero.file)).collect()
}

/// Whether anything is known to install Velero on a recovery cluster: a statement of the plan, or a path that the
/// repository shows and that is applied there.
pub(in crate::lint) fn velero_comes(cx: &LintCx<'_>, cluster: &Cluster) -> bool {
    let shown = |path: &str| {
        let contents = cx.inventory.contents_anywhere(path);
        contents.is_some_and(|contents| contents.velero.is_some())
    };
    let mut platforms = cx.model.platforms.values();
    brings_velero(cx.model, cluster)
        || shown(&cluster.path())
        || platforms.any(|platform| shown(platform.path.value.as_str()))
}

/// Whether Velero copies volumes of a set by CSI snapshot. A namespace that declares no workload may
/// hold any volume.
pub(in crate::lint) fn by_snapshot(set: &BackupSet) -> bool {
    set.demand.snapshots > 0 || set.method == Method::Snapshot && undeclared(set)
}

/// Whether node-agent copies data of a set: files, and snapshots that must leave their region.
pub(in crate::lint) fn by_node_agent(set: &BackupSet) -> bool {
    let carried = match set.method {
        Method::Snapshot => set.moves_data,
        Method::FileBackup => true,
        Method::Dump
        | Method::Replication
        | Method::Operator
        | Method::Elsewhere
        | Method::Rebuild => false,
    };
    !set.demand.moved.is_empty() || !set.demand.files.is_empty() || carried && undeclared(set)
}

fn undeclared(set: &BackupSet) -> bool {
    let mut members = set.members.iter();
    members.any(|member| member.block.workloads.is_empty())
}

/// Flux Kustomizations of which nothing is applied because of their path, each once, with the path of the plan or the
/// cluster that brings it.
pub(in crate::lint) fn broken<'a>(cx: &LintCx<'a>) -> Vec<(Span, &'a Broken)> {
    let stages = applied(cx).map(|stage| (stage.path.span, stage.contents));
    let clusters = cx.model.clusters.values().filter_map(|cluster| {
        let path = cluster.path.as_ref().map(|path| path.span);
        let own = cx.inventory.own(cluster.id)?;
        Some((path.unwrap_or(cluster.name.span), own))
    });
    let mut once = Once::new();
    let all = stages.chain(clusters);
    let all = all.flat_map(|(at, contents)| contents.broken.iter().map(move |one| (at, one)));
    all.filter(|(_, one)| once.first((&one.file, one.line)))
        .collect()
}
