//! hook-not-safe: a hook that does not make this kind of copy consistent.

use crate::diag::{Diags, findings};
use crate::lint::walk::hooks;
use crate::lint::{Lint, LintCx};
use crate::model::{Holds, Method};

pub(super) static LINT: Lint = Lint {
    finding: &findings::HOOK_NOT_SAFE,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for (member, workload, hook) in hooks(cx) {
        let method = member.method_of(workload);
        let copied = matches!(method, Method::Snapshot | Method::FileBackup);
        // A lock or a state that is held too long is a finding of its own, and is not reported again.
        let stated = hook.holds == Holds::SessionLock
            || hook.holds == Holds::ServerState && method == Method::FileBackup;
        if copied && !stated && !hook.safe.contains(&method) {
            out.push(
                LINT.diag(
                    hook.span,
                    format!(
                        "`{}` does not make a {} consistent",
                        hook.label,
                        method.word()
                    ),
                )
                .label("the copy reads the files of a running engine one after another, and the engine may not start from it")
                .related(
                    workload.name.span,
                    format!("this workload is recovered by {}", method.word()),
                )
                .help("write `recover snapshot`, or `recover dump RECIPE { into VOLUME }`"),
            );
        }
    }
}
