//! Why a promise holds or not: the sums behind it, term by term.

use crate::analyze::Facts;
use crate::analyze::cost::SIZE;
use crate::analyze::effective::Effective;
use crate::analyze::guarantee::{self, Guarantee, Loss};
use crate::analyze::rto;
use crate::analyze::sum::{self, Source, Sum};
use crate::model::{Model, Selector};
use crate::source::SourceMap;

/// The sums behind an `rpo` or `rto`; empty for every other value.
pub fn sums<'a>(
    sources: &SourceMap,
    model: &'a Model,
    facts: &Facts<'a>,
    selector: &Selector,
) -> String {
    let members = || {
        facts
            .effective
            .iter()
            .filter(|member| member.name.value.as_str() == &*selector.namespace)
    };
    match &*selector.value {
        "rpo" => {
            let guarantees = guarantee::all(model, facts);
            members()
                .map(|member| worst(sources, &guarantees, member, selector))
                .collect()
        }
        "rto" => members()
            .map(|member| recovery(sources, model, facts, member))
            .collect(),
        _ => String::new(),
    }
}

/// The worst cases of a namespace, or of one workload of it, term by term.
fn worst(
    sources: &SourceMap,
    guarantees: &[Guarantee<'_, '_>],
    member: &Effective<'_>,
    selector: &Selector,
) -> String {
    let mut text = String::new();
    for one in guarantees {
        let same = one.member.cluster.name == member.cluster.name
            && one.member.name.value == member.name.value;
        let wanted = selector.workload.as_ref().is_none_or(|wanted| {
            one.workload
                .is_some_and(|workload| workload.name.value == *wanted)
        });
        if same && wanted {
            text.push_str(&of_workload(sources, one));
        }
    }
    text
}

/// The longest chain of stages to a namespace, on each cluster that recovers it.
fn recovery<'a>(
    sources: &SourceMap,
    model: &'a Model,
    facts: &Facts<'a>,
    member: &Effective<'a>,
) -> String {
    let mut text = String::new();
    for recovery in rto::all(model, facts, SIZE) {
        let name = member.name.value.as_str();
        let Some(path) = recovery
            .path(name)
            .filter(|_| recovery.home.name == member.cluster.name)
        else {
            continue;
        };
        let cluster = &recovery.cluster.name.value;
        text.push_str(&format!(
            "  {name} on {cluster}: back after {}\n",
            path.total()
        ));
        text.push_str(&terms(sources, &path));
        text.push_str(&format!(
            "  all of {cluster} after {}; no order of the stages takes less than {} or, with no worker idle, more than {}\n",
            recovery.finish, recovery.at_least, recovery.at_most
        ));
    }
    text
}

/// A sum, one term a line, each with its numbers.
fn terms(sources: &SourceMap, sum: &Sum) -> String {
    let mut text = String::new();
    let width = sum
        .terms
        .iter()
        .map(|term| term.value.to_string().len())
        .max();
    for term in &sum.terms {
        let value = term.value.to_string();
        let fill = " ".repeat(width.unwrap_or(0).saturating_sub(value.len()));
        text.push_str(&format!("    {fill}{value}  {}: {}\n", term.name, term.how));
        let pad = " ".repeat(width.unwrap_or(0) + 6);
        for input in &term.inputs {
            let from = match input.source {
                Source::Declared(span) => {
                    let (path, at) = sources.locate(span);
                    format!("{path}:{}", at.line)
                }
                Source::Assumed => "assumed".to_owned(),
                Source::Velero => "Velero's own".to_owned(),
                Source::Computed => "computed".to_owned(),
            };
            text.push_str(&format!("{pad}{} {} ({from})\n", input.what, input.value));
        }
    }
    text
}

fn of_workload(sources: &SourceMap, one: &Guarantee<'_, '_>) -> String {
    let scope = one.scope.word();
    let mut text = format!("  {} with the {scope}: ", one.label());
    match one.loss {
        Loss::Age(_) => {}
        Loss::Lag(lag) => {
            text.push_str(&format!(
                "{lag}, as far as the copy is behind; {}\n",
                one.verdict()
            ));
            return text;
        }
        Loss::Everything | Loss::NoData | Loss::Unknown => {
            text.push_str(&format!("{}\n", one.verdict()));
            return text;
        }
    }
    let Some(sum) = one.set.and_then(|set| sum::of_set(set, one.scope)) else {
        return text;
    };
    let slack = one
        .slack()
        .map_or(String::new(), |slack| format!(", {slack} to spare"));
    text.push_str(&format!(
        "at worst {}{slack}; {}\n",
        sum.total(),
        one.verdict()
    ));
    text.push_str(&terms(sources, &sum));
    text
}
