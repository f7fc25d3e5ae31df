//! The sums behind a promise, one term a line, each with its numbers and where they are from.

use super::promises::shown;
use crate::analyze::Analysis;
use crate::analyze::breakdown::Breakdown;
use crate::analyze::effective::Member;
use crate::analyze::guarantees::{DataLoss, Guarantee, TimeStatus};
use crate::analyze::origin::Origin;
use crate::analyze::rpo;
use crate::analyze::rto::unprotected;
use crate::model::{Method, Selector};
use crate::source::SourceMap;

/// What is lost at worst of a namespace, or of one workload of it.
pub(super) fn worst(
    sources: &SourceMap,
    analysis: &Analysis,
    member: &Member,
    selector: &Selector,
) -> Vec<String> {
    let mut lines = Vec::new();
    let guarantees = analysis.guarantees().iter();
    for one in guarantees.filter(|one| one.member.id == member.id) {
        let wanted = selector.workload.as_ref().is_none_or(|wanted| {
            one.workload()
                .is_some_and(|workload| workload.name.value == *wanted)
        });
        if wanted {
            of_workload(sources, analysis, one, &mut lines);
        }
    }
    lines
}

fn of_workload(sources: &SourceMap, analysis: &Analysis, one: &Guarantee, lines: &mut Vec<String>) {
    bare(sources, analysis, one, lines);
    let words: Vec<String> = one
        .losses()
        .into_iter()
        .map(|(what, loss)| format!("{what} {}", in_words(one, what, loss)))
        .collect();
    lines.push(format!(
        "{} by what is lost: {}",
        one.label(),
        words.join(", ")
    ));
}

fn in_words(one: &Guarantee, what: &str, loss: DataLoss) -> String {
    if loss == DataLoss::Unknown && one.method == Method::Elsewhere {
        return "unknown".to_owned();
    }
    if loss == DataLoss::Unknown && what == "corruption" {
        return "unknown without `detect`".to_owned();
    }
    shown(loss).0
}

/// The loss that the bare promise is for, with its sum.
fn bare(sources: &SourceMap, analysis: &Analysis, one: &Guarantee, lines: &mut Vec<String>) {
    let what = format!("{}, loss of the {}", one.label(), one.scope.word());
    let verdict = one.verdict();
    match one.loss {
        DataLoss::Staleness(_) => {}
        DataLoss::Lag(lag) => {
            lines.push(format!(
                "{what}: {lag}, as far as the copy is behind; {verdict}"
            ));
            return;
        }
        DataLoss::Declared(worst) => {
            if let Some(from) = one.refilled().and_then(|volume| volume.from.as_ref()) {
                let from = &from.value;
                lines.push(format!(
                    "{what}: {worst}, as the plan declares of the data at {from}; {verdict}"
                ));
                return;
            }
            let tool = one.elsewhere().map_or("", |one| one.tool.value.as_str());
            let names = analysis.observed().copiers_of(&one.member.block, tool);
            let shown = match names.is_empty() {
                true => String::new(),
                false => format!(", and the repository shows {}", names.join(", ")),
            };
            lines.push(format!(
                "{what}: {worst}, as the plan declares of the copies of {tool}{shown}; {verdict}"
            ));
            return;
        }
        DataLoss::Everything | DataLoss::NoData | DataLoss::Unknown => {
            lines.push(format!("{what}: {verdict}"));
            return;
        }
    }
    let Some(sum) = one
        .set
        .as_ref()
        .and_then(|set| rpo::breakdown::of_set(set, one.scope))
    else {
        return;
    };
    let slack = one
        .slack()
        .map_or(String::new(), |slack| format!(", {slack} to spare"));
    lines.push(format!(
        "{what}: at worst {}{slack}; {verdict}",
        sum.total()
    ));
    terms(sources, analysis, &sum, lines);
}

/// The longest chain of stages to a namespace, on each cluster that recovers it.
pub(super) fn recovery(sources: &SourceMap, analysis: &Analysis, member: &Member) -> Vec<String> {
    let mut lines = Vec::new();
    let name = member.name.value.as_str();
    let recoveries = analysis.recoveries().iter();
    for recovery in recoveries.filter(|recovery| recovery.primary.id == member.id.cluster) {
        let Some(path) = recovery.path(member.id) else {
            continue;
        };
        let cluster = &recovery.cluster.name.value;
        let total = path.total();
        lines.push(match member.waits_unknown() {
            true => format!(
                "{name} on {cluster}: not computed; {total} without the data of a `from` that declares no `ready`"
            ),
            false => format!("{name} on {cluster}: restored after {total}"),
        });
        terms(sources, analysis, &path, &mut lines);
        lines.push(format!(
            "all of {cluster} after {}; no order of the stages takes less than {} or, with no worker idle, more than {}",
            recovery.finish, recovery.at_least, recovery.at_most
        ));
        if let Some(time) = unprotected::until_first_copies(analysis, recovery) {
            lines.push(format!(
                "after it takes over, {cluster} has no copy of its own for up to {time}: until the first backup of every set is complete"
            ));
        }
    }
    if lines.is_empty() {
        lines.extend(not_computed(analysis, member));
    }
    lines
}

/// Why the promised time of a namespace is not computed.
fn not_computed(analysis: &Analysis, member: &Member) -> Option<String> {
    let mut own = analysis.guarantees().iter();
    own.find(|one| one.member.id == member.id && one.time_status() == TimeStatus::NotComputed)?;
    let name = member.name.value.as_str();
    Some(format!(
        "not computed: no stage of a recovery restores `{name}`"
    ))
}

fn terms(sources: &SourceMap, analysis: &Analysis, sum: &Breakdown, lines: &mut Vec<String>) {
    let observed = analysis.observed();
    let widths = sum.terms.iter().map(|term| term.value.to_string().len());
    let width = widths.max().unwrap_or(0);
    for term in &sum.terms {
        let value = term.value.to_string();
        let fill = " ".repeat(width.saturating_sub(value.len()));
        lines.push(format!(
            "  {fill}{value}  {}: {}",
            term.kind.name(),
            term.how
        ));
        let pad = " ".repeat(width + 4);
        for input in &term.inputs {
            let from = match input.origin {
                Origin::Declared(span) => {
                    let (path, at) = sources.locate(span);
                    format!("{path}:{}", at.line)
                }
                Origin::Read(place) => match observed.place(place) {
                    Some(place) => format!("{}:{}", place.file, place.line),
                    None => "the repository".to_owned(),
                },
                Origin::Assumed => "assumed".to_owned(),
                Origin::Velero => "Velero's own".to_owned(),
                Origin::Computed => "computed".to_owned(),
            };
            lines.push(format!("{pad}{} {} ({from})", input.quantity, input.value));
        }
    }
}
