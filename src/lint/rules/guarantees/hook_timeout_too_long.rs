//! hook-timeout-too-long: a hook that may hang for longer than its run may take, so the promise breaks before the hook is stopped.

use crate::analyze::rpo::broken::{self, Cause};
use crate::diag::{Diags, findings};
use crate::lint::walk::subjects;
use crate::lint::{Lint, LintCx};

pub(super) static LINT: Lint = Lint {
    finding: &findings::HOOK_TIMEOUT_TOO_LONG,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for broken in broken::broken_promises(cx.analysis) {
        let Cause::Hooks(longest, left) = broken.cause else {
            continue;
        };
        let (Some(rpo), hooks) = (broken.set.rpo(), broken.set.demand.hooks) else {
            continue;
        };
        out.push(
            LINT.diag(
                longest.span,
                format!(
                    "the hooks of {} may take {hooks}, but its rpo of {rpo} leaves them {left}",
                    broken.set.label()
                ),
            )
            .about(subjects::of_set(broken.set))
            .label("the longest time-out of the set: a hook that hangs is stopped after the promise is broken")
            .because("Velero waits for one hook after another, on every replica, before it copies")
            .help(format!(
                "write time-outs whose sum is at most {left}, including those of `post`"
            )),
        );
    }
}
