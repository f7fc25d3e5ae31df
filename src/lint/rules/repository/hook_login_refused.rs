//! hook-login-refused: a hook whose user or password the engine of its pod refuses, as the container is started.
//!
//! A recipe reads no variable of the container by itself: its client takes `user`, and the password of `secret`.

mod charts;
mod engines;
mod own;
mod passwords;

use crate::diag::{Diag, Diags, findings};
use crate::lint::walk::hook_places::{HookPlace, hook_places};
use crate::lint::walk::subjects;
use crate::lint::{Lint, LintCx};

pub(super) static LINT: Lint = Lint {
    finding: &findings::HOOK_LOGIN_REFUSED,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for one in hook_places(cx) {
        let found = passwords::unreadable(&one).or_else(|| engines::refused(&one));
        out.extend_one(found.map(|refusal| diag(&one, refusal)));
    }
    charts::check(cx, out);
    own::check(cx, out);
}

/// Why an engine refuses a hook.
struct Refusal {
    /// What is wrong, as the end of the message.
    what: String,
    /// Why, with what the repository shows.
    why: String,
    /// What to write.
    help: String,
    /// Whether it is about the file of `secret`.
    of_secret: bool,
}

const LABEL: &str = "the hook fails in every run, so the run is not a recovery point";

fn diag(one: &HookPlace<'_>, refusal: Refusal) -> Diag {
    let hook = one.hook;
    let secret = hook.secret.as_ref().filter(|_| refusal.of_secret);
    let user = hook.user.as_ref().filter(|_| !refusal.of_secret);
    let span = secret.or(user).map_or(hook.recipe.span, |text| text.span);
    LINT.diag(
        span,
        format!("the hook of `{}` {}", one.workload.label(), refusal.what),
    )
    .about(subjects::of_workload(one.workload.id).into_iter().take(1))
    .label(LABEL)
    .because(refusal.why)
    .help(refusal.help)
}
