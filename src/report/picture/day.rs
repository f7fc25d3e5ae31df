//! The day of a cluster's backups: a row a set with its runs, and how many slots are in use.

use super::{Axis, Bar, Picture, ROWS};
use crate::analyze::backup::schedule::Times;
use crate::analyze::quantities::Seconds;
use crate::analyze::quantities::plural;
use crate::analyze::rpo;
use crate::analyze::sets::BackupSet;
use crate::model::Scope;
use std::collections::BTreeMap;

const MINUTES: usize = 1_440;
const AXIS: Axis = Axis(Seconds::minutes(1_440));
/// What a column of the slots in use stands for, in minutes.
const COLUMN: usize = 10;
const WEEKDAYS: [&str; 7] = [
    "Sunday",
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
];

/// The phases of a run, one after the other.
#[derive(Debug, Clone, Copy)]
struct Phases {
    slot: Seconds,
    copy: Seconds,
    replicate: Seconds,
}

/// Draws a day of a cluster; `None` where it makes no backups.
pub(in crate::report) fn day(cluster: &str, sets: &[&BackupSet], scope: Scope) -> Option<Picture> {
    if sets.is_empty() {
        return None;
    }
    let weekday = busiest(sets);
    let title = match weekday.and_then(|day| WEEKDAYS.get(day)) {
        Some(name) => format!("The backups of {cluster} on a {name}, in UTC"),
        None => format!("The backups of {cluster} on any day, in UTC"),
    };
    let mut picture = Picture::new("day", title, AXIS, true);
    let runs: Vec<(Vec<u32>, Phases)> = sets
        .iter()
        .map(|set| (runs(set, weekday.unwrap_or(0)), phases(set, scope)))
        .collect();
    let slots = sets.first().map_or(1, |set| set.capacity.slots);
    let (most, columns) = load(&runs, slots);
    let note = format!("{most} at most, of {slots}");
    picture.row("slots in use".to_owned(), note, columns);
    if sets.len() <= ROWS {
        for (set, (minutes, phases)) in sets.iter().zip(&runs) {
            let bars = minutes
                .iter()
                .flat_map(|minute| bars(*minute, *phases))
                .collect();
            picture.row(set.name.clone(), note_of(set), bars);
        }
        return Some(picture);
    }
    // With so many sets a row a tier and method says more than a row a set.
    let mut groups: BTreeMap<String, (u64, Vec<(Seconds, Seconds)>)> = BTreeMap::new();
    for (set, (minutes, phases)) in sets.iter().zip(&runs) {
        let name = format!("{}-{}", set.tier.name.value, set.method.word());
        let (count, spans) = groups.entry(name).or_default();
        *count += 1;
        let whole = phases.slot.plus(phases.copy);
        spans.extend(minutes.iter().map(|minute| {
            let begin = Seconds::minutes(u64::from(*minute));
            (begin, begin.plus(whole))
        }));
    }
    for (name, (count, spans)) in groups {
        let bars = joined(spans);
        picture.row(name, plural(count, "schedule"), bars);
    }
    Some(picture)
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

/// The phases of a run; what lies past midnight is drawn in the morning, since every day is alike.
fn bars(minute: u32, phases: Phases) -> Vec<Bar> {
    let mut bars = Vec::new();
    let mut from = Seconds::minutes(u64::from(minute));
    for (kind, length) in [
        ("slot", phases.slot),
        ("copy", phases.copy),
        ("replicate", phases.replicate),
    ] {
        let to = from.plus(length);
        bars.extend(AXIS.bar(from, to, kind));
        if to > AXIS.0 {
            bars.extend(AXIS.bar(from.less(AXIS.0), to.less(AXIS.0).min(AXIS.0), kind));
        }
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
        .filter_map(|(from, to)| AXIS.bar(from, to, "slot"))
        .collect()
}

/// The most slots in use at one time, and the times with any in use.
fn load(runs: &[(Vec<u32>, Phases)], slots: u64) -> (u64, Vec<Bar>) {
    let mut busy = vec![0_u64; MINUTES];
    for (minutes, phases) in runs {
        let length = phases.slot.over(60).get().min(1_440);
        for minute in minutes {
            for n in 0..length {
                let at = usize::try_from(u64::from(*minute) + n).unwrap_or(0) % MINUTES;
                if let Some(count) = busy.get_mut(at) {
                    *count += 1;
                }
            }
        }
    }
    let most = busy.iter().max().copied().unwrap_or(0);
    let columns = busy
        .chunks(COLUMN)
        .zip(0_u64..)
        .filter_map(|(minutes, at)| {
            let count = minutes.iter().max().copied().unwrap_or(0);
            let kind = match count {
                0 => return None,
                count if count >= slots => "full",
                _ => "part",
            };
            let column = Seconds::minutes(COLUMN as u64);
            AXIS.bar(column.times(at), column.times(at + 1), kind)
        })
        .collect();
    (most, columns)
}
