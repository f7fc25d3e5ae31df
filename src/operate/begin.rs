//! `begin`: the first run of a recovery, a further run, or a failback.

use super::moves::{Change, Outcome, add_run, begun, fenced, hands_over, runs, statement, unused};
use super::sides::{Chosen, names, of, several, sides_of};
use super::{advice, failback, left_over};
use crate::analyze::Analysis;
use crate::analyze::recovery::{Phase, RecoverySide, is_there, successor, tiers_in_order};
use crate::model::value::Name;
use crate::model::{Model, TierId};

/// The input of `begin`.
#[derive(Debug, Clone, Copy, Default)]
pub struct Begin<'a> {
    /// The cluster that recovers, and of several that it recovers the lost one.
    pub chosen: Chosen<'a>,
    /// The run.
    pub run: Option<&'a str>,
    /// The tier that failed; empty for every tier.
    pub tiers: &'a [String],
    /// Backups instead of the newest.
    pub backups: &'a [String],
}

/// Begins a recovery, or a further run of one.
pub fn begin(analysis: &Analysis, input: Begin<'_>) -> Result<Outcome, String> {
    let model = analysis.model();
    let side = side_of(analysis, input.chosen)?;
    let name = &side.cluster.name.value;
    if side.phase == Phase::Active {
        let back = if side.cluster.recovers.is_some() {
            format!(
                "; to fail back to `{0}`, run `drplan failover begin --cluster {0}`",
                side.primary.name.value
            )
        } else {
            String::new()
        };
        return Err(format!(
            "`{name}` is active: a recovery would restore over running workloads{back}"
        ));
    }
    let Some(other) = hands_over(model, side) else {
        return Err(format!(
            "no cluster has taken over from `{name}`, so there is nothing to fail back from"
        ));
    };
    if let Some(taken) = taken(analysis, side) {
        return Err(taken);
    }
    if Phase::of_cluster(other) == Phase::Recover {
        return Err(format!(
            "`{}` is itself in recovery, from the cluster that took over from it: first end that recovery with `drplan failover finish {}` or `abort`",
            other.name.value,
            other.options()
        ));
    }
    let again = begun(model, side);
    // A cold cluster may have been bootstrapped before `begin`: then its run was used. It was where the cluster is
    // there for another one.
    let there = !again && side.recovering() && is_there(analysis.sides(), side);
    let other_run = input.run.is_some_and(|run| side.run_name() != run);
    let further = again || there || side.recovering() && other_run;
    let mut used = runs(&side.cluster);
    if further {
        used = add_run(used, side.run_name());
    }
    let run = match (input.run, side.phase) {
        (Some(run), _) => run.to_owned(),
        (None, Phase::Recover) if again => {
            let next = unused(&used);
            return Err(format!(
                "run {} of `{name}` is in progress: name a further run with --run {next}, and the tier that failed with --tier",
                side.run_name()
            ));
        }
        (None, Phase::Recover) if !there => side.run_name().to_owned(),
        (None, Phase::Recover | Phase::Standby | Phase::Active | Phase::Fenced) => unused(&used),
    };
    if used.contains(&run) {
        let next = unused(&used);
        return Err(format!(
            "run {run} was already used on `{name}`, and Velero runs a Restore of a name only once: use {next}"
        ));
    }
    if let Err(error) = Name::new(&run) {
        return Err(format!("`{run}` is not a valid name of a run: {error}"));
    }
    let mut parts = Vec::new();
    let tiers = later(model, input.tiers)?;
    if !tiers.is_empty() && !further {
        // Earlier tiers are taken as restored: their applications would run on empty volumes.
        return Err(format!(
            "--tier names a tier whose restore failed, but nothing was restored on `{name}` before this run: remove --tier, or name a further run with --run"
        ));
    }
    let mut members = analysis.members_of(&side.primary);
    let concerned = members.any(|member| {
        member
            .tier
            .as_ref()
            .is_some_and(|tier| tiers.contains(&tier.id))
    });
    if !tiers.is_empty() {
        let names: Vec<&str> = tiers
            .iter()
            .filter_map(|tier| model.tiers.get(*tier))
            .map(|tier| tier.name.value.as_str())
            .collect();
        if !concerned {
            return Err(format!(
                "`{name}` recovers no namespace of tier {}, so its restore cannot have failed",
                names.join(" or ")
            ));
        }
        parts.push(format!("tier {}", names.join(", ")));
    }
    for backup in input.backups {
        known_backup(analysis, side, backup)?;
    }
    if !input.backups.is_empty() {
        parts.push(format!("backup {}", input.backups.join(", ")));
    }
    let recover = statement(&side.cluster, &format!("recover {run}"), parts, &used);
    let mut changes = vec![Change::new(&side.cluster, Some(recover))];
    if Phase::of_cluster(other) != Phase::Fenced {
        let fence = fenced(model, other, &side.cluster, &runs(other));
        changes.push(Change::new(other, Some(fence)));
    }
    let mut advice = Vec::new();
    if further {
        advice.extend(advice::before_a_further_run(model, side, &tiers));
        advice.extend(left_over::under_way(analysis, side, &tiers));
        advice.extend(advice::taken_as_restored(model, &tiers));
    }
    if !again && side.at_home() {
        advice.extend(failback::before(analysis, side, other));
    }
    advice.extend(match again {
        false => advice::after_begin(analysis, side, other, &run),
        true => advice::until_finished(analysis, side, &run, false),
    });
    Ok(Outcome { changes, advice })
}

/// The side that is meant: the one of a recovery cluster where none is named.
fn side_of<'a>(analysis: &'a Analysis, chosen: Chosen<'_>) -> Result<&'a RecoverySide, String> {
    let mut found = sides_of(analysis, chosen)?;
    if chosen.cluster.is_none() {
        found.retain(|side| side.cluster.recovers.is_some());
    }
    match found.as_slice() {
        [] => Err("the plan has no cluster that `recovers` another one".to_owned()),
        [only] => Ok(*only),
        found if several(found) => Err(format!(
            "`{}` recovers several clusters: name the lost one with --from ({})",
            found
                .first()
                .map_or("", |side| side.cluster.stated_name().as_str()),
            of(found)
        )),
        found => Err(format!(
            "several clusters can recover: name one of them with --cluster ({})",
            names(found)
        )),
    }
}

/// Why a cluster cannot recover while another does the same, or has done it.
fn taken(analysis: &Analysis, side: &RecoverySide) -> Option<String> {
    if side.at_home() {
        return None;
    }
    let primary = &side.primary.name.value;
    let others = analysis.model().recoveries(side.primary.id);
    let mut others = others.filter(|other| other.id != side.cluster.id);
    others.find_map(|other| {
        let name = &other.name.value;
        let known = analysis.side_of(other)?;
        if known.phase == Phase::Active {
            return Some(format!(
                "`{name}` serves for `{primary}`, and its new data is in no backup of `{primary}`: first fail back with `drplan failover begin --cluster {primary}`"
            ));
        }
        let under_way = begun(analysis.model(), known) && successor(&side.primary).is_some();
        under_way.then(|| {
            format!("`{name}` already recovers `{primary}`: first run `drplan failover abort {}`", other.options())
        })
    })
}

/// The tier that failed and every later one: the chain has held those back, and nothing of them is
/// restored.
fn later(model: &Model, stated: &[String]) -> Result<Vec<TierId>, String> {
    let order = tiers_in_order(model);
    for name in stated {
        if !order.iter().any(|tier| tier.name.value.as_str() == name) {
            let names: Vec<&str> = order.iter().map(|tier| tier.name.value.as_str()).collect();
            return Err(format!(
                "unknown tier `{name}`: the plan has {}",
                names.join(", ")
            ));
        }
    }
    let failed = order
        .iter()
        .skip_while(|tier| !stated.iter().any(|name| name == tier.name.value.as_str()));
    Ok(failed.map(|tier| tier.id).collect())
}

fn known_backup(analysis: &Analysis, side: &RecoverySide, backup: &str) -> Result<(), String> {
    let from = side.from.as_ref().unwrap_or(&side.primary);
    let schedules: Vec<&str> = analysis
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
        "`{backup}` is not the name of a backup of this plan: a name is that of a Schedule ({}), a hyphen and a time of 14 digits",
        schedules.join(", ")
    ))
}
