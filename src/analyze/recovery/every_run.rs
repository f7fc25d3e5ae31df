//! What is on a cluster after all of its runs.

use super::{RecoverySide, Restored, Run, restores};
use crate::analyze::facts::Facts;

/// What every run on the cluster of a side has restored, or may have: those on record and the present one, each of all
/// tiers.
pub(in crate::analyze) fn restores_of_every_run(
    facts: Facts<'_>,
    known: &RecoverySide,
) -> Vec<Restored> {
    let Some(present) = &known.run else {
        return Vec::new();
    };
    let before = known.cluster.mode.iter();
    let before = before.flat_map(|mode| mode.value.runs());
    let mut names: Vec<Box<str>> = before.map(|run| run.value.as_str().into()).collect();
    if !names.contains(&present.name) {
        names.push(present.name.clone());
    }
    let sides = names.into_iter().map(|name| RecoverySide {
        run: Some(Run::whole(name)),
        ..known.clone()
    });
    sides
        .flat_map(|side| restores::compute(facts, &side))
        .collect()
}
