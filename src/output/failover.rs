//! What `failover` prints: what a move changed, and what people do beside it.

use super::build::{Change, steps};
use super::findings::with_findings;
use crate::driver::Compilation;
use crate::operate::{Outcome, Status};
use serde_json::{Value, json};

/// Where the clusters are, one line each.
pub fn status(clusters: &[Status]) -> String {
    let names = clusters.iter().map(|one| one.cluster.len());
    let width = names.max().unwrap_or(0);
    clusters
        .iter()
        .map(|one| format!("{:width$}  {}\n", one.cluster, one.words))
        .collect()
}

/// The same as data, with the findings of the plan.
pub fn status_json(done: &Compilation, clusters: &[Status]) -> String {
    let one = |one: &Status| json!({ "cluster": one.cluster, "status": one.words });
    let clusters: Vec<Value> = clusters.iter().map(one).collect();
    with_findings(
        done,
        json!({
            "format_version": 1,
            "clusters": clusters,
        }),
    )
}

/// The `mode` statements of a move, one line each.
pub fn modes(outcome: &Outcome) -> String {
    let changes = outcome.changes.iter();
    changes
        .map(|change| {
            let mode = change.mode.as_deref().unwrap_or("no `mode` statement");
            format!("  cluster {}: {mode}\n", change.cluster)
        })
        .collect()
}

/// What a move did, as data; `files` are the plan files and the manifests that it wrote.
pub fn json(done: &Compilation, outcome: &Outcome, files: &[Change], exit: u8) -> String {
    let modes = outcome.changes.iter();
    let modes: Vec<Value> = modes
        .map(|change| json!({ "cluster": change.cluster, "mode": change.mode }))
        .collect();
    with_findings(
        done,
        json!({
            "format_version": 1,
            "exit": exit,
            "modes": modes,
            "changes": files,
            "advice": steps(&outcome.advice),
        }),
    )
}
