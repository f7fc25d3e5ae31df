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
            let diag = LINT
                .diag(
                    hook.span,
                    format!(
                        "`{}` does not make a {} consistent",
                        hook.label,
                        method.word()
                    ),
                )
                .label(label(method))
                .related(
                    workload.name.span,
                    format!("this workload is recovered by {}", method.word()),
                );
            let own = workload.hook.as_ref();
            let own = own.and_then(|used| cx.model.hooks.get(used.hook.value));
            out.push(match (own, hook.safe.first()) {
                // What the hook of the author makes consistent is stated in the plan.
                (Some(own), Some(other)) => diag
                    .help(format!("write `recover {}`", other.word()))
                    .alternative(format!(
                        "write `safe snapshot, file-backup` in hook `{}`, if it is tested for a {}",
                        own.name.value,
                        method.word()
                    )),
                (None, Some(Method::FileBackup)) => diag.help("write `recover file-backup`"),
                (None | Some(_), _) => {
                    diag.help("write `recover snapshot`, or `recover dump RECIPE { into VOLUME }`")
                }
            });
        }
    }
}

fn label(method: Method) -> &'static str {
    match method {
        Method::Snapshot => {
            "the snapshot has the files of a running engine that this hook did not prepare for it, and the engine may not start from them"
        }
        Method::FileBackup
        | Method::Dump
        | Method::Replication
        | Method::Operator
        | Method::Elsewhere
        | Method::Rebuild => {
            "the copy reads the files of a running engine one after another, and the engine may not start from it"
        }
    }
}
