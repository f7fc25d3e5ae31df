//! Where an effective value comes from.

use super::proof;
use crate::analyze::Analysis;
use crate::analyze::effective::Member;
use crate::analyze::quantities::Seconds;
use crate::analyze::rpo;
use crate::diag::near::nearest;
use crate::model::{Selector, TierValues};
use crate::source::{SourceMap, Span, Spanned};
use serde::Serialize;
use std::sync::Arc;

/// A value, and the statements that it comes from.
#[derive(Debug, Serialize)]
pub struct ChainValue {
    /// The primary.
    pub cluster: String,
    /// The namespace.
    pub namespace: String,
    /// The workload, for a value that each has of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub workload: Option<String>,
    /// What is asked for.
    pub name: String,
    /// What it is.
    pub shown: String,
    /// Where it comes from, the innermost first.
    pub steps: Vec<String>,
}

/// What may be asked for.
pub const VALUES: [&str; 7] = [
    "keep", "method", "objects", "rpo", "rto", "schedule", "store",
];

/// What a plan answers.
#[derive(Debug)]
pub enum Answer {
    /// The value, once for each cluster that holds the namespace.
    Values(Vec<ChainValue>),
    /// The plan has no such namespace; which name it has that is near.
    NoNamespace(Option<String>),
    /// The namespace has no such workload; which it has that is near.
    NoWorkload(Option<String>),
    /// The plan promises nothing of the kind.
    NotStated,
}

/// Where a value comes from.
pub fn explain(sources: &SourceMap, analysis: &Analysis, selector: &Selector) -> Answer {
    let all = analysis.served().iter();
    let members: Vec<&Arc<Member>> = all
        .filter(|member| member.name.value.as_str() == &*selector.namespace)
        .collect();
    if members.is_empty() {
        let names = analysis
            .members()
            .iter()
            .map(|member| member.name.value.as_str());
        return Answer::NoNamespace(nearest(&selector.namespace, names).map(str::to_owned));
    }
    if let Some(wanted) = &selector.workload {
        let workloads = members.iter().flat_map(|member| &member.block.workloads);
        let names: Vec<String> = workloads.map(|workload| workload.label()).collect();
        let wanted = wanted.to_string();
        if !names.contains(&wanted) {
            let near = nearest(&wanted, names.iter().map(String::as_str));
            let only = names.first().filter(|_| names.len() == 1);
            return Answer::NoWorkload(near.map(str::to_owned).or_else(|| only.cloned()));
        }
    }
    let values = chain_of(sources, analysis, &members, selector);
    if values.is_empty() {
        Answer::NotStated
    } else {
        Answer::Values(values)
    }
}

fn chain_of(
    sources: &SourceMap,
    analysis: &Analysis,
    members: &[&Arc<Member>],
    selector: &Selector,
) -> Vec<ChainValue> {
    let mut values = Vec::new();
    for member in members {
        if &*selector.value == "method" && !member.block.workloads.is_empty() {
            values.extend(methods(sources, member, selector));
            continue;
        }
        let set = analysis.set_of(member.id);
        let schedule = set.and_then(|set| Some((set.name.as_str(), set.schedule.as_ref()?)));
        let found = match &*selector.value {
            "schedule" => schedule
                .zip(kept(analysis, member))
                .map(|((set, schedule), kept)| {
                    let gap = schedule.gap;
                    let why = if schedule.pinned.is_some() {
                        "pinned by `every`".to_owned()
                    } else {
                        longest(gap, &kept.to_string())
                    };
                    let shown = format!("{} (every {gap}, set {set})", schedule.cron);
                    (shown, vec![why])
                }),
            value => value_of(sources, member, selector, value),
        };
        if let Some((shown, mut steps)) = found {
            match &*selector.value {
                "schedule" => steps.extend(seconds(analysis, member)),
                "rpo" => steps.extend(proof::worst(sources, analysis, member, selector)),
                "rto" => steps.extend(proof::recovery(sources, analysis, member)),
                _ => {}
            }
            values.push(ChainValue {
                cluster: member.cluster.name.value.to_string(),
                namespace: member.shown(),
                workload: None,
                name: selector.value.to_string(),
                shown,
                steps,
            });
        }
    }
    values
}

/// The second Schedules of a namespace.
fn seconds(analysis: &Analysis, member: &Member) -> Vec<String> {
    let sets = analysis.seconds_of(member.id);
    let lines = sets.filter_map(|set| {
        let schedule = set.schedule.as_ref()?;
        let (cron, gap) = (&schedule.cron, schedule.gap);
        let (name, tier) = (&set.name, &set.tier.name.value);
        Some(format!(
            "and {cron} (every {gap}, set {name}), by `also {tier}`"
        ))
    });
    lines.collect()
}

/// What the Schedule of a namespace keeps.
fn kept(analysis: &Analysis, member: &Member) -> Option<String> {
    let set = analysis.set_of(member.id)?;
    if set.has_objects_alone() {
        return Some(format!("the age of its objects {}", rpo::objects(member)?));
    }
    Some(format!("the rpo {}", member.rpo?.value))
}

/// The method of the workload that is asked for, or of each: a namespace has none of its own beside them.
fn methods(sources: &SourceMap, member: &Member, selector: &Selector) -> Vec<ChainValue> {
    let wanted = selector.workload.as_ref();
    let workloads = member.block.workloads.iter().map(|one| &one.name.value);
    let workloads = workloads.filter(|name| wanted.is_none_or(|wanted| *name == wanted));
    workloads
        .filter_map(|name| {
            let own = Selector {
                workload: Some(name.clone()),
                ..selector.clone()
            };
            let (shown, steps) = value_of(sources, member, &own, "method")?;
            Some(ChainValue {
                cluster: member.cluster.name.value.to_string(),
                namespace: member.shown(),
                workload: Some(name.to_string()),
                name: selector.value.to_string(),
                shown,
                steps,
            })
        })
        .collect()
}

/// A level on which a value may be stated: its block, and the statement where it is.
type Level = (&'static str, Option<Span>);

fn span_of<T>(stated: &Option<Spanned<T>>) -> Option<Span> {
    stated.as_ref().map(|stated| stated.span)
}

fn value_of(
    sources: &SourceMap,
    member: &Member,
    selector: &Selector,
    value: &str,
) -> Option<(String, Vec<String>)> {
    let none = TierValues::default();
    let (own, tier) = (&member.block.values, member.tier_values().unwrap_or(&none));
    let mut levels: Vec<Level> = Vec::new();
    let shown = match value {
        "rpo" => {
            levels.extend([
                ("namespace", span_of(&own.rpo)),
                ("tier", span_of(&tier.rpo)),
            ]);
            member.rpo?.value.to_string()
        }
        "rto" => {
            levels.extend([
                ("namespace", span_of(&own.rto)),
                ("tier", span_of(&tier.rto)),
            ]);
            member.rto?.value.to_string()
        }
        "keep" => {
            levels.extend([
                ("namespace", span_of(&own.keep)),
                ("tier", span_of(&tier.keep)),
            ]);
            member.keep?.value.to_string()
        }
        "objects" => {
            levels.extend([
                ("namespace", span_of(&own.objects)),
                ("tier", span_of(&tier.objects)),
            ]);
            if !member.set_method().copies_objects_alone() {
                return None;
            }
            rpo::objects(member)?.to_string()
        }
        "store" => {
            levels.extend([
                ("namespace", span_of(&own.store)),
                ("tier", span_of(&tier.store)),
                ("cluster", span_of(&member.cluster.store)),
            ]);
            member.store.as_ref()?.value.name.value.to_string()
        }
        "method" => {
            let wanted = selector.workload.as_ref();
            let mut workloads = member.block.workloads.iter();
            let workload = workloads.find(|w| Some(&w.name.value) == wanted);
            levels.extend([
                ("workload", workload.and_then(|w| span_of(&w.recover))),
                ("namespace", span_of(&own.recover)),
                ("tier", span_of(&tier.recover)),
            ]);
            let method = workload.map_or(member.method.value, |w| member.method_of(w));
            method.word().to_owned()
        }
        _ => return None,
    };
    let stated: Vec<String> = levels
        .into_iter()
        .filter_map(|(level, span)| {
            let span = span?;
            let (path, at) = sources.locate(span);
            Some(format!(
                "{level}: `{}` at {path}:{}",
                sources.slice(span),
                at.line
            ))
        })
        .collect();
    let steps = match stated.split_first() {
        None => vec!["assumed: the plan does not state it".to_owned()],
        Some((first, rest)) => {
            let overridden = rest.iter().map(|step| format!("overrides {step}"));
            std::iter::once(first.clone()).chain(overridden).collect()
        }
    };
    Some((shown, steps))
}

/// Why an interval is not longer. After that of a day comes that of a week, and none between them.
fn longest(gap: Seconds, kept: &str) -> String {
    let why = format!("the longest interval whose worst case keeps {kept}");
    match gap == Seconds::minutes(24 * 60) {
        true => format!("{why}: after a day the next one is a week"),
        false => why,
    }
}
