//! What several rules look at.

pub(super) mod brought;

use crate::analyze::effective::Effective;
use crate::analyze::hooks;
use crate::analyze::schedule::readers;
use crate::analyze::sets::BackupSet;
use crate::lint::LintCx;
use crate::model::value::cron::{self, Line, Reader};
use crate::model::{Method, Model, Volume, Workload};
use crate::recipe::Prepared;
use crate::repo::overlay::{Declared, Overlay};
use crate::repo::wiring::Wiring;
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

/// Every workload once: a block of several namespaces says it once.
pub(super) fn each_workload<'a>(
    cx: &LintCx<'a>,
    mut look: impl FnMut(&Effective<'a>, &'a Workload),
) {
    let mut seen = BTreeSet::new();
    for member in &cx.facts.effective {
        for workload in &member.block.workloads {
            if seen.insert(workload.span) {
                look(member, workload);
            }
        }
    }
}

/// Every hook of every workload, with the method that its workload is recovered by.
pub(super) fn each_hook<'a>(
    cx: &LintCx<'a>,
    mut look: impl FnMut(&Effective<'a>, &'a Workload, Method, &Prepared),
) {
    each_workload(cx, |member, workload| {
        if let Some(hook) = hooks::of(member, workload) {
            look(member, workload, member.method_of(workload), hook);
        }
    });
}

/// Every workload whose overlay the repository shows in whole, once, with that overlay.
pub(super) fn each_shown<'a>(
    cx: &LintCx<'a>,
    mut look: impl FnMut(&Effective<'a>, &'a Workload, &'a str, &'a Overlay),
) {
    each_workload(cx, |member, workload| {
        let Some(apps) = &member.block.apps else {
            return;
        };
        let path = apps.path.value.as_str();
        let changed = wiring_of(cx, member).is_some_and(|wiring| wiring.changes(path));
        let shown = cx.inventory.shown.get(path).filter(|_| !changed);
        if let Some(overlay) = shown.and_then(|shown| shown.overlay.as_ref()) {
            look(member, workload, path, overlay);
        }
    });
}

/// Every shown workload that its overlay declares, with that declaration.
pub(super) fn each_declared<'a>(
    cx: &LintCx<'a>,
    mut look: impl FnMut(&Shown<'_, 'a>, &'a Workload, &'a Declared),
) {
    each_shown(cx, |member, workload, _, overlay| {
        let (kind, name) = &workload.name.value;
        if let Some(declared) = overlay.find(*kind, name) {
            let shown = Shown {
                member,
                overlay,
                wiring: wiring_of(cx, member),
            };
            look(&shown, workload, declared);
        }
    });
}

/// Where a workload is shown.
pub(super) struct Shown<'m, 'a> {
    pub(super) member: &'m Effective<'a>,
    overlay: &'a Overlay,
    wiring: Option<&'a Wiring>,
}

impl Shown<'_, '_> {
    /// Whether a patch speaks of a name, so that more may be there than is declared.
    pub(super) fn patches_name(&self, name: &str) -> bool {
        self.overlay.patches_name(name)
            || self.wiring.is_some_and(|wiring| wiring.patches_name(name))
    }

    /// Whether pods may have more labels than their files say.
    pub(super) fn labelled(&self) -> bool {
        self.overlay.labelled
    }

    /// Whether the overlay sets the number of its pods.
    pub(super) fn scales(&self, name: &str) -> bool {
        self.overlay.changes(name)
    }
}

fn wiring_of<'a>(cx: &LintCx<'a>, member: &Effective<'a>) -> Option<&'a Wiring> {
    cx.inventory.wiring.get(&*member.cluster.name.value)
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
