//! hook-lock-dies: a lock that is released before the copy begins, because the session ends with the exec.

use crate::diag::{Diags, findings};
use crate::lint::walk::hooks;
use crate::lint::{Lint, LintCx};
use crate::model::Holds;

pub(super) static LINT: Lint = Lint {
    finding: &findings::HOOK_LOCK_DIES,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for (_, _, hook) in hooks(cx) {
        if hook.holds == Holds::SessionLock {
            out.push(
                LINT.diag(hook.span, format!("the lock of `{}` is released before the copy begins", hook.label))
                    .label("the session ends with the hook command, so the copy is made without the lock")
                    .help("use a server state such as read-only instead of a lock; or write a dump: `recover dump RECIPE`"),
            );
        }
    }
}
