//! hook-lock-dies: a lock that is gone before the copy begins: the session ends with the exec.

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
                LINT.diag(hook.span, format!("the lock of `{}` is gone before the copy begins", hook.label))
                    .label("a session ends with the command that opened it")
                    .help("hold a state of the server instead, such as read-only; or write a dump: `recover dump RECIPE`"),
            );
        }
    }
}
