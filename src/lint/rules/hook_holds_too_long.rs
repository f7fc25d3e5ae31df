//! hook-holds-too-long: a state that is held for a whole file backup: post runs after the upload.

use crate::diag::{Diag, Diags};
use crate::lint::rules::shared::each_hook;
use crate::lint::{Lint, LintCx};
use crate::model::{Holds, Method};

pub(super) static LINT: Lint = Lint {
    name: "hook-holds-too-long",
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    each_hook(cx, |_, _, method, hook| {
        if hook.holds == Holds::ServerState && method == Method::FileBackup {
            out.push(
                Diag::new("hook-holds-too-long", hook.span, format!("`{}` holds its state for the whole upload", hook.label))
                    .label("with file-backup the post hook waits for every byte: an outage of that length")
                    .help("write `recover snapshot`, where the state is held for seconds, or `recover dump RECIPE`"),
            );
        }
    });
}
