//! The three moves, as changes of `mode` statements; a refusal says what to do instead.

use super::advice;
use crate::analyze::Facts;
use crate::analyze::effective::Effective;
use crate::analyze::recovery::{Place, State, hands_to, heir, tiers_in_order};
use crate::model::value::Name;
use crate::model::{Cluster, Mode, Model, Standby};
use crate::source::Spanned;

/// What `begin` is told.
#[derive(Debug, Clone, Copy, Default)]
pub struct Begin<'a> {
    /// The cluster that recovers, where there are several.
    pub cluster: Option<&'a str>,
    /// The run.
    pub run: Option<&'a str>,
    /// The tier that failed; empty for every tier.
    pub tiers: &'a [String],
    /// Backups instead of the newest.
    pub backups: &'a [String],
}

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
fn statement(mode: &str, mut parts: Vec<String>, runs: &[String]) -> String {
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
fn fenced(model: &Model, lost: &Cluster, heir: &Cluster, runs: &[String]) -> String {
    let several = model.recoveries(&lost.name.value).count() > 1;
    let parts = several.then(|| format!("for {}", heir.name.value));
    statement("fenced", parts.into_iter().collect(), runs)
}

fn with(mut runs: Vec<String>, run: Option<&str>) -> Vec<String> {
    if let Some(run) = run
        && !runs.iter().any(|known| known == run)
    {
        runs.push(run.to_owned());
    }
    runs
}

/// The first of r1, r2, … that was not used.
fn unused(used: &[String]) -> String {
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

fn names(places: &[&Place<'_>]) -> String {
    let names: Vec<&str> = places
        .iter()
        .map(|p| p.cluster.name.value.as_str())
        .collect();
    names.join(", ")
}

fn place<'a, 'f>(facts: &'f Facts<'a>, name: &str) -> Result<&'f Place<'a>, String> {
    let found = |place: &&Place<'_>| place.cluster.name.value.as_str() == name;
    facts.places.iter().find(found).ok_or_else(|| {
        let all: Vec<&Place<'_>> = facts.places.iter().collect();
        format!("the plan has no cluster `{name}`: it has {}", names(&all))
    })
}

/// Begins a recovery, or a further run of one.
pub fn begin(model: &Model, facts: &Facts<'_>, told: Begin<'_>) -> Result<Outcome, String> {
    let place = match told.cluster {
        Some(name) => place(facts, name)?,
        None => {
            let waiting: Vec<&Place<'_>> = facts
                .places
                .iter()
                .filter(|place| place.cluster.recovers.is_some())
                .collect();
            match waiting.as_slice() {
                [] => return Err("the plan has no cluster that `recovers` another".to_owned()),
                [only] => *only,
                several => {
                    let names = names(several);
                    return Err(format!(
                        "several clusters could recover: say which with --cluster ({names})"
                    ));
                }
            }
        }
    };
    let name = &place.cluster.name.value;
    if place.state == State::Active {
        let back = if place.cluster.recovers.is_some() {
            format!(
                "; to fail back to `{0}`, say `drplan failover begin --cluster {0}`",
                place.home.name.value
            )
        } else {
            String::new()
        };
        return Err(format!(
            "`{name}` is active: a recovery into it would restore over what runs{back}"
        ));
    }
    let Some(other) = hands_over(model, place) else {
        return Err(format!(
            "no cluster has taken over from `{name}`, so there is nothing to fail back from"
        ));
    };
    if let Some(taken) = taken(model, facts, place) {
        return Err(taken);
    }
    if State::of(other).recovering() {
        return Err(format!(
            "`{0}` is being recovered itself, from what took over from it: end that first, with `drplan failover finish --cluster {0}` or `abort`",
            other.name.value
        ));
    }
    let again = begun(model, place);
    // A cold cluster may have been bootstrapped before anything was begun: then its run was used.
    let further = again
        || place.state.recovering() && told.run.is_some_and(|run| place.state.run() != Some(run));
    let mut used = runs(place.cluster);
    if further {
        used = with(used, place.state.run());
    }
    let run = match (told.run, place.state) {
        (Some(run), _) => run.to_owned(),
        (None, State::Recover(_)) if again => {
            let next = unused(&used);
            return Err(format!(
                "run {} of `{name}` is under way: a further run needs a name, as in --run {next}, and with --tier the tier that failed",
                place.state.run().unwrap_or_default()
            ));
        }
        (None, State::Recover(_)) => place.state.run().unwrap_or_default().to_owned(),
        (None, State::Standby | State::Active | State::Fenced) => unused(&used),
    };
    if used.contains(&run) {
        let next = unused(&used);
        return Err(format!(
            "run {run} was used on `{name}` before, and Velero runs a Restore once: take {next}"
        ));
    }
    if let Err(error) = Name::new(&run) {
        return Err(format!("`{run}` cannot name a run: {error}"));
    }
    let mut parts = Vec::new();
    let tiers = later(model, told.tiers)?;
    if !tiers.is_empty() && !further {
        // Earlier tiers are taken as restored: their applications would run on empty volumes.
        return Err(format!(
            "--tier names a tier whose restore has failed, and on `{name}` nothing was restored before this run: leave it out, or name a further run with --run"
        ));
    }
    let concerned = |member: &Effective<'_>| {
        member.cluster.name == place.home.name
            && tiers.iter().any(|tier| *member.tier.name.value == **tier)
    };
    if !tiers.is_empty() && !facts.effective.iter().any(concerned) {
        return Err(format!(
            "no namespace that `{name}` recovers is of tier {}, so nothing of it can have failed",
            tiers.join(" or ")
        ));
    }
    if !tiers.is_empty() {
        parts.push(format!("tier {}", tiers.join(", ")));
    }
    for backup in told.backups {
        known_backup(facts, place, backup)?;
    }
    if !told.backups.is_empty() {
        parts.push(format!("backup {}", told.backups.join(", ")));
    }
    let mut changes = vec![Change {
        cluster: name.to_string(),
        mode: Some(statement(&format!("recover {run}"), parts, &used)),
    }];
    if State::of(other) != State::Fenced {
        changes.push(Change {
            cluster: other.name.value.to_string(),
            mode: Some(fenced(model, other, place.cluster, &runs(other))),
        });
    }
    let mut advice = Vec::new();
    if further {
        advice.extend(advice::before_a_further_run(model, place, &tiers));
        advice.extend(advice::taken_as_restored(model, &tiers));
    }
    if !again {
        advice.extend(advice::after_begin(model, facts, place, other, &run));
    }
    Ok(Outcome { changes, advice })
}

/// Why a cluster cannot recover while another does the same, or has done it.
fn taken(model: &Model, facts: &Facts<'_>, place: &Place<'_>) -> Option<String> {
    let home = &place.home.name;
    if place.cluster.name == *home {
        return None;
    }
    let others = model.recoveries(&home.value);
    let mut others = others.filter(|other| other.name != place.cluster.name);
    others.find_map(|other| {
        let name = &other.name.value;
        let known = facts.places.iter().find(|known| known.cluster.name == other.name)?;
        if known.state == State::Active {
            return Some(format!(
                "`{name}` serves for `{home}`: what it has written since is in no backup of `{home}`; say `drplan failover begin --cluster {home}` to fail back first",
                home = home.value
            ));
        }
        let under_way = begun(model, known) && heir(place.home).is_some();
        under_way.then(|| {
            format!("`{name}` recovers `{}` already: say `drplan failover abort --cluster {name}` first", home.value)
        })
    })
}

/// The tier that failed and every later one: the chain has held those back, and nothing of them is
/// restored.
fn later(model: &Model, said: &[String]) -> Result<Vec<String>, String> {
    let order: Vec<&str> = tiers_in_order(model)
        .iter()
        .map(|tier| tier.name.value.as_str())
        .collect();
    for tier in said {
        if !order.contains(&tier.as_str()) {
            return Err(format!(
                "the plan has no tier `{tier}`: it has {}",
                order.join(", ")
            ));
        }
    }
    let first = order.iter().position(|tier| said.iter().any(|s| s == tier));
    Ok(first
        .map(|first| {
            order
                .iter()
                .skip(first)
                .map(|tier| (*tier).to_owned())
                .collect()
        })
        .unwrap_or_default())
}

fn known_backup(facts: &Facts<'_>, place: &Place<'_>, backup: &str) -> Result<(), String> {
    let from = place.from.unwrap_or(place.home);
    let schedules: Vec<&str> = facts
        .sets_of(from)
        .map(|set| set.schedule_name.as_str())
        .collect();
    let known = backup.rsplit_once('-').is_some_and(|(of, moment)| {
        schedules.contains(&of) && moment.len() == 14 && moment.bytes().all(|b| b.is_ascii_digit())
    });
    if known {
        return Ok(());
    }
    Err(format!(
        "`{backup}` is no backup of this plan: its name is that of a Schedule ({}), a hyphen and a moment of 14 digits",
        schedules.join(", ")
    ))
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
