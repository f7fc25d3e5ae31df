//! `report.html`: one page for people, which needs neither network nor scripts.

use super::picture::{self, Picture};
use super::promises::{Promise, promise};
use super::render_html;
use crate::analyze::Analysis;
use crate::analyze::backup::cost::SIZE;
use crate::analyze::backup::queue::Delay;
use crate::analyze::guarantees::{Guarantee, TimeStatus};
use crate::analyze::quantities::{Seconds, plural};
use crate::analyze::rpo;
use crate::analyze::rto::{self, Recovery};
use crate::analyze::sets::BackupSet;
use crate::model::Cluster;
use serde::Serialize;
use std::collections::BTreeMap;

#[derive(Serialize)]
struct Page {
    plan: String,
    owner: String,
    verdict: String,
    kept: bool,
    /// Whether there are several primaries.
    several: bool,
    promises: Vec<Line>,
    days: Vec<Shown>,
    recoveries: Vec<Shown>,
    sums: Vec<SumView>,
    assumptions: Vec<String>,
}

/// A row of the table of promises.
#[derive(Serialize)]
struct Line {
    #[serde(flatten)]
    promise: Promise,
    copies: Vec<String>,
    kept: bool,
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
pub fn page(analysis: &Analysis) -> String {
    write(analysis).unwrap_or_else(|fault| {
        format!("<!doctype html>\n<title>fault</title>\n<p>A fault of drplan, please report it: {fault}</p>\n")
    })
}

fn write(analysis: &Analysis) -> Result<String, minijinja::Error> {
    let model = analysis.model();
    let guarantees = analysis.guarantees();
    let lines: Vec<Line> = guarantees.iter().map(line).collect();
    let broken = lines.iter().filter(|line| !line.kept).count();
    let count = plural(lines.len() as u64, "line");
    let open = guarantees
        .iter()
        .filter(|one| one.time_status() == TimeStatus::NotComputed)
        .count();
    let mut verdict = match (broken, open) {
        (0, 0) => format!("All promises hold, in {count} of the plan."),
        (0, open) => format!(
            "All promises that can be computed hold, in {count} of the plan; the promised time of {} is not computed.",
            plural(open as u64, "line")
        ),
        (n, _) => format!("{n} of {count} do not hold."),
    };
    let lost = guarantees
        .iter()
        .filter(|one| !one.outlives_region())
        .count();
    if lost > 0 {
        let lines = plural(lost as u64, "line");
        verdict.push_str(&format!(
            " Nothing in {lines} outlives the loss of its region."
        ));
    }
    let days = model
        .clusters
        .values()
        .map(|cluster| day(analysis, cluster))
        .collect::<Result<Vec<_>, _>>()?;
    let page = Page {
        plan: model.plan.name.value.to_string(),
        owner: model
            .plan
            .owner
            .as_ref()
            .map_or_else(String::new, |owner| owner.value.to_string()),
        verdict,
        kept: broken == 0 && lost == 0,
        several: model
            .clusters
            .values()
            .filter(|cluster| cluster.recovers.is_none())
            .count()
            > 1,
        promises: lines,
        days: days.into_iter().flatten().collect(),
        recoveries: analysis
            .recoveries()
            .iter()
            .map(|one| recovery(analysis, one))
            .collect::<Result<_, _>>()?,
        sums: sums(analysis),
        assumptions: assumptions(analysis),
    };
    render_html(include_str!("templates/report.html.j2"), &page)
}

fn line(one: &Guarantee) -> Line {
    Line {
        promise: promise(one, false),
        copies: one.copies(),
        kept: one.status().is_kept()
            && !matches!(
                one.time_status(),
                TimeStatus::NotMet | TimeStatus::SizeUnknown
            ),
    }
}

fn draw(picture: &Picture) -> Result<String, minijinja::Error> {
    render_html(include_str!("templates/picture.svg.j2"), picture)
}

fn day(analysis: &Analysis, cluster: &Cluster) -> Result<Option<Shown>, minijinja::Error> {
    let sets: Vec<&BackupSet> = analysis.sets_of(cluster).map(|set| &**set).collect();
    let Some(picture) = picture::day(
        &cluster.name.value,
        &sets,
        rpo::scope(analysis.model(), cluster),
    ) else {
        return Ok(None);
    };
    let load = analysis.load_of(cluster);
    let mut notes: Vec<String> = load
        .map(|load| {
            format!(
                "Slots are used to {}, data movers to {}.",
                percent(load.slots),
                percent(load.lanes)
            )
        })
        .into_iter()
        .collect();
    notes.extend(wait("a slot", &sets, |delay| delay.queue));
    notes.extend(wait("a data mover", &sets, |delay| delay.lanes));
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
        .filter_map(|set| Some((of(&set.worst_case.as_ref()?.delay), &set.name)));
    let (longest, name) = delays.max_by(|a, b| a.0.cmp(&b.0).then(b.1.cmp(a.1)))?;
    (longest > Seconds::ZERO)
        .then(|| format!("The longest wait for {what} is that of {name}: {longest}."))
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
        let known = promises
            .entry(member.tier.name.value.as_str())
            .or_insert(rto);
        *known = (*known).min(rto);
    }
    let promises: Vec<(&str, Seconds)> = promises.into_iter().collect();
    let picture = picture::recovery(one, &promises);
    let promised: Vec<String> = promises
        .iter()
        .map(|(tier, rto)| format!("{tier} within {rto}"))
        .collect();
    let mut notes = vec![format!(
        "Everything is restored after {}; no order of the stages takes less than {} or, with no worker idle, more than {}.",
        one.finish, one.at_least, one.at_most
    )];
    if !promised.is_empty() {
        notes.push(format!("Promised: {}.", promised.join(", ")));
    }
    Ok(Shown {
        svg: draw(&picture)?,
        title: picture.title,
        notes,
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
        .filter(|member| member.block.workloads.is_empty())
        .count();
    if silent > 0 {
        let count = plural(silent as u64, "namespace");
        notes.push(format!(
            "No workload is declared in {count}: their volumes are copied, and no worst case counts them."
        ));
    }
    notes
}
