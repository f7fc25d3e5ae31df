//! hook-not-safe: a hook that does not make this kind of copy consistent.

use crate::diag::{Diag, Diags};
use crate::lint::rules::shared::each_hook;
use crate::lint::{Lint, LintCx};
use crate::model::{Holds, Method};

pub(super) static LINT: Lint = Lint {
    name: "hook-not-safe",
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    each_hook(cx, |_, workload, method, hook| {
        let copied = matches!(method, Method::Snapshot | Method::FileBackup);
        // What is said of a lock or of a state that is held too long is not said again.
        let said = hook.holds == Holds::SessionLock
            || hook.holds == Holds::ServerState && method == Method::FileBackup;
        if copied && !said && !hook.safe.contains(&method) {
            out.push(
                Diag::new(
                    "hook-not-safe",
                    hook.span,
                    format!(
                        "`{}` does not make a {} consistent",
                        hook.label,
                        method.word()
                    ),
                )
                .label("the copy reads files of a running engine, one after another")
                .related(
                    workload.name.span,
                    format!("this workload is recovered by {}", method.word()),
                )
                .help("write `recover snapshot`, or `recover dump RECIPE { into VOLUME }`"),
            );
        }
    });
}
