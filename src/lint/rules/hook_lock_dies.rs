//! hook-lock-dies: a lock that is gone before the copy begins: the session ends with the exec.

use crate::diag::{Diag, Diags};
use crate::lint::rules::shared::each_hook;
use crate::lint::{Lint, LintCx};
use crate::model::Holds;

pub(super) static LINT: Lint = Lint {
    name: "hook-lock-dies",
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    each_hook(cx, |_, _, _, hook| {
        if hook.holds == Holds::SessionLock {
            out.push(
                Diag::new("hook-lock-dies", hook.span, format!("the lock of `{}` is gone before the copy begins", hook.label))
                    .label("a session ends with the command that opened it")
                    .help("hold a state of the server instead, such as read-only; or write a dump: `recover dump RECIPE`"),
            );
        }
    });
}
