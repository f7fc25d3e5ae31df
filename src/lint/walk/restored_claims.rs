//! Claims that a Restore brings before Flux applies them.

use super::applied::Applied;
use super::charted::charted_pods;
use super::claim_names::Used;
use super::claim_users::{Scope, may_be_of};
use super::shown_pods::pods_of;
use super::state::is_excluded;
use crate::analyze::backup::demand::{Capture, capture};
use crate::analyze::effective::Member;
use crate::lint::LintCx;
use crate::model::{Volume, Workload};
use crate::repository::contents::{Claim, Contents, NamedClaim, VolumeSource};

/// A claim of the primary that is backed up.
#[derive(Debug, Clone, Copy)]
pub(in crate::lint) struct Before<'a> {
    /// What it is there.
    pub(in crate::lint) claim: &'a Claim,
    /// Whether a file backup may be what copies it.
    pub(in crate::lint) by_files: bool,
}

/// What is backed up of a claim that a path brings to a recovery; `None` where it is not known that it is.
pub(in crate::lint) fn before<'a>(
    cx: &LintCx<'a>,
    applied: &Applied<'a>,
    claim: &Claim,
) -> Option<Before<'a>> {
    let side = applied.side;
    let mut members = cx.analysis.members_of(&side.primary).filter(|member| {
        let name = member.name.value.as_str();
        let mut apps = member.block.apps.iter();
        let of = [name, side.cluster.called(name), ""];
        of.contains(&claim.namespace.as_str())
            && apps.any(|apps| side.overlay(apps).value == applied.path.value)
    });
    members.find_map(|member| {
        let apps = member.block.apps.as_ref()?;
        let path = apps.path.value.as_str();
        let contents = cx.inventory.contents(side.primary.id, path)?;
        let name = member.name.value.as_str();
        let mut claims = contents.claims.iter();
        let known = claims.find(|other| {
            other.name == claim.name && (other.namespace == name || other.namespace.is_empty())
        })?;
        if is_excluded(&known.spec) {
            return None;
        }
        let ways = ways(cx, member, contents, &claim.name)?;
        Some(Before {
            claim: known,
            by_files: ways.contains(&Capture::Files),
        })
    })
}

/// How a claim may be copied; `None` where it is not known that it is.
fn ways(
    cx: &LintCx<'_>,
    member: &Member,
    contents: &Contents,
    claim: &str,
) -> Option<Vec<Capture>> {
    let workloads = &member.block.workloads;
    let shown: Vec<Capture> = workloads
        .iter()
        .filter(|workload| uses(member, workload, contents, claim))
        .filter_map(|workload| capture(cx.model, member, workload))
        .collect();
    if !shown.is_empty() {
        return Some(shown);
    }
    let all = workloads
        .iter()
        .filter_map(|workload| capture(cx.model, member, workload));
    copies(member, contents, claim).then(|| all.collect())
}

/// Whether a claim is copied, whatever uses it: the namespace is, and no workload that is left out may use it.
fn copies(member: &Member, contents: &Contents, claim: &str) -> bool {
    let mut workloads = member.block.workloads.iter();
    let whole = |workload: &Workload| {
        let mut volumes = workload.volumes.iter();
        member.method_of(workload).copies_volumes() && volumes.all(Volume::is_taken)
    };
    member.set_method().copies_volumes()
        && workloads.all(|workload| whole(workload) || !may_use(member, workload, contents, claim))
}

/// Whether the pods of a workload may use a claim. Those that an operator makes use claims of their own name.
fn may_use(member: &Member, workload: &Workload, contents: &Contents, claim: &str) -> bool {
    if let Some(pods) = pods_of(contents, workload, member.name.value.as_str()) {
        let uses = pods
            .volumes
            .iter()
            .filter_map(|volume| Used::by(pods, volume));
        return uses.into_iter().any(|used| used.meets(&Used::Named(claim)));
    }
    if let Some(pods) = charted_pods(contents, member, workload) {
        let mut volumes = pods.volumes.iter();
        return !pods.whole
            || volumes.any(|volume| {
                let named = volume.source.claim();
                named.is_some_and(|name| name == claim || name.contains(['{', '$']))
            });
    }
    // A claim that the values of other releases name is theirs.
    let named = contents
        .named_claims
        .iter()
        .filter(|one| one.claim == claim);
    let named: Vec<&NamedClaim> = named.collect();
    if let Some(overlay) = contents.overlay.as_ref().filter(|_| !named.is_empty()) {
        let scope = Scope {
            contents: &[contents],
            beside: &[],
            overlay,
        };
        let mut all = named.iter();
        return all.any(|one| may_be_of(workload, &one.release, scope));
    }
    let shown = |release: &str| {
        contents
            .charted_pods
            .iter()
            .any(|pods| pods.release == release)
    };
    let mut releases = contents.releases.iter();
    !contents.whole
        || workload.release.is_some()
        || releases.any(|release| !shown(&release.name))
        || format!("-{claim}-").contains(&format!("-{}-", workload.name.value.name))
}

/// Whether the pods of a workload use a claim through a volume that is copied.
pub(in crate::lint) fn uses(
    member: &Member,
    workload: &Workload,
    contents: &Contents,
    claim: &str,
) -> bool {
    let is_copied = |name: &str, source: &VolumeSource| {
        let mut declared = workload.volumes.iter();
        source.claim() == Some(claim)
            && declared.any(|own| own.name.value.as_str() == name && member.copies(workload, own))
    };
    let pods = pods_of(contents, workload, member.name.value.as_str());
    let charted = charted_pods(contents, member, workload);
    let volumes = pods.iter().flat_map(|pods| &pods.volumes);
    let mut volumes = volumes.map(|volume| (&volume.name, &volume.source));
    let charted = charted.iter().flat_map(|pods| &pods.volumes);
    let mut charted = charted.map(|volume| (&volume.name, &volume.source));
    volumes.any(|(name, source)| is_copied(name, source))
        || charted.any(|(name, source)| is_copied(name, source))
}
