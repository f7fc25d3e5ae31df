//! hook-without-post: a state that nothing undoes: the server stays as the hook left it.

use crate::diag::{Diag, Diags};
use crate::lint::{Lint, LintCx};
use crate::model::Holds;

pub(super) static LINT: Lint = Lint {
    name: "hook-without-post",
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for hook in cx.model.hooks.values() {
        if hook.holds.value == Holds::ServerState && hook.post.is_none() {
            out.push(
                Diag::new(
                    "hook-without-post",
                    hook.holds.span,
                    format!("nothing undoes what `{}` holds", hook.name.value),
                )
                .label("the server stays in this state after the first backup")
                .help("write `post { container CONTAINER; command … }`, safe to repeat"),
            );
        }
    }
}
