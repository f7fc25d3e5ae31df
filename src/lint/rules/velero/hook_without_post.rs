//! hook-without-post: a state that nothing undoes: the server stays as the hook left it.

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
                    format!("nothing undoes what `{}` holds", hook.name.value),
                )
                .label("the server stays in this state after the first backup")
                .help("write `post { container CONTAINER; command … }`, safe to repeat"),
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
                        "when `{}` fails half-way, nothing undoes what it holds",
                        hook.name.value
                    ),
                )
                .label("with `fail` Velero skips the post hook")
                .related(hook.holds.span, "it holds a state of the server")
                .help("write `on-error continue`: the run is no recovery point either way"),
            );
        }
    }
}
