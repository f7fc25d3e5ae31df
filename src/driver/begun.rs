//! A plan as a move leaves it: what would stop `failover begin` is reported before the loss, and what would stop
//! `failover finish` before the recovery is under way.
//!
//! The path of a cold cluster is always kept as a recovery, and the rules see it. That of a warm one is not: what its
//! recovery needs, of Flux or of the repository, shows only once it recovers.

use crate::analyze::Analysis;
use crate::analyze::recovery::Phase;
use crate::diag::findings::Severity;
use crate::diag::{Diag, Diags, findings};
use crate::lint::{self, LintCx};
use crate::model::value::Name;
use crate::model::{Cluster, ClusterId, Mode, Model, RecoverMode};
use crate::repository::Inventory;
use crate::source::Spanned;
use std::collections::BTreeMap;
use std::sync::Arc;

/// How many clusters that recover the same one are looked at, one after another.
const MOST: usize = 3;
/// The run; which one it is changes no finding.
const RUN: &str = "r1";

/// The errors that `finish` would find and that the plan does not show as it is: in a recovery that has begun, and of the
/// failback alone where `failback` says so. That is planned, and may wait; a recovery from a loss may not.
pub(super) fn refusals_of_finish(
    model: &Arc<Model>,
    inventory: &Inventory,
    failback: bool,
    out: &mut Diags,
) {
    if let Some(finished) = finished(model, failback) {
        judge(finished, inventory, "finish", out);
    }
}

/// The errors that `begin` would find and that the plan does not show as it is.
pub(super) fn refusals(model: &Arc<Model>, inventory: &Inventory, out: &mut Diags) {
    for turn in 0..MOST {
        let Some(begun) = begun(model, turn) else {
            return;
        };
        judge(begun, inventory, "begin", out);
    }
}

/// Adds the errors of a plan as a move would leave it.
fn judge(moved: Model, inventory: &Inventory, verb: &str, out: &mut Diags) {
    let moved = Arc::new(moved);
    let analysis = Analysis::new(moved.clone(), inventory.observed(&moved));
    let mut found = Diags::default();
    lint::check_all(&LintCx::new(&analysis, inventory), &mut found);
    // A move is written even if promises do not hold, and its modes are right. The stage file that is there is that
    // of the modes of today.
    let stops = |diag: &&Diag| {
        diag.severity() == Severity::Error
            && !diag.finding.is_promise()
            && diag.finding != &findings::MODE_NOT_POSSIBLE
            && diag.finding != &findings::STAGE_REMOVED
    };
    let new: Vec<Diag> = found
        .iter()
        .filter(stops)
        .filter(|diag| !is_known(diag, out))
        .cloned()
        .collect();
    for diag in new {
        out.push(diag.because(format!(
            "with the modes of today it does no harm; `drplan failover {verb}` would be refused by it"
        )));
    }
}

/// Whether the plan shows a finding as it is: the same one at the same place, whatever it says of modes.
fn is_known(diag: &Diag, known: &Diags) -> bool {
    let mut known = known.iter();
    known.any(|other| other.finding == diag.finding && other.primary.span == diag.primary.span)
}

/// The plan with all primaries lost for which a warm cluster waits; `None` where none does. Of several that wait for one,
/// each takes its turn.
fn begun(model: &Arc<Model>, turn: usize) -> Option<Model> {
    let mut waiting: BTreeMap<ClusterId, Vec<ClusterId>> = BTreeMap::new();
    for cluster in model.clusters.values() {
        let primary = cluster.recovers.and_then(|of| model.clusters.get(of.value));
        let serves = |primary: &&Arc<Cluster>| Phase::of_cluster(primary) == Phase::Active;
        let Some(primary) = primary.filter(serves) else {
            continue;
        };
        if Phase::of_cluster(cluster) == Phase::Standby {
            waiting.entry(primary.id).or_default().push(cluster.id);
        }
    }
    let mut modes: BTreeMap<ClusterId, Mode> = BTreeMap::new();
    for (primary, clusters) in waiting {
        let Some(cluster) = clusters.get(turn).and_then(|id| model.clusters.get(*id)) else {
            continue;
        };
        let span = cluster.name.span;
        let run = Spanned::new(Name::new(RUN).ok()?, span);
        let recover = Mode::Recover(RecoverMode {
            run,
            tiers: Vec::new(),
            backups: Vec::new(),
            runs: Vec::new(),
        });
        modes.insert(cluster.id, recover);
        let fence = Mode::Fenced {
            runs: Vec::new(),
            successor: Some(Spanned::new(cluster.id, span)),
        };
        modes.insert(primary, fence);
    }
    if modes.is_empty() {
        return None;
    }
    let mut begun = Model::clone(model);
    for (id, mode) in modes {
        begun.clusters.change(id, |cluster| {
            cluster.mode = Some(Spanned::new(mode, cluster.name.span));
        });
    }
    Some(begun)
}

/// The plan with every recovery ended that has begun; `None` where none has.
fn finished(model: &Arc<Model>, failback: bool) -> Option<Model> {
    let mut modes: BTreeMap<ClusterId, Option<Mode>> = BTreeMap::new();
    for cluster in model.clusters.values() {
        let Some(Mode::Recover(recover)) = cluster.mode.as_ref().map(|mode| &mode.value) else {
            continue;
        };
        let mut runs = recover.runs.clone();
        runs.push(recover.run.clone());
        let active = Mode::Active { runs };
        let Some(primary) = cluster.recovers else {
            modes.insert(cluster.id, Some(active));
            // What has handed over waits again, under a run that changes no finding.
            let others = model.recoveries(cluster.id);
            let fenced = others.filter(|other| Phase::of_cluster(other) == Phase::Fenced);
            modes.extend(fenced.map(|other| (other.id, None)));
            continue;
        };
        let primary = model.clusters.get(primary.value);
        let lost = primary.is_some_and(|primary| Phase::of_cluster(primary) == Phase::Fenced);
        if lost && !failback {
            modes.insert(cluster.id, Some(active));
        }
    }
    if modes.is_empty() {
        return None;
    }
    let mut finished = Model::clone(model);
    for (id, mode) in modes {
        finished.clusters.change(id, |cluster| {
            cluster.mode = mode.map(|mode| Spanned::new(mode, cluster.name.span));
        });
    }
    Some(finished)
}
