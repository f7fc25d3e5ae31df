//! Moves as changes of `mode` statements, and those that end a recovery; a refusal says what to do
//! instead.

use super::edit::set_mode_of;
use super::sides::{Chosen, names, of, several, sides_of};
use super::steps::Step;
use super::{advice, failback};
use crate::analyze::Analysis;
use crate::analyze::recovery::{Phase, RecoverySide, hands_to, is_there};
use crate::model::{Cluster, Model, Standby};
use std::sync::Arc;

/// Another mode of a cluster; without a text the statement goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The cluster.
    pub cluster: String,
    /// The primary that the mode is about, where the cluster recovers several.
    pub of: Option<String>,
    /// The statement.
    pub mode: Option<String>,
}

impl Change {
    /// Another mode of a cluster.
    pub(super) fn new(cluster: &Cluster, mode: Option<String>) -> Self {
        Self {
            cluster: cluster.stated_name().to_string(),
            of: cluster.of_primary().map(str::to_owned),
            mode,
        }
    }

    /// The text of a plan with it; `None` where the text does not declare the cluster.
    pub fn written(&self, text: &str) -> Option<String> {
        let cluster = (self.cluster.as_str(), self.of.as_deref());
        set_mode_of(text, cluster, self.mode.as_deref())
    }
}

/// What a move changes, and what people do beside it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    /// The statements.
    pub changes: Vec<Change>,
    /// Steps of people, in their order.
    pub advice: Vec<Step>,
}

/// The runs that a cluster has used, as its mode lists them.
pub(super) fn runs(cluster: &Cluster) -> Vec<String> {
    let mode = cluster.mode.as_ref();
    let runs = mode.map_or(&[][..], |mode| mode.value.runs());
    runs.iter().map(|run| run.value.to_string()).collect()
}

/// A `mode` statement of a cluster, with the primary that it is about where there are several, and the runs in it.
pub(super) fn statement(
    cluster: &Cluster,
    mode: &str,
    parts: Vec<String>,
    runs: &[String],
) -> String {
    let from = cluster.of_primary().map(|of| format!("from {of}"));
    let mut parts: Vec<String> = from.into_iter().chain(parts).collect();
    if !runs.is_empty() {
        parts.push(format!("runs {}", runs.join(", ")));
    }
    if parts.is_empty() {
        format!("mode {mode}")
    } else {
        format!("mode {mode} {{ {} }}", parts.join("; "))
    }
}

/// A fence, with the cluster that takes over where several could.
pub(super) fn fenced(
    model: &Model,
    lost: &Cluster,
    successor: &Cluster,
    runs: &[String],
) -> String {
    let several = model.recoveries(lost.id).count() > 1;
    let parts = several.then(|| format!("for {}", successor.stated_name()));
    statement(lost, "fenced", parts.into_iter().collect(), runs)
}

pub(super) fn add_run(mut runs: Vec<String>, run: &str) -> Vec<String> {
    if !run.is_empty() && !runs.iter().any(|known| known == run) {
        runs.push(run.to_owned());
    }
    runs
}

/// The first of r1, r2, … that was not used.
pub(super) fn unused(used: &[String]) -> String {
    let mut number = 1_usize;
    loop {
        let run = format!("r{number}");
        if !used.contains(&run) {
            return run;
        }
        number += 1;
    }
}

/// The cluster that hands over to a side: the one that it recovers, or in a failback the one that
/// took over.
pub(super) fn hands_over<'a>(model: &'a Model, side: &'a RecoverySide) -> Option<&'a Arc<Cluster>> {
    if !side.at_home() {
        return Some(&side.primary);
    }
    let mut others: Vec<&Arc<Cluster>> = model.recoveries(side.primary.id).collect();
    others.sort_by_key(|other| match Phase::of_cluster(other) {
        Phase::Fenced => 0,
        Phase::Active => 1,
        Phase::Recover | Phase::Standby => 2,
    });
    others
        .first()
        .copied()
        .filter(|other| matches!(Phase::of_cluster(other), Phase::Fenced | Phase::Active))
}

/// Whether a recovery was begun: the cluster recovers, and the one before it is fenced.
pub(super) fn begun(model: &Model, side: &RecoverySide) -> bool {
    side.recovering() && hands_over(model, side).is_some_and(|other| hands_to(other, &side.cluster))
}

/// The side whose recovery was begun, and the cluster that hands over to it.
fn under_way<'a>(
    analysis: &'a Analysis,
    chosen: Chosen<'_>,
    verb: &str,
) -> Result<(&'a RecoverySide, &'a Arc<Cluster>), String> {
    let model = analysis.model();
    let mut found = sides_of(analysis, chosen)?;
    // Of several on one cluster, and where none is named, those that are under way.
    if found.len() > 1 || (chosen.cluster, chosen.from) == (None, None) {
        found.retain(|side| begun(model, side));
    }
    match found.as_slice() {
        [] => Err(format!(
            "no recovery is under way, so there is nothing to {verb}; `drplan failover status` shows what each cluster does"
        )),
        [only] if !only.recovering() => Err(format!(
            "`{}` is not in `recover`, so there is nothing to {verb}",
            only.cluster.name.value
        )),
        [only] if !begun(model, only) => Err(format!(
            "`{}` is in `recover`, but the cluster that it recovers is not fenced: first run `drplan failover begin {}`",
            only.cluster.name.value,
            only.cluster.options()
        )),
        [only] => hands_over(model, only)
            .map(|other| (*only, other))
            .ok_or_else(|| format!("no cluster hands over to `{}`", only.cluster.name.value)),
        found if several(found) => Err(format!(
            "several recoveries are in progress on `{}`: name the lost cluster with --from ({})",
            found
                .first()
                .map_or("", |side| side.cluster.stated_name().as_str()),
            of(found)
        )),
        found => Err(format!(
            "several recoveries are in progress: name one with --cluster ({})",
            names(found)
        )),
    }
}

fn is_warm(cluster: &Cluster) -> bool {
    let standby = cluster.standby.as_ref();
    standby.is_some_and(|standby| standby.value == Standby::Warm)
}

/// The mode of a cold cluster that waits for the next loss, under a run that it has not used.
fn recovers_again(cluster: &Cluster, used: &[String]) -> String {
    let mode = format!("recover {}", unused(used));
    statement(cluster, &mode, Vec::new(), used)
}

/// What else a cold cluster that is no longer there recovers: it cannot wait, and its path is a recovery again.
fn gone(analysis: &Analysis, left: &Cluster) -> Vec<Change> {
    let sides = analysis.sides().iter();
    let beside: Vec<&RecoverySide> = sides
        .filter(|side| side.cluster.id != left.id && side.cluster.shares_site(left))
        .map(|side| &**side)
        .collect();
    let stays = beside
        .iter()
        .any(|side| matches!(side.phase, Phase::Active | Phase::Fenced) || side.promotes);
    if stays || is_warm(left) {
        return Vec::new();
    }
    let waiting = beside.iter().filter(|side| side.phase == Phase::Standby);
    waiting
        .map(|side| {
            let mode = recovers_again(&side.cluster, &runs(&side.cluster));
            Change::new(&side.cluster, Some(mode))
        })
        .collect()
}

/// Ends a recovery: the cluster serves, without Restores and without edges to them.
pub fn finish(analysis: &Analysis, chosen: Chosen<'_>) -> Result<Outcome, String> {
    let (side, other) = under_way(analysis, chosen, "finish")?;
    let used = add_run(runs(&side.cluster), side.run_name());
    let active = statement(&side.cluster, "active", Vec::new(), &used);
    let mut changes = vec![Change::new(&side.cluster, Some(active))];
    if side.at_home() {
        // After a failback the other waits again, under a run that it has not used.
        let used = runs(other);
        let there = analysis.side_of(other);
        let there = there.is_some_and(|side| is_there(analysis.sides(), side));
        let mode = match is_warm(other) || there {
            true => statement(other, "standby", Vec::new(), &used),
            false => recovers_again(other, &used),
        };
        changes.push(Change::new(other, Some(mode)));
        changes.extend(gone(analysis, other));
    }
    let mut advice = advice::before_finish(analysis, side);
    advice.extend(failback::after_finish(analysis, side));
    Ok(Outcome { changes, advice })
}

/// Reverts `begin`.
pub fn abort(analysis: &Analysis, chosen: Chosen<'_>) -> Result<Outcome, String> {
    let (side, other) = under_way(analysis, chosen, "abort")?;
    let used = add_run(runs(&side.cluster), side.run_name());
    let mut changes = Vec::new();
    if side.at_home() {
        let fence = fenced(analysis.model(), &side.cluster, other, &used);
        changes.push(Change::new(&side.cluster, Some(fence)));
    } else if is_warm(&side.cluster) || is_there(analysis.sides(), side) {
        let standby = statement(&side.cluster, "standby", Vec::new(), &used);
        changes.push(Change::new(&side.cluster, Some(standby)));
    } else {
        // The path of a cold cluster is the recovery from the next loss, which takes everything, and the newest of it.
        // The cluster may exist then: Velero runs no Restore of this run again.
        let recover = recovers_again(&side.cluster, &used);
        changes.push(Change::new(&side.cluster, Some(recover)));
        changes.extend(gone(analysis, &side.cluster));
    }
    let back = runs(other);
    let stays = !back.is_empty() || other.recovers.is_some();
    let active = stays.then(|| statement(other, "active", Vec::new(), &back));
    changes.push(Change::new(other, active));
    Ok(Outcome {
        changes,
        advice: advice::after_abort(analysis, side),
    })
}
