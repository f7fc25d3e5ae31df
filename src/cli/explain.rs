//! `drplan explain`: a finding's page, or where an effective value comes from.

use super::args::{Args, Explain};
use super::{Exit, io, report};
use crate::analyze::Facts;
use crate::analyze::cost::SIZE;
use crate::analyze::effective::{Effective, Origin};
use crate::analyze::guarantee::{self, Guarantee, Loss};
use crate::analyze::rto;
use crate::analyze::sum::{self, Source, Sum};
use crate::compile::Compilation;
use crate::diag::{findings, near::nearest};
use crate::lower::selector_of;
use crate::model::Selector;
use anyhow::Result;

const VALUES: [&str; 6] = ["rpo", "rto", "keep", "store", "method", "schedule"];

pub(super) fn run(args: &Args, verb: &Explain) -> Result<Exit> {
    if let Some(row) = findings::find(&verb.what) {
        io::print(row.page)?;
        return Ok(Exit::Ok);
    }
    let Some(selector) = selector_of(&verb.what) else {
        let near = nearest(&verb.what, findings::FINDINGS.iter().map(|row| row.name));
        let hint = near.map_or(String::new(), |near| format!("; did you mean `{near}`?"));
        io::note(
            args,
            &format!(
                "drplan: `{}` is neither a finding nor NAMESPACE.VALUE{hint}",
                verb.what
            ),
        );
        return Ok(Exit::Usage);
    };
    let Some(loaded) = io::load(args, verb.plan.as_deref())? else {
        return Ok(report::no_plan(args));
    };
    let root = loaded.root.clone();
    let done = loaded
        .project
        .compile(io::today(args)?, |model| io::look(&root, model));
    let text = chain(&done, &selector);
    if text.is_empty() {
        let words = VALUES.join("`, `");
        io::note(
            args,
            &format!(
                "drplan: the plan has no `{}`; a value is one of `{words}`",
                verb.what
            ),
        );
        return Ok(Exit::Usage);
    }
    io::print(&text)?;
    Ok(Exit::Ok)
}

fn chain(done: &Compilation, selector: &Selector) -> String {
    let Some(facts) = done.facts() else {
        return String::new();
    };
    let mut text = String::new();
    let guarantees = match &done.model {
        Some(model) if &*selector.value == "rpo" => guarantee::all(model, &facts),
        Some(_) | None => Vec::new(),
    };
    for member in facts
        .effective
        .iter()
        .filter(|m| m.name.value.as_str() == &*selector.namespace)
    {
        let schedule = facts
            .sets
            .iter()
            .find(|set| {
                set.cluster.name == member.cluster.name
                    && set
                        .members
                        .iter()
                        .any(|m| m.name.value == member.name.value)
            })
            .and_then(|set| {
                set.schedule
                    .as_ref()
                    .map(|schedule| (set.name.as_str(), schedule))
            });
        let line = match &*selector.value {
            "schedule" => schedule.map(|(set, schedule)| {
                let gap = schedule.gap;
                let why = if schedule.pinned.is_some() {
                    "pinned by `every`".to_owned()
                } else {
                    format!(
                        "the longest interval whose worst case keeps the rpo {}",
                        member.rpo.0
                    )
                };
                format!("{} (every {gap}, set {set})\n  {why}\n", schedule.cron)
            }),
            value => value_of(done, member, selector, value),
        };
        if let Some(mut line) = line {
            if &*selector.value == "rpo" {
                line.push_str(&worst(done, &guarantees, member, selector));
            }
            if &*selector.value == "rto" {
                line.push_str(&recovery(done, &facts, member));
            }
            let (cluster, namespace) = (&member.cluster.name.value, member.name.value.as_str());
            text.push_str(&format!(
                "{cluster} {namespace}.{} = {line}",
                selector.value
            ));
        }
    }
    text
}

/// The worst cases of a namespace, or of one workload of it, term by term.
fn worst(
    done: &Compilation,
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
            text.push_str(&of_workload(done, one));
        }
    }
    text
}

/// The longest chain of stages to a namespace, on each cluster that recovers it.
fn recovery<'a>(done: &'a Compilation, facts: &Facts<'a>, member: &Effective<'a>) -> String {
    let Some(model) = &done.model else {
        return String::new();
    };
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
        text.push_str(&terms(done, &path));
        text.push_str(&format!(
            "  all of {cluster} after {}; no order of the stages takes less than {} or, with no worker idle, more than {}\n",
            recovery.finish, recovery.at_least, recovery.at_most
        ));
    }
    text
}

/// A sum, one term a line, each with its numbers.
fn terms(done: &Compilation, sum: &Sum) -> String {
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
                    let (path, at) = done.sources.locate(span);
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

fn of_workload(done: &Compilation, one: &Guarantee<'_, '_>) -> String {
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
    text.push_str(&terms(done, &sum));
    text
}

fn value_of(
    done: &Compilation,
    member: &Effective<'_>,
    selector: &Selector,
    value: &str,
) -> Option<String> {
    let tier = &member.tier.values;
    let at = |kind: &str, span| {
        let (path, at) = done.sources.locate(span);
        format!(
            "  {kind}: `{}` at {path}:{}\n",
            done.sources.slice(span),
            at.line
        )
    };
    let (shown, origin, tier_span) = match value {
        "rpo" => (
            member.rpo.0.to_string(),
            member.rpo.1,
            tier.rpo.as_ref().map(|v| v.span),
        ),
        "rto" => {
            let (rto, origin) = member.rto?;
            (rto.to_string(), origin, tier.rto.as_ref().map(|v| v.span))
        }
        "keep" => (
            member.keep.0.to_string(),
            member.keep.1,
            tier.keep.as_ref().map(|v| v.span),
        ),
        "store" => {
            let (store, origin) = member.store?;
            (
                store.name.value.to_string(),
                origin,
                tier.store.as_ref().map(|v| v.span),
            )
        }
        "method" => {
            let workload = selector.workload.as_ref().and_then(|wanted| {
                member
                    .block
                    .workloads
                    .iter()
                    .find(|w| w.name.value == *wanted)
            });
            match workload.and_then(|w| w.recover.as_ref()) {
                Some(said) => {
                    let text = format!("{}\n", said.value.method().word());
                    return Some(text + &at("workload", said.span));
                }
                None => (
                    member.method.0.word().to_owned(),
                    member.method.1,
                    tier.recover.as_ref().map(|v| v.span),
                ),
            }
        }
        _ => return None,
    };
    let mut text = format!("{shown}\n");
    match origin {
        Origin::Said(kind, span) => {
            text.push_str(&at(kind, span));
            if let (true, Some(overridden)) = (kind == "namespace", tier_span) {
                text.push_str(&format!(
                    "  overrides {}",
                    at("tier", overridden).trim_start()
                ));
            }
        }
        Origin::Assumed => text.push_str("  assumed: the plan says nothing\n"),
    }
    Some(text)
}
