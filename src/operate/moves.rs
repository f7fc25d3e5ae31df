//! Moves as changes of `mode` statements, and those that end a recovery; a refusal says what to do
//! instead.

use super::advice;
use super::steps::Step;
use crate::analyze::Analysis;
use crate::analyze::recovery::{Phase, RecoverySide, Run, hands_to};
use crate::model::value::Name;
use crate::model::{Cluster, Mode, Model, Standby};
use crate::source::Spanned;
use std::sync::Arc;

/// Another mode of a cluster; without a text the statement goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The cluster.
    pub cluster: String,
    /// The statement.
    pub mode: Option<String>,
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
    let runs: &[Spanned<Name>] = match cluster.mode.as_ref().map(|mode| &mode.value) {
        Some(Mode::Standby { runs } | Mode::Active { runs } | Mode::Fenced { runs, .. }) => runs,
        Some(Mode::Recover(mode)) => &mode.runs,
        None => &[],
    };
    runs.iter().map(|run| run.value.to_string()).collect()
}

/// A `mode` statement with the runs in it.
pub(super) fn statement(mode: &str, mut parts: Vec<String>, runs: &[String]) -> String {
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
    let parts = several.then(|| format!("for {}", successor.name.value));
    statement("fenced", parts.into_iter().collect(), runs)
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

pub(super) fn names(sides: &[&RecoverySide]) -> String {
    let names: Vec<&str> = sides
        .iter()
        .map(|side| side.cluster.name.value.as_str())
        .collect();
    names.join(", ")
}

/// The side of a cluster that people have named.
pub(super) fn side_named<'a>(
    analysis: &'a Analysis,
    name: &str,
) -> Result<&'a RecoverySide, String> {
    let sides = || analysis.sides().iter().map(|side| &**side);
    sides()
        .find(|side| side.cluster.name.value.as_str() == name)
        .ok_or_else(|| {
            let all: Vec<&RecoverySide> = sides().collect();
            format!("unknown cluster `{name}`: the plan has {}", names(&all))
        })
}

/// The side whose recovery was begun, and the cluster that hands over to it.
fn under_way<'a>(
    analysis: &'a Analysis,
    cluster: Option<&str>,
    verb: &str,
) -> Result<(&'a RecoverySide, &'a Arc<Cluster>), String> {
    let model = analysis.model();
    let chosen: Vec<&RecoverySide> = match cluster {
        Some(name) => vec![side_named(analysis, name)?],
        None => analysis
            .sides()
            .iter()
            .map(|side| &**side)
            .filter(|side| begun(model, side))
            .collect(),
    };
    match chosen.as_slice() {
        [] => Err(format!(
            "no recovery is under way, so there is nothing to {verb}; `drplan failover status` shows what each cluster does"
        )),
        [only] if !only.recovering() => Err(format!(
            "`{}` is not in `recover`, so there is nothing to {verb}",
            only.cluster.name.value
        )),
        [only] if !begun(model, only) => Err(format!(
            "`{0}` is in `recover`, but the cluster that it recovers is not fenced: first run `drplan failover begin --cluster {0}`",
            only.cluster.name.value
        )),
        [only] => hands_over(model, only)
            .map(|other| (*only, other))
            .ok_or_else(|| format!("no cluster hands over to `{}`", only.cluster.name.value)),
        several => Err(format!(
            "several recoveries are in progress: name one with --cluster ({})",
            names(several)
        )),
    }
}

/// Ends a recovery: the cluster serves, without Restores and without edges to them.
pub fn finish(analysis: &Analysis, cluster: Option<&str>) -> Result<Outcome, String> {
    let (side, other) = under_way(analysis, cluster, "finish")?;
    let used = add_run(runs(&side.cluster), side.run_name());
    let mut changes = vec![Change {
        cluster: side.cluster.name.value.to_string(),
        mode: Some(statement("active", Vec::new(), &used)),
    }];
    if side.at_home() {
        // After a failback the other waits again, under a run that it has not used.
        let used = runs(other);
        let mode = match other.standby.as_ref().map(|standby| standby.value) {
            Some(Standby::Warm) => statement("standby", Vec::new(), &used),
            Some(Standby::Cold) | None => {
                statement(&format!("recover {}", unused(&used)), Vec::new(), &used)
            }
        };
        changes.push(Change {
            cluster: other.name.value.to_string(),
            mode: Some(mode),
        });
    }
    Ok(Outcome {
        changes,
        advice: advice::before_finish(analysis, side),
    })
}

/// Reverts `begin`.
pub fn abort(analysis: &Analysis, cluster: Option<&str>) -> Result<Outcome, String> {
    let (side, other) = under_way(analysis, cluster, "abort")?;
    let used = add_run(runs(&side.cluster), side.run_name());
    let mut changes = Vec::new();
    if side.at_home() {
        changes.push(Change {
            cluster: side.cluster.name.value.to_string(),
            mode: Some(fenced(analysis.model(), &side.cluster, other, &used)),
        });
    } else if side
        .cluster
        .standby
        .as_ref()
        .is_some_and(|s| s.value == Standby::Warm)
    {
        changes.push(Change {
            cluster: side.cluster.name.value.to_string(),
            mode: Some(statement("standby", Vec::new(), &used)),
        });
    } else if side.run.as_ref().is_some_and(Run::is_partial) {
        // The path of a cold cluster is the recovery from the next loss, which takes everything, and the newest of it.
        changes.push(Change {
            cluster: side.cluster.name.value.to_string(),
            mode: Some(statement(
                &format!("recover {}", unused(&used)),
                Vec::new(),
                &used,
            )),
        });
    }
    let back = runs(other);
    changes.push(Change {
        cluster: other.name.value.to_string(),
        mode: (!back.is_empty() || other.recovers.is_some())
            .then(|| statement("active", Vec::new(), &back)),
    });
    Ok(Outcome {
        changes,
        advice: advice::after_abort(analysis, side),
    })
}
