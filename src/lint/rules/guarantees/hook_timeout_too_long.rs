//! hook-timeout-too-long: a hook that may hang for longer than its run may take, so the promise breaks before the hook is stopped.

use crate::analyze::quantities::{Seconds, plural};
use crate::analyze::rpo::broken::{self, Cause};
use crate::analyze::sets::BackupSet;
use crate::diag::{Diags, findings};
use crate::lint::walk::subjects;
use crate::lint::{Lint, LintCx};

pub(super) static LINT: Lint = Lint {
    finding: &findings::HOOK_TIMEOUT_TOO_LONG,
    check,
};

/// This many hooks are named.
const NAMED: usize = 5;

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for broken in broken::broken_promises(cx.analysis) {
        let Cause::Hooks(longest, left) = broken.cause else {
            continue;
        };
        let (Some(rpo), hooks) = (broken.set.rpo(), broken.set.demand.hooks) else {
            continue;
        };
        let their = match broken.set.members.len() {
            0 | 1 if !broken.set.rest => "its",
            _ => "their",
        };
        let mut diag = LINT
            .diag(
                longest.span,
                format!(
                    "the hooks of {} may take {hooks}, but {their} rpo of {rpo} leaves them {left}",
                    broken.set.label()
                ),
            )
            .about(subjects::of_set(broken.set))
            .label("a hook that hangs is stopped after the promise is broken")
            .because("Velero waits for one hook after another, on every replica, before it copies");
        let timeouts = timeouts(broken.set);
        for line in timeouts.iter().take(NAMED) {
            diag = diag.because(line.clone());
        }
        if timeouts.len() > NAMED {
            diag = diag.because(format!(
                "and {} more",
                plural(timeouts.len() as u64 - NAMED as u64, "hook")
            ));
        }
        out.push(diag.help(format!(
            "write time-outs whose sum is at most {left}, including those of `post`"
        )));
    }
}

/// The time-outs of each hook of a set, the longest first.
fn timeouts(set: &BackupSet) -> Vec<String> {
    let mut all = Vec::new();
    for member in &set.members {
        for workload in &member.block.workloads {
            let Some(hook) = member.hook(workload) else {
                continue;
            };
            let pods = member.replicas(workload);
            let pre = Seconds::from(hook.pre.timeout);
            let post = hook.post.as_ref().map(|post| Seconds::from(post.timeout));
            let whole = pre.plus(post.unwrap_or(Seconds::ZERO)).times(pods);
            let after = post.map_or(String::new(), |post| format!(" and {post} after the copy"));
            let times = if pods == 1 {
                String::new()
            } else {
                format!(", in {}", plural(pods, "pod"))
            };
            let line = format!(
                "`{}` of `{}/{}`: {pre} before{after}{times}",
                hook.label,
                member.name.value.as_str(),
                workload.label()
            );
            all.push((whole, line));
        }
    }
    all.sort_by_key(|(whole, _)| std::cmp::Reverse(*whole));
    all.into_iter().map(|(_, line)| line).collect()
}
