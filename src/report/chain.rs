//! Where an effective value comes from.

use super::proof;
use crate::analyze::Facts;
use crate::analyze::effective::{Effective, Origin};
use crate::model::{Model, Selector};
use crate::source::{SourceMap, Span};
use serde::Serialize;

/// A value, and the statements that it comes from.
#[derive(Debug, Serialize)]
pub struct ChainValue {
    /// The primary.
    pub cluster: String,
    /// The namespace.
    pub namespace: String,
    /// What is asked for.
    pub name: String,
    /// What it is.
    pub shown: String,
    /// Where it comes from, the innermost first.
    pub steps: Vec<String>,
}

/// Where a value comes from, for each cluster that holds the namespace; empty where nothing is
/// called so.
pub fn chain_of<'a>(
    sources: &SourceMap,
    model: &'a Model,
    facts: &Facts<'a>,
    selector: &Selector,
) -> Vec<ChainValue> {
    let mut values = Vec::new();
    let guarantees = proof::guarantees(model, facts, selector);
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
        let found = match &*selector.value {
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
                let shown = format!("{} (every {gap}, set {set})", schedule.cron);
                (shown, vec![why])
            }),
            value => value_of(sources, member, selector, value),
        };
        if let Some((shown, mut steps)) = found {
            match &*selector.value {
                "rpo" => steps.extend(proof::worst(sources, &guarantees, member, selector)),
                "rto" => steps.extend(proof::recovery(sources, model, facts, member)),
                _ => {}
            }
            values.push(ChainValue {
                cluster: member.cluster.name.value.to_string(),
                namespace: member.name.value.as_str().to_owned(),
                name: selector.value.to_string(),
                shown,
                steps,
            });
        }
    }
    values
}

fn value_of(
    sources: &SourceMap,
    member: &Effective<'_>,
    selector: &Selector,
    value: &str,
) -> Option<(String, Vec<String>)> {
    let tier = &member.tier.values;
    let at = |kind: &str, span: Span| {
        let (path, at) = sources.locate(span);
        format!("{kind}: `{}` at {path}:{}", sources.slice(span), at.line)
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
                    let shown = said.value.method().word().to_owned();
                    return Some((shown, vec![at("workload", said.span)]));
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
    let mut steps = Vec::new();
    match origin {
        Origin::Said(kind, span) => {
            steps.push(at(kind, span));
            if let (true, Some(overridden)) = (kind == "namespace", tier_span) {
                steps.push(format!("overrides {}", at("tier", overridden)));
            }
        }
        Origin::Assumed => steps.push("assumed: the plan says nothing".to_owned()),
    }
    Some((shown, steps))
}
