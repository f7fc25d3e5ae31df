//! A recovery is begun as people begin it: the modes that `failover begin` writes, plan by plan.

use super::claims;
use super::declared::Plan;
use super::emitted;
use super::repository;
use super::tree;
use drplan::driver::Compilation;
use drplan::operate::{self, Begin, Chosen};
use std::collections::BTreeMap;

/// A cluster that recovers, and the primary that it recovers.
#[derive(Clone, Copy)]
pub struct Begun<'c> {
    pub cluster: &'c str,
    pub from: &'c str,
}

/// What is written when these clusters recover; none where it cannot be begun.
pub fn begun(
    texts: &[String],
    clusters: &[Begun<'_>],
) -> Option<BTreeMap<String, emitted::Cluster>> {
    let mut all: BTreeMap<String, emitted::Cluster> = BTreeMap::new();
    let many = texts.len() > 1;
    for (at, text) in texts.iter().enumerate() {
        // The others are in the repository, with their locks.
        let others = texts.iter().enumerate().filter(|(other, _)| *other != at);
        let others = others.map(|(_, other)| repository::compiled(other, &[], many));
        let others: Vec<Compilation> = others.collect();
        let plan = Plan::read(&tree::parse(text));
        let done = of_plan(text, &plan, clusters, &others)?;
        if !claims::errors(&done).is_empty() {
            return None;
        }
        emitted::merge(&mut all, emitted::read(&done, &plan));
    }
    Some(all)
}

fn of_plan(
    text: &str,
    plan: &Plan,
    clusters: &[Begun<'_>],
    others: &[Compilation],
) -> Option<Compilation> {
    let mut text = text.to_owned();
    let many = !others.is_empty();
    let others: Vec<&Compilation> = others.iter().collect();
    for Begun { cluster, from } in clusters.iter().copied() {
        // What recovers for one plan may be the primary of another.
        let recovers = plan.cluster(cluster).map_or(0, |one| one.recovers.len());
        if many && recovers == 0 {
            continue;
        }
        let done = repository::compiled(&text, &others, many);
        let input = Begin {
            chosen: Chosen {
                cluster: Some(cluster),
                from: (recovers > 1).then_some(from),
            },
            run: Some("r9"),
            tiers: &[],
            backups: &[],
        };
        let outcome = operate::begin(done.analysis.as_ref()?, input).ok()?;
        for change in &outcome.changes {
            text = change.written(&text).unwrap_or(text);
        }
    }
    Some(repository::compiled(&text, &others, many))
}
