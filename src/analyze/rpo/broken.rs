//! Promises of a recovery point that the arithmetic does not support, with what a finding says of them.

use crate::analyze::Analysis;
use crate::analyze::breakdown::Breakdown;
use crate::analyze::effective::Member;
use crate::analyze::quantities::Seconds;
use crate::analyze::rpo::remedies::{self, Remedy};
use crate::analyze::rpo::{self, Promise};
use crate::analyze::sets::BackupSet;
use crate::model::value::Duration;
use crate::model::{Model, Recover, Workload};
use crate::source::Spanned;

/// The first promise of a backup set that does not hold.
#[derive(Debug, Clone)]
pub struct BrokenPromise<'a> {
    /// The set.
    pub set: &'a BackupSet,
    /// The promise.
    pub promise: Promise,
    /// What is lost at worst, term by term.
    pub breakdown: Breakdown,
    /// What breaks it.
    pub cause: Cause<'a>,
}

/// What breaks a promise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause<'a> {
    /// The time-outs of hooks alone: the longest that the author wrote, and what the promise leaves for
    /// all of them together.
    Hooks(&'a Spanned<Duration>, Seconds),
    /// A backup takes longer than the distance to the next.
    FallsBehind,
    /// The sum of all that a backup takes.
    Sum,
}

impl BrokenPromise<'_> {
    /// The changes that would keep all promises of the set, the cheapest first.
    pub fn remedies(&self, analysis: &Analysis) -> Vec<Remedy> {
        remedies::remedies_of(analysis, self.set)
    }

    /// Whether a size that is not declared decides it: small volumes would keep the promise.
    pub fn is_kept_if_small(&self, analysis: &Analysis) -> bool {
        remedies::is_kept_if_small(analysis.model(), self.set)
    }
}

/// The broken promises of a plan, at most one a backup set. A cluster that has more to do than it can
/// is a finding of its own, and none of each set.
pub fn broken_promises(analysis: &Analysis) -> impl Iterator<Item = BrokenPromise<'_>> {
    broken(analysis, false)
}

/// What second Schedules do not keep of the tiers that they are of.
pub fn broken_seconds(analysis: &Analysis) -> impl Iterator<Item = BrokenPromise<'_>> {
    broken(analysis, true)
}

fn broken(analysis: &Analysis, second: bool) -> impl Iterator<Item = BrokenPromise<'_>> {
    analysis
        .sets()
        .iter()
        .filter(move |set| set.second == second)
        .filter(|set| !analysis.overloaded(&set.cluster))
        .filter_map(|set| of_set(analysis.model(), set))
}

fn of_set<'a>(model: &'a Model, set: &'a BackupSet) -> Option<BrokenPromise<'a>> {
    let (promise, _) = rpo::first_broken(model, set)?;
    let worst_case = set.worst_case.as_ref()?;
    let cause = match remedies::left_for_hooks(model, set).zip(longest_timeout(model, set)) {
        Some((left, longest)) => Cause::Hooks(longest, left),
        None if worst_case.stands() => return None,
        None if !worst_case.keeps_up => Cause::FallsBehind,
        None => Cause::Sum,
    };
    Some(BrokenPromise {
        set,
        promise,
        breakdown: rpo::breakdown::of_set(set, promise.scope)?,
        cause,
    })
}

/// The longest time-out of the hooks of a set that the author wrote.
fn longest_timeout<'a>(model: &'a Model, set: &'a BackupSet) -> Option<&'a Spanned<Duration>> {
    let mut longest: Option<&'a Spanned<Duration>> = None;
    for member in &set.members {
        for workload in &member.block.workloads {
            for timeout in stated_timeouts(model, member, workload) {
                if longest.is_none_or(|longest| timeout.value > longest.value) {
                    longest = Some(timeout);
                }
            }
        }
    }
    longest
}

/// The time-outs that the author wrote; the default of a recipe is not a fault of the plan.
fn stated_timeouts<'a>(
    model: &'a Model,
    member: &'a Member,
    workload: &'a Workload,
) -> Vec<&'a Spanned<Duration>> {
    if let Some(Recover::Dump(dump)) = member.recover_of(workload) {
        return dump.hook.timeout.iter().collect();
    }
    let own = workload
        .hook
        .as_ref()
        .and_then(|used| model.hooks.get(used.hook.value));
    let built_in = workload
        .quiesce
        .as_ref()
        .and_then(|quiesce| quiesce.hook.timeout.as_ref());
    let steps = own
        .into_iter()
        .flat_map(|hook| [Some(&hook.pre), hook.post.as_ref()])
        .flatten();
    built_in
        .into_iter()
        .chain(steps.filter_map(|step| step.timeout.as_ref()))
        .collect()
}
