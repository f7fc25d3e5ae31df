//! `report.html`: one page for people, which needs neither network nor scripts.

use super::about::{About, Written, about};
use super::judged::{self, Judged, judge};
use super::picture::{self, Picture};
use super::promises::{Promise, promise};
use super::render_html;
use crate::analyze::Analysis;
use crate::analyze::backup::cost::SIZE;
use crate::analyze::backup::queue::Delay;
use crate::analyze::guarantees::{Consistency, Guarantee};
use crate::analyze::quantities::{Seconds, plural};
use crate::analyze::rpo;
use crate::analyze::rto::{self, Recovery, unprotected};
use crate::analyze::sets::BackupSet;
use crate::model::{Allow, Cluster};
use serde::Serialize;
use std::collections::BTreeMap;

#[derive(Serialize)]
struct Page {
    plan: String,
    about: Vec<About>,
    judged: Judged,
    /// Whether there are several primaries.
    several: bool,
    promises: Vec<Line>,
    days: Vec<Shown>,
    recoveries: Vec<Shown>,
    sums: Vec<SumView>,
    assumptions: Vec<String>,
    accepted: Vec<Accepted>,
}

/// A finding that the plan accepts.
#[derive(Serialize)]
struct Accepted {
    finding: String,
    why: String,
    until: String,
}

/// A row of the table of promises.
#[derive(Serialize)]
struct Line {
    #[serde(flatten)]
    promise: Promise,
    copies: Vec<String>,
    consistency: &'static str,
    broken: bool,
}

/// A picture with what is said below it.
#[derive(Serialize)]
struct Shown {
    title: String,
    svg: String,
    notes: Vec<String>,
}

/// A worst case in full.
#[derive(Serialize)]
struct SumView {
    set: String,
    scope: &'static str,
    line: String,
}

/// Writes the page of a plan. A fault of drplan's own templates is said on the page.
pub fn page(analysis: &Analysis, written: &Written) -> String {
    write(analysis, written).unwrap_or_else(|fault| {
        format!("<!doctype html>\n<title>fault</title>\n<p>A fault of drplan, please report it: {fault}</p>\n")
    })
}

fn write(analysis: &Analysis, written: &Written) -> Result<String, minijinja::Error> {
    let model = analysis.model();
    let days = model
        .clusters
        .values()
        .map(|cluster| day(analysis, cluster))
        .collect::<Result<Vec<_>, _>>()?;
    let page = Page {
        plan: model.plan.name.value.to_string(),
        about: about(analysis, written),
        judged: judge(analysis),
        several: model
            .clusters
            .values()
            .filter(|cluster| cluster.recovers.is_none())
            .count()
            > 1,
        promises: analysis.guarantees().iter().map(line).collect(),
        days: days.into_iter().flatten().collect(),
        recoveries: analysis
            .recoveries()
            .iter()
            .map(|one| recovery(analysis, one))
            .collect::<Result<_, _>>()?,
        sums: sums(analysis),
        assumptions: assumptions(analysis),
        accepted: model.allows.iter().map(accepted).collect(),
    };
    render_html(include_str!("templates/report.html.j2"), &page)
}

fn line(one: &Guarantee) -> Line {
    Line {
        promise: promise(one, false),
        copies: one.copies(),
        consistency: consistency(one.consistency()),
        broken: judged::is_broken(one),
    }
}

fn accepted(one: &Allow) -> Accepted {
    Accepted {
        finding: one.finding.value.to_string(),
        why: one.why.value.to_string(),
        until: one.until.value.to_string(),
    }
}

/// What a copy is consistent with, in words; nothing where there is no copy.
fn consistency(one: Consistency) -> &'static str {
    match one {
        Consistency::Application => "application-consistent",
        Consistency::Crash => "crash-consistent",
        Consistency::File => "each file as it was read",
        Consistency::Unknown => "not known",
        Consistency::NoCopy => "",
    }
}

fn draw(picture: &Picture) -> Result<String, minijinja::Error> {
    render_html(include_str!("templates/picture.svg.j2"), picture)
}

fn day(analysis: &Analysis, cluster: &Cluster) -> Result<Option<Shown>, minijinja::Error> {
    let serving = analysis.sets().iter().map(|set| &**set);
    let sets: Vec<&BackupSet> = serving.filter(|set| set.cluster.id == cluster.id).collect();
    let Some((picture, full)) = picture::day(
        &cluster.name.value,
        &sets,
        rpo::scope(analysis.model(), cluster),
    ) else {
        return Ok(None);
    };
    let mut notes = vec![match full {
        Seconds::ZERO => "There is always a free slot on this day.".to_owned(),
        full => format!("All slots are in use for {full} of this day."),
    }];
    if let Some(load) = analysis.load_of(cluster) {
        notes.push(format!(
            "On average, {} of the time of the slots is used, and {} of that of the data movers.",
            percent(load.slots),
            percent(load.lanes)
        ));
    }
    notes.extend(wait("a slot", &sets, |most| most.queue));
    notes.extend(wait("a node", &sets, |most| most.node));
    notes.extend(wait("a data mover", &sets, |most| most.lanes));
    Ok(Some(Shown {
        svg: draw(&picture)?,
        title: picture.title,
        notes,
    }))
}

/// The set that waits longest for something, if any does.
fn wait(what: &str, sets: &[&BackupSet], of: fn(&Delay) -> Seconds) -> Option<String> {
    let delays = sets
        .iter()
        .filter_map(|set| Some((of(&set.worst_case.as_ref()?.waits.most), &set.name)));
    let (longest, name) = delays.max_by(|a, b| a.0.cmp(&b.0).then(b.1.cmp(a.1)))?;
    (longest > Seconds::ZERO)
        .then(|| format!("The longest wait for {what}, at worst, is that of {name}: {longest}."))
}

/// Thousandths of a percent, rounded up to tenths.
fn percent(thousandths: u64) -> String {
    let tenths = thousandths.div_ceil(100);
    format!("{}.{} %", tenths / 10, tenths % 10)
}

fn recovery(analysis: &Analysis, one: &Recovery) -> Result<Shown, minijinja::Error> {
    let mut promises: BTreeMap<&str, Seconds> = BTreeMap::new();
    let members = analysis.members_of(&one.primary);
    for (member, rto) in members.filter_map(|member| Some((member, member.rto?))) {
        let rto = Seconds::from(rto.value);
        let known = promises.entry(member.tier_name()).or_insert(rto);
        *known = (*known).min(rto);
    }
    let promises: Vec<(&str, Seconds)> = promises.into_iter().collect();
    let picture = picture::recovery(one, &promises);
    let promised: Vec<String> = promises
        .iter()
        .map(|(tier, rto)| format!("{tier} within {rto}"))
        .collect();
    let mut notes = vec![format!(
        "The last stage is done after {}; no order of the stages takes less than {} or, with no worker idle, more than {}.",
        one.finish, one.at_least, one.at_most
    )];
    if !promised.is_empty() {
        notes.push(format!("Promised: {}.", promised.join(", ")));
    }
    if let Some(time) = unprotected::until_first_copies(analysis, one) {
        notes.push(format!(
            "After it takes over, {} has no copy of its own for up to {time}: until the first backup of every set is complete there.",
            one.cluster.name.value
        ));
    }
    notes.extend(not_switched(analysis, one));
    notes.push(judged::NEVER_REHEARSED.to_owned());
    Ok(Shown {
        svg: draw(&picture)?,
        title: picture.title,
        notes,
    })
}

/// The namespaces of which nothing says how long the switch of their traffic takes.
fn not_switched(analysis: &Analysis, one: &Recovery) -> Option<String> {
    let members = analysis.members_of(&one.primary);
    let silent = members.filter(|member| member.switch().is_none());
    let names: Vec<String> = silent
        .filter(|member| one.restored(member.id).is_some())
        .map(|member| member.name.value.as_str().to_owned())
        .collect();
    (!names.is_empty()).then(|| {
        format!(
            "Until traffic reaches {}: switch {}, not declared.",
            judged::listed(&names),
            Seconds::ZERO
        )
    })
}

fn sums(analysis: &Analysis) -> Vec<SumView> {
    analysis
        .sets()
        .iter()
        .filter_map(|set| {
            let scope = rpo::scope(analysis.model(), &set.cluster);
            Some(SumView {
                set: set.schedule_name.clone(),
                scope: scope.word(),
                line: rpo::breakdown::of_set(set, scope)?.line(),
            })
        })
        .collect()
}

/// What the numbers rest on that is not declared.
fn assumptions(analysis: &Analysis) -> Vec<String> {
    let mut terms: BTreeMap<&str, u64> = BTreeMap::new();
    for term in analysis.guarantees().iter().filter_map(|one| one.assumed) {
        *terms.entry(term.name()).or_default() += 1;
    }
    let mut notes: Vec<String> = terms
        .into_iter()
        .map(|(term, count)| {
            let lines = plural(count, "line");
            format!("The longest assumed term is `{term}` in {lines}.")
        })
        .collect();
    if rto::hangs_on_sizes(analysis) {
        notes.push(format!(
            "A volume without a `size` is assumed to have {SIZE}."
        ));
    }
    let silent = analysis
        .members()
        .iter()
        .filter(|member| member.block.workloads.is_empty() && !member.is_from_git_alone())
        .count();
    if silent > 0 {
        let count = plural(silent as u64, "namespace");
        notes.push(format!(
            "No workload is declared in {count}: their volumes are copied, and no worst case counts them."
        ));
    }
    notes
}
