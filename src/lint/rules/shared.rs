//! What several rules look at.

use crate::analyze::effective::Effective;
use crate::analyze::hooks;
use crate::analyze::schedule::readers;
use crate::analyze::sets::BackupSet;
use crate::lint::LintCx;
use crate::model::value::cron::{self, Line, Reader};
use crate::model::{Method, Model, Volume, Workload};
use crate::recipe::Prepared;
use crate::repo::overlay::Overlay;
use crate::source::Spanned;
use std::collections::BTreeSet;

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

/// Every hook of every workload, with the method that its workload is recovered by. A block of
/// several namespaces says it once.
pub(super) fn each_hook<'a>(
    cx: &LintCx<'a>,
    mut look: impl FnMut(&Effective<'a>, &'a Workload, Method, &Prepared),
) {
    let mut seen = BTreeSet::new();
    for member in &cx.facts.effective {
        for workload in &member.block.workloads {
            if !seen.insert(workload.span) {
                continue;
            }
            if let Some(hook) = hooks::of(member, workload) {
                look(member, workload, member.method_of(workload), hook);
            }
        }
    }
}

/// Every workload whose overlay the repository shows in whole, once, with that overlay.
pub(super) fn each_shown<'a>(
    cx: &LintCx<'a>,
    mut look: impl FnMut(&Effective<'a>, &'a Workload, &'a str, &'a Overlay),
) {
    let mut seen = BTreeSet::new();
    for member in &cx.facts.effective {
        let Some(apps) = &member.block.apps else {
            continue;
        };
        let path = apps.path.value.as_str();
        let changed = cx
            .inventory
            .wiring
            .get(&*member.cluster.name.value)
            .is_some_and(|wiring| wiring.changes(path));
        let Some(overlay) = cx.inventory.overlays.get(path).filter(|_| !changed) else {
            continue;
        };
        for workload in &member.block.workloads {
            if seen.insert(workload.span) {
                look(member, workload, path, overlay);
            }
        }
    }
}

/// CSI drivers that implement no group controller service.
const WITHOUT_GROUPS: [&str; 1] = ["ebs.csi.aws.com"];

/// The driver, where no driver of the plan can snapshot a group. Which one serves a volume its class
/// says, so that with one that can nobody is accused.
pub(super) fn groups_fail(model: &Model) -> Option<&Spanned<Box<str>>> {
    let drivers = || model.snapshots.values().map(|snapshots| &snapshots.driver);
    let all = drivers().all(|driver| WITHOUT_GROUPS.contains(&&*driver.value));
    drivers().next().filter(|_| all)
}

/// Whether the cluster of a set has more to do than it can, so that no wait means anything; that is
/// one finding, and none of each set.
pub(super) fn overloaded(cx: &LintCx<'_>, set: &BackupSet<'_>) -> bool {
    let loads = &cx.facts.loads;
    let at = loads.binary_search_by(|load| load.cluster.name.value.cmp(&set.cluster.name.value));
    at.is_ok_and(|at| loads.get(at).is_some_and(|load| !load.settled))
}

/// The declared volumes of a set.
pub(super) fn set_volumes<'a, 's>(
    set: &'s BackupSet<'a>,
) -> Vec<(&'s Effective<'a>, &'s Workload, &'s Volume)> {
    let mut volumes = Vec::new();
    for member in &set.members {
        for workload in &member.block.workloads {
            volumes.extend(
                workload
                    .volumes
                    .iter()
                    .map(|volume| (member, workload, volume)),
            );
        }
    }
    volumes
}
