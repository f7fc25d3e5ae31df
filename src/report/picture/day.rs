//! The day of a cluster's backups: how many slots are in use, and a row a set with its runs.

use super::slots::{AXIS, DAYS, Line, MINUTES, Phases, starts, used};
use super::{Bar, Picture, ROWS};
use crate::analyze::backup::schedule::Times;
use crate::analyze::quantities::Seconds;
use crate::analyze::quantities::plural;
use crate::analyze::rpo;
use crate::analyze::sets::BackupSet;
use crate::model::Scope;
use std::collections::BTreeMap;

const WEEKDAYS: [&str; 7] = [
    "Sunday",
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
];

/// Draws a day of a cluster, and tells how long all slots are in use; `None` where it makes no
/// backups.
pub(in crate::report) fn day(
    cluster: &str,
    sets: &[&BackupSet],
    scope: Scope,
) -> Option<(Picture, Seconds)> {
    if sets.is_empty() {
        return None;
    }
    let weekday = busiest(sets);
    let title = match weekday.and_then(|day| WEEKDAYS.get(day)) {
        Some(name) => format!("The backups of {cluster} on a {name}, in UTC"),
        None => format!("The backups of {cluster} on any day, in UTC"),
    };
    let mut picture = Picture::new("day", title, AXIS, true);
    let slots = sets.first().map_or(1, |set| set.capacity.slots).max(1);
    let lines: Vec<Line> = sets
        .iter()
        .map(|set| Line {
            minutes: runs(set, weekday.unwrap_or(0)),
            phases: phases(set, scope),
        })
        .collect();
    let starts = starts(&lines, slots);
    let used = used(&lines, &starts, slots);
    let note = format!("at most {} of {slots} at once", used.most);
    picture.row("slots in use".to_owned(), note, used.columns);
    if sets.len() <= ROWS {
        for ((set, line), starts) in sets.iter().zip(&lines).zip(&starts) {
            let bars = starts
                .iter()
                .flat_map(|start| bars(*start, line.phases))
                .collect();
            picture.row(set.name.clone(), note_of(set), bars);
        }
        return Some((picture, used.full));
    }
    // With so many sets a row a tier and method says more than a row a set.
    let mut groups: BTreeMap<String, (u64, Vec<(Seconds, Seconds)>)> = BTreeMap::new();
    for ((set, line), starts) in sets.iter().zip(&lines).zip(&starts) {
        let name = format!("{}-{}", set.tier.name.value, set.method.word());
        let (count, spans) = groups.entry(name).or_default();
        *count += 1;
        let whole = line.phases.slot.plus(line.phases.copy);
        spans.extend(starts.iter().map(|start| (*start, start.plus(whole))));
    }
    for (name, (count, spans)) in groups {
        let bars = joined(spans);
        picture.row(name, plural(count, "schedule"), bars);
    }
    Some((picture, used.full))
}

/// The day of the week with the most runs of schedules that do not run every day alike.
fn busiest(sets: &[&BackupSet]) -> Option<usize> {
    let mut runs = [0_usize; 7];
    for set in sets {
        if let Some(Times::Week(minutes)) = set.schedule.as_ref().map(|schedule| &schedule.times) {
            for minute in minutes {
                if let Some(count) = runs.get_mut(*minute as usize / MINUTES) {
                    *count += 1;
                }
            }
        }
    }
    let most = *runs.iter().max()?;
    runs.iter().position(|count| *count == most && most > 0)
}

/// The minutes of that day at which a set runs.
fn runs(set: &BackupSet, weekday: usize) -> Vec<u32> {
    match set.schedule.as_ref().map(|schedule| &schedule.times) {
        Some(Times::Day(minutes)) => minutes.clone(),
        Some(Times::Week(minutes)) => minutes
            .iter()
            .filter(|minute| **minute as usize / MINUTES == weekday)
            .map(|minute| minute % 1_440)
            .collect(),
        Some(Times::Any(_)) | None => Vec::new(),
    }
}

fn phases(set: &BackupSet, scope: Scope) -> Phases {
    let cost = set.worst_case.as_ref().map(|worst_case| &worst_case.cost);
    Phases {
        slot: cost.map_or(Seconds::ZERO, |cost| cost.slot()),
        copy: cost.map_or(Seconds::ZERO, |cost| cost.moved.time),
        replicate: rpo::replicate(set, scope).unwrap_or(Seconds::ZERO),
    }
}

fn note_of(set: &BackupSet) -> String {
    match &set.schedule {
        Some(schedule) => schedule.cron.clone(),
        None => "no schedule".to_owned(),
    }
}

/// What of a time from the first day on is on the day that is drawn.
fn bar(from: Seconds, to: Seconds, kind: &'static str) -> Option<Bar> {
    let [_, begin] = DAYS;
    AXIS.bar(from.less(begin), to.less(begin), kind)
}

/// The phases of a run.
fn bars(start: Seconds, phases: Phases) -> Vec<Bar> {
    let mut bars = Vec::new();
    let mut from = start;
    for (kind, length) in [
        ("slot", phases.slot),
        ("copy", phases.copy),
        ("replicate", phases.replicate),
    ] {
        let to = from.plus(length);
        bars.extend(bar(from, to, kind));
        from = to;
    }
    bars
}

/// Spans that touch, as one.
fn joined(mut spans: Vec<(Seconds, Seconds)>) -> Vec<Bar> {
    spans.sort_unstable();
    let mut whole: Vec<(Seconds, Seconds)> = Vec::new();
    for (from, to) in spans {
        match whole.last_mut() {
            Some(last) if from <= last.1 => last.1 = last.1.max(to),
            Some(_) | None => whole.push((from, to)),
        }
    }
    whole
        .into_iter()
        .filter_map(|(from, to)| bar(from, to, "slot"))
        .collect()
}
