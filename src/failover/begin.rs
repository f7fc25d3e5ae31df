//! `begin`: the first run of a recovery, a further one, or the way back.

use super::advice;
use super::moves::{
    Change, Outcome, begun, fenced, hands_over, names, place, runs, statement, unused, with,
};
use crate::analyze::Facts;
use crate::analyze::recovery::{Place, State, heir, tiers_in_order};
use crate::model::Model;
use crate::model::value::Name;

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
    let mut members = facts.members_of(place.home);
    let concerned =
        members.any(|member| tiers.iter().any(|tier| *member.tier.name.value == **tier));
    if !tiers.is_empty() {
        if !concerned {
            return Err(format!(
                "no namespace that `{name}` recovers is of tier {}, so nothing of it can have failed",
                tiers.join(" or ")
            ));
        }
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
