//! hook-without-post: a server state that nothing undoes.

use crate::diag::{Diags, findings};
use crate::lint::{Lint, LintCx};
use crate::model::{Holds, OnError};

pub(super) static LINT: Lint = Lint {
    finding: &findings::HOOK_WITHOUT_POST,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for hook in cx.model.hooks.values() {
        if hook.holds.value != Holds::ServerState {
            continue;
        }
        if hook.post.is_none() {
            out.push(
                LINT.diag(
                    hook.holds.span,
                    format!("`{}` changes the state of the server, and nothing undoes it", hook.name.value),
                )
                .label("the server stays in this state after the first backup, which is an outage")
                .help("write `post { container CONTAINER; command … }` with a command that is safe to repeat"),
            );
            continue;
        }
        // Velero runs no post hook where a pre hook failed with Fail (backup.go, 1.15 on).
        let failing = hook
            .pre
            .on_error
            .as_ref()
            .filter(|word| word.value == OnError::Fail);
        if let Some(failing) = failing {
            out.push(
                LINT.diag(
                    failing.span,
                    format!(
                        "if `{}` fails, nothing undoes its server state",
                        hook.name.value
                    ),
                )
                .label("with `fail` Velero skips the post hook")
                .related(hook.holds.span, "this hook changes the state of the server")
                .help("write `on-error continue`: then the post hook runs, and in both cases the failed run is not a recovery point"),
            );
        }
    }
}
