//! hook-timeout-too-long: a hook that may hang for longer than its run may take: the promise is broken before it is stopped.

use crate::analyze::effective::Effective;
use crate::diag::{Diag, Diags};
use crate::lint::{Lint, LintCx};
use crate::model::value::Duration;
use crate::model::{Recover, Workload};
use crate::source::Spanned;

pub(super) static LINT: Lint = Lint {
    name: "hook-timeout-too-long",
    check,
};

/// Velero looks at its Schedules once in this time.
const LOOP: u64 = 60;

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let mut said = Vec::new();
    for set in &cx.facts.sets {
        let Some(schedule) = set.schedule.as_ref().filter(|schedule| !schedule.ambiguous) else {
            continue;
        };
        for member in &set.members {
            let rpo = member.rpo.0;
            let used = schedule
                .gap
                .saturating_mul(member.tolerate + 1)
                .saturating_add(LOOP);
            // Where nothing is left for the run, the promise itself is reported.
            let Some(left) = rpo.as_seconds().checked_sub(used).filter(|left| *left > 0) else {
                continue;
            };
            for workload in &member.block.workloads {
                for timeout in stated(cx, member, workload) {
                    if timeout.value.as_seconds() > left && !said.contains(&timeout.span) {
                        said.push(timeout.span);
                        let (gap, left) =
                            (Duration::seconds(schedule.gap), Duration::seconds(left));
                        out.push(
                            Diag::new(
                                "hook-timeout-too-long",
                                timeout.span,
                                format!("a hook may take {}, and its whole run {left}", timeout.value),
                            )
                            .label("one that hangs is stopped when the promise is already broken")
                            .because(format!("rpo {rpo} - runs {gap} apart - schedule loop 1m = {left}"))
                            .help(format!("write a time-out well below {left}: the copy itself comes after the hook")),
                        );
                    }
                }
            }
        }
    }
}

/// The time-outs that the author wrote; what a recipe takes for itself is not held against the plan.
fn stated<'a>(
    cx: &LintCx<'a>,
    member: &'a Effective<'a>,
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
