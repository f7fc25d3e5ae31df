//! hook-timeout-too-long: a hook that may hang for longer than its run may take: the promise is broken before it is stopped.

use crate::analyze::change;
use crate::analyze::effective::Effective;
use crate::analyze::sets::BackupSet;
use crate::analyze::units::Seconds;
use crate::diag::{Diag, Diags};
use crate::lint::rules::shared::overloaded;
use crate::lint::{Lint, LintCx};
use crate::model::value::Duration;
use crate::model::{Recover, Workload};
use crate::source::Spanned;

pub(super) static LINT: Lint = Lint {
    name: "hook-timeout-too-long",
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for set in &cx.facts.sets {
        if overloaded(cx, set) {
            continue;
        }
        let Some((longest, left)) = too_long(cx, set) else {
            continue;
        };
        let (Some(member), hooks) = (set.members.first(), set.demand.hooks) else {
            continue;
        };
        out.push(
            Diag::new(
                "hook-timeout-too-long",
                longest.span,
                format!(
                    "the hooks of `{}` may take {hooks}, and the rpo {} leaves them {left}",
                    set.name, member.rpo.0
                ),
            )
            .label("the longest time-out of the set: a hook that hangs is stopped too late")
            .because("Velero waits for one hook after another, on every replica, before it copies")
            .help(format!(
                "write time-outs of at most {left} in all, those of `post` counted in"
            )),
        );
    }
}

/// The longest time-out that the author wrote, and what is left for all, where hooks break the
/// promise of a set. Velero waits for one hook after another.
pub(super) fn too_long<'a>(
    cx: &LintCx<'a>,
    set: &BackupSet<'a>,
) -> Option<(&'a Spanned<Duration>, Seconds)> {
    let left = change::left_for_hooks(cx.model, set)?;
    let mut longest: Option<&'a Spanned<Duration>> = None;
    for member in &set.members {
        for workload in &member.block.workloads {
            for timeout in stated(cx, member, workload) {
                if longest.is_none_or(|longest| timeout.value > longest.value) {
                    longest = Some(timeout);
                }
            }
        }
    }
    Some((longest?, left))
}

/// The time-outs that the author wrote; what a recipe takes for itself is not held against the plan.
fn stated<'a>(
    cx: &LintCx<'a>,
    member: &Effective<'a>,
    workload: &'a Workload,
) -> Vec<&'a Spanned<Duration>> {
    if let Some(Recover::Dump(dump)) = member.recover_of(workload) {
        return dump.hook.timeout.iter().collect();
    }
    let own = workload
        .hook
        .as_ref()
        .and_then(|used| cx.model.hooks.get(&used.hook.value));
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
