//! What several rules look at.

pub(super) mod applied;
pub(super) mod beside;
pub(super) mod brought;
pub(super) mod charted;
pub(super) mod claim_names;
pub(super) mod claim_users;
pub(super) mod engine_files;
pub(super) mod hook_places;
pub(super) mod kept_places;
pub(super) mod labelled;
pub(super) mod lost_bounds;
pub(super) mod made_claims;
pub(super) mod misnamed;
pub(super) mod movers;
pub(super) mod once;
pub(super) mod owners;
pub(super) mod recovered;
pub(super) mod region_names;
pub(super) mod resources;
pub(super) mod restored_claims;
pub(super) mod restored_workloads;
pub(super) mod several_targets;
pub(super) mod shown_pods;
pub(super) mod staged;
pub(super) mod standing;
pub(super) mod state;
pub(super) mod subjects;
pub(super) mod unclaimed;
pub(super) mod unknown_zone;
pub(super) mod variables;
pub(super) mod wiring;

use crate::analyze::backup::schedule::readers;
use crate::analyze::effective::Member;
use crate::analyze::sets::BackupSet;
use crate::lint::LintCx;
use crate::model::value::Version;
use crate::model::value::cron::{self, Line, Reader};
use crate::model::{Model, Volume, Workload, WorkloadRef};
use crate::recipe::Prepared;
use crate::repository::flux::FluxManifests;
use crate::repository::workloads::{Declared, Overlay};
use crate::source::Spanned;
use once::Once;
use std::sync::Arc;

/// Every cron line that the author wrote for Velero.
pub(super) fn cron_lines(model: &Model) -> Vec<&Spanned<Box<str>>> {
    let tiers = model.tiers.values().map(|tier| &tier.values);
    let blocks = model.namespaces.iter().map(|block| &block.values);
    tiers
        .chain(blocks)
        .filter_map(|values| values.every.as_ref())
        .collect()
}

/// A line as each parser of the target reads it; empty where one of them refuses it.
pub(super) fn readable(model: &Model, line: &str) -> Vec<(Reader, Line)> {
    let all: Option<Vec<(Reader, Line)>> = readers(model)
        .into_iter()
        .map(|reader| cron::read(line, reader).ok().map(|read| (reader, read)))
        .collect();
    all.unwrap_or_default()
}

/// Every workload once: a block of several namespaces declares it once.
pub(super) fn workloads<'a>(
    cx: &LintCx<'a>,
) -> impl Iterator<Item = (&'a Arc<Member>, &'a Workload)> + use<'a> {
    let mut once = Once::new();
    let members = cx.analysis.members().iter();
    let all = members.flat_map(|member| member.block.workloads.iter().map(move |w| (member, w)));
    all.filter(move |(_, workload)| once.first(workload.id))
}

/// Every hook of every workload.
pub(super) fn hooks<'a>(
    cx: &LintCx<'a>,
) -> impl Iterator<Item = (&'a Arc<Member>, &'a Workload, &'a Prepared)> + use<'a> {
    workloads(cx).filter_map(|(member, workload)| Some((member, workload, member.hook(workload)?)))
}

/// Every workload whose overlay the repository shows, with that overlay and its path.
pub(super) fn shown_workloads<'a>(
    cx: &LintCx<'a>,
) -> impl Iterator<Item = (&'a Arc<Member>, &'a Workload, &'a str, &'a Overlay)> + use<'a> {
    let cx = *cx;
    workloads(&cx).filter_map(move |(member, workload)| {
        let path = member.block.apps.as_ref()?.path.value.as_str();
        let contents = cx.inventory.contents(member.id.cluster, path)?;
        Some((member, workload, path, contents.overlay.as_ref()?))
    })
}

/// Every namespace whose overlay the repository shows, with its path.
pub(super) fn shown_blocks<'a>(
    cx: &LintCx<'a>,
) -> impl Iterator<Item = (&'a Arc<Member>, &'a str, &'a Overlay)> + use<'a> {
    let cx = *cx;
    cx.analysis.members().iter().filter_map(move |member| {
        let path = member.block.apps.as_ref()?.path.value.as_str();
        let shown = cx.inventory.contents(member.id.cluster, path)?;
        Some((member, path, shown.overlay.as_ref()?))
    })
}

/// Every shown workload that its overlay declares, with that declaration.
pub(super) fn declared_workloads<'a>(
    cx: &LintCx<'a>,
) -> impl Iterator<Item = (WorkloadPlace<'a>, &'a Workload, &'a Declared)> + use<'a> {
    let cx = *cx;
    shown_workloads(&cx).filter_map(move |(member, workload, _, overlay)| {
        let WorkloadRef { kind, name } = &workload.name.value;
        let place = WorkloadPlace {
            member,
            flux: flux_manifests(&cx, member),
        };
        Some((
            place,
            workload,
            overlay.find(*kind, name, &[member.name.value.as_str()])?,
        ))
    })
}

/// Where a workload is shown.
pub(super) struct WorkloadPlace<'a> {
    pub(super) member: &'a Member,
    flux: Option<&'a FluxManifests>,
}

impl WorkloadPlace<'_> {
    /// Whether a patch names it, so that there may be more than is declared.
    pub(super) fn patches_name(&self, name: &str) -> bool {
        self.flux.is_some_and(|flux| flux.patches_name(name))
    }
}

/// The oldest Flux that a recovery needs: an application starts by the history of its gate, which Flux
/// keeps since then. `None` where nothing is restored.
pub(super) fn least_flux(cx: &LintCx<'_>) -> Option<Version> {
    let mut sides = cx.analysis.sides().iter();
    let recovers = sides.any(|side| !side.restores.is_empty());
    recovers.then_some(Version::new(2, 7, 0))
}

/// Whether a Flux Kustomization may put a path into a namespace that its overlay does not show.
pub(super) fn applies_elsewhere(cx: &LintCx<'_>, path: &str) -> bool {
    let mut clusters = cx.inventory.flux.values();
    clusters.any(|flux| flux.moves(path))
}

fn flux_manifests<'a>(cx: &LintCx<'a>, member: &Member) -> Option<&'a FluxManifests> {
    cx.inventory.flux.get(&member.id.cluster)
}

/// CSI drivers that implement no group controller service.
const WITHOUT_GROUPS: [&str; 1] = ["ebs.csi.aws.com"];

/// The driver, where no driver of the plan can snapshot a group. The class of a volume decides which
/// driver serves it, so with one driver that can, nothing is reported.
pub(super) fn groups_fail(model: &Model) -> Option<&Spanned<Box<str>>> {
    let drivers = || model.snapshots.values().map(|snapshots| &snapshots.driver);
    let all = drivers().all(|driver| WITHOUT_GROUPS.contains(&&*driver.value));
    drivers().next().filter(|_| all)
}

/// The copied volumes of some sets whose size is not known, in words; `None` where all are.
pub(super) fn volumes_without_size<'a>(
    sets: impl Iterator<Item = &'a BackupSet>,
) -> Option<String> {
    let mut names = Vec::new();
    for set in sets {
        for (member, workload, volume) in set_volumes(set) {
            if member.copies(workload, volume) && member.size_of(volume).is_none() {
                names.push(format!(
                    "volume `{}` of `{}/{}`",
                    volume.name.value,
                    member.name.value.as_str(),
                    workload.label()
                ));
            }
        }
    }
    let (first, others) = names.split_first()?;
    Some(match others.len() {
        0 => first.clone(),
        1 => format!("{first} and in 1 volume more"),
        n => format!("{first} and in {n} volumes more"),
    })
}

/// The declared volumes of a set.
pub(super) fn set_volumes(
    set: &BackupSet,
) -> impl Iterator<Item = (&Arc<Member>, &Workload, &Volume)> {
    set.members.iter().flat_map(|member| {
        let workloads = member.block.workloads.iter();
        workloads.flat_map(move |workload| {
            let volumes = workload.volumes.iter();
            volumes.map(move |volume| (member, workload, volume))
        })
    })
}
