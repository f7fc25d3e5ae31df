//! Moves as changes of `mode` statements, and those that end a recovery; a refusal says what to do
//! instead.

use super::advice;
use crate::analyze::Facts;
use crate::analyze::recovery::{Place, State, hands_to};
use crate::model::value::Name;
use crate::model::{Cluster, Mode, Model, Standby};
use crate::source::Spanned;

/// Another mode of a cluster; without a text the statement goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The cluster.
    pub cluster: String,
    /// The statement.
    pub mode: Option<String>,
}

/// What a move changes, and what people do beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The statements.
    pub changes: Vec<Change>,
    /// Lines for people.
    pub advice: Vec<String>,
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
pub(super) fn fenced(model: &Model, lost: &Cluster, heir: &Cluster, runs: &[String]) -> String {
    let several = model.recoveries(&lost.name.value).count() > 1;
    let parts = several.then(|| format!("for {}", heir.name.value));
    statement("fenced", parts.into_iter().collect(), runs)
}

pub(super) fn with(mut runs: Vec<String>, run: Option<&str>) -> Vec<String> {
    if let Some(run) = run
        && !runs.iter().any(|known| known == run)
    {
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

/// The cluster that hands over to a place: the one that it recovers, or in a failback the one that
/// took over.
pub(super) fn hands_over<'a>(model: &'a Model, place: &Place<'a>) -> Option<&'a Cluster> {
    if place.cluster.name != place.home.name {
        return Some(place.home);
    }
    let mut others: Vec<&Cluster> = model.recoveries(&place.home.name.value).collect();
    others.sort_by_key(|other| match State::of(other) {
        State::Fenced => 0,
        State::Active => 1,
        State::Recover(_) | State::Standby => 2,
    });
    others
        .first()
        .copied()
        .filter(|other| matches!(State::of(other), State::Fenced | State::Active))
}

/// Whether `begin` has been said: the cluster recovers, and the one before it is fenced.
pub(super) fn begun(model: &Model, place: &Place<'_>) -> bool {
    place.state.recovering()
        && hands_over(model, place).is_some_and(|other| hands_to(other, place.cluster))
}

pub(super) fn names(places: &[&Place<'_>]) -> String {
    let names: Vec<&str> = places
        .iter()
        .map(|p| p.cluster.name.value.as_str())
        .collect();
    names.join(", ")
}

pub(super) fn place<'a, 'f>(facts: &'f Facts<'a>, name: &str) -> Result<&'f Place<'a>, String> {
    let found = |place: &&Place<'_>| place.cluster.name.value.as_str() == name;
    facts.places.iter().find(found).ok_or_else(|| {
        let all: Vec<&Place<'_>> = facts.places.iter().collect();
        format!("the plan has no cluster `{name}`: it has {}", names(&all))
    })
}

/// The place whose recovery was begun.
fn under_way<'a, 'f>(
    model: &'a Model,
    facts: &'f Facts<'a>,
    cluster: Option<&str>,
    verb: &str,
) -> Result<(&'f Place<'a>, &'a Cluster), String> {
    let chosen: Vec<&Place<'_>> = match cluster {
        Some(name) => vec![place(facts, name)?],
        None => facts
            .places
            .iter()
            .filter(|place| begun(model, place))
            .collect(),
    };
    match chosen.as_slice() {
        [] => Err(format!(
            "nothing was begun, so there is nothing to {verb}: a recovery begins with `drplan failover begin`"
        )),
        [only] if !only.state.recovering() => Err(format!(
            "`{}` is not in `recover`, so there is nothing to {verb}",
            only.cluster.name.value
        )),
        [only] if !begun(model, only) => Err(format!(
            "`{0}` is in `recover`, but the cluster that it recovers is not fenced: say `drplan failover begin --cluster {0}` first",
            only.cluster.name.value
        )),
        [only] => hands_over(model, only)
            .map(|other| (*only, other))
            .ok_or_else(|| format!("nothing hands over to `{}`", only.cluster.name.value)),
        several => Err(format!(
            "several recoveries are under way: say which with --cluster ({})",
            names(several)
        )),
    }
}

/// Ends a recovery: the cluster serves, without Restores and without edges to them.
pub fn finish(model: &Model, facts: &Facts<'_>, cluster: Option<&str>) -> Result<Outcome, String> {
    let (place, other) = under_way(model, facts, cluster, "finish")?;
    let used = with(runs(place.cluster), place.state.run());
    let mut changes = vec![Change {
        cluster: place.cluster.name.value.to_string(),
        mode: Some(statement("active", Vec::new(), &used)),
    }];
    if place.cluster.name == place.home.name {
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
        advice: advice::before_finish(model, place),
    })
}

/// Takes `begin` back.
pub fn abort(model: &Model, facts: &Facts<'_>, cluster: Option<&str>) -> Result<Outcome, String> {
    let (place, other) = under_way(model, facts, cluster, "abort")?;
    let used = with(runs(place.cluster), place.state.run());
    let mut changes = Vec::new();
    if place.cluster.name == place.home.name {
        changes.push(Change {
            cluster: place.cluster.name.value.to_string(),
            mode: Some(fenced(model, place.cluster, other, &used)),
        });
    } else if place
        .cluster
        .standby
        .as_ref()
        .is_some_and(|s| s.value == Standby::Warm)
    {
        changes.push(Change {
            cluster: place.cluster.name.value.to_string(),
            mode: Some(statement("standby", Vec::new(), &used)),
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
        advice: advice::after_abort(model, place),
    })
}
