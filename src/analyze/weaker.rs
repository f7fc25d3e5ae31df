//! Promises that the cluster that serves next cannot keep, so that it is known before the disaster.

use crate::analyze::Analysis;
use crate::analyze::rpo;
use crate::analyze::rpo::worst_case::Verdict;
use crate::analyze::sets::BackupSet;
use crate::model::{Cluster, Model};
use std::sync::Arc;

/// A cluster that keeps less than the one that serves now.
#[derive(Debug)]
pub struct Weaker<'a> {
    /// The cluster.
    pub cluster: &'a Arc<Cluster>,
    /// Whether its queue empties; without that no wait means anything.
    pub settled: bool,
    /// The sets whose promise it breaks, each with the sum, the first in front.
    pub broken: Vec<(&'a BackupSet, String)>,
}

/// The clusters that would keep less than the one that serves now. What does not hold there either is
/// another finding.
pub fn weaker(analysis: &Analysis) -> Vec<Weaker<'_>> {
    let holds_now = |set: &BackupSet| {
        let mut now = analysis.sets().iter();
        now.any(|other| {
            other.name == set.name && !is_broken(other) && !analysis.overloaded(&other.cluster)
        })
    };
    let mut all = Vec::new();
    for next in analysis.after_a_move() {
        let first = next.sets.iter().filter(|set| !set.second);
        let sets = first.filter(|set| holds_now(set));
        let broken: Vec<(&BackupSet, String)> = sets
            .filter(|set| !next.settled || is_broken(set))
            .map(|set| (set, sum(analysis.model(), set)))
            .collect();
        if !broken.is_empty() {
            all.push(Weaker {
                cluster: &next.cluster,
                settled: next.settled,
                broken,
            });
        }
    }
    all
}

fn is_broken(set: &BackupSet) -> bool {
    let verdict = set.worst_case.as_ref().map(|worst_case| worst_case.verdict);
    matches!(verdict, Some(Verdict::Broken | Verdict::KeptIfSmall))
}

/// What is lost at worst, term by term.
fn sum(model: &Model, set: &BackupSet) -> String {
    let scope = rpo::first_broken(model, set).map_or_else(
        || rpo::scope(model, &set.cluster),
        |(promise, _)| promise.scope,
    );
    let sum = rpo::breakdown::of_set(set, scope);
    sum.map_or_else(String::new, |sum| sum.line())
}
