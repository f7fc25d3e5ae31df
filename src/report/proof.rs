//! The sums behind a promise, one term a line, each with its numbers and where they are from.

use super::promises::shown;
use crate::analyze::Facts;
use crate::analyze::cost::SIZE;
use crate::analyze::effective::Effective;
use crate::analyze::guarantee::{self, Guarantee, Loss};
use crate::analyze::rto;
use crate::analyze::sum::{self, Source, Sum};
use crate::model::{Model, Selector};
use crate::source::SourceMap;

/// What is lost at worst of a namespace, or of one workload of it.
pub(super) fn worst(
    sources: &SourceMap,
    guarantees: &[Guarantee<'_, '_>],
    member: &Effective<'_>,
    selector: &Selector,
) -> Vec<String> {
    let mut lines = Vec::new();
    for one in guarantees {
        let same = one.member.cluster.name == member.cluster.name
            && one.member.name.value == member.name.value;
        let wanted = selector.workload.as_ref().is_none_or(|wanted| {
            one.workload
                .is_some_and(|workload| workload.name.value == *wanted)
        });
        if same && wanted {
            of_workload(sources, one, &mut lines);
        }
    }
    lines
}

/// The guarantees that [`worst`] looks at; none where nobody asks for them.
pub(super) fn guarantees<'f, 'a>(
    model: &'a Model,
    facts: &'f Facts<'a>,
    selector: &Selector,
) -> Vec<Guarantee<'f, 'a>> {
    if &*selector.value == "rpo" {
        guarantee::all(model, facts)
    } else {
        Vec::new()
    }
}

fn of_workload(sources: &SourceMap, one: &Guarantee<'_, '_>, lines: &mut Vec<String>) {
    bare(sources, one, lines);
    let words: Vec<String> = guarantee::losses(one)
        .into_iter()
        .map(|(what, loss)| format!("{what} {}", in_words(what, loss)))
        .collect();
    lines.push(format!(
        "{} by what is lost: {}",
        one.label(),
        words.join(", ")
    ));
}

fn in_words(what: &str, loss: Loss) -> String {
    if loss == Loss::Unknown && what == "corruption" {
        return "unknown without `detect`".to_owned();
    }
    shown(loss).0
}

/// The loss that the bare promise is for, with its sum.
fn bare(sources: &SourceMap, one: &Guarantee<'_, '_>, lines: &mut Vec<String>) {
    let what = format!("{} with the {}", one.label(), one.scope.word());
    let verdict = one.verdict();
    match one.loss {
        Loss::Age(_) => {}
        Loss::Lag(lag) => {
            lines.push(format!(
                "{what}: {lag}, as far as the copy is behind; {verdict}"
            ));
            return;
        }
        Loss::Everything | Loss::NoData | Loss::Unknown => {
            lines.push(format!("{what}: {verdict}"));
            return;
        }
    }
    let Some(sum) = one.set.and_then(|set| sum::of_set(set, one.scope)) else {
        return;
    };
    let slack = one
        .slack()
        .map_or(String::new(), |slack| format!(", {slack} to spare"));
    lines.push(format!(
        "{what}: at worst {}{slack}; {verdict}",
        sum.total()
    ));
    terms(sources, &sum, lines);
}

/// The longest chain of stages to a namespace, on each cluster that recovers it.
pub(super) fn recovery<'a>(
    sources: &SourceMap,
    model: &'a Model,
    facts: &Facts<'a>,
    member: &Effective<'a>,
) -> Vec<String> {
    let mut lines = Vec::new();
    let name = member.name.value.as_str();
    for recovery in rto::all(model, facts, SIZE) {
        if recovery.home.name != member.cluster.name {
            continue;
        }
        let Some(path) = recovery.path(name) else {
            continue;
        };
        let cluster = &recovery.cluster.name.value;
        lines.push(format!("{name} on {cluster}: back after {}", path.total()));
        terms(sources, &path, &mut lines);
        lines.push(format!(
            "all of {cluster} after {}; no order of the stages takes less than {} or, with no worker idle, more than {}",
            recovery.finish, recovery.at_least, recovery.at_most
        ));
    }
    lines
}

fn terms(sources: &SourceMap, sum: &Sum, lines: &mut Vec<String>) {
    let widths = sum.terms.iter().map(|term| term.value.to_string().len());
    let width = widths.max().unwrap_or(0);
    for term in &sum.terms {
        let value = term.value.to_string();
        let fill = " ".repeat(width.saturating_sub(value.len()));
        lines.push(format!("  {fill}{value}  {}: {}", term.name, term.how));
        let pad = " ".repeat(width + 4);
        for input in &term.inputs {
            let from = match input.source {
                Source::Declared(span) => {
                    let (path, at) = sources.locate(span);
                    format!("{path}:{}", at.line)
                }
                Source::Read => "a claim of the repository".to_owned(),
                Source::Assumed => "assumed".to_owned(),
                Source::Velero => "Velero's own".to_owned(),
                Source::Computed => "computed".to_owned(),
            };
            lines.push(format!("{pad}{} {} ({from})", input.what, input.value));
        }
    }
}
