//! hook-holds-too-long: a state that is held for a whole file backup: post runs after the upload.

use crate::diag::{Diags, findings};
use crate::lint::walk::hooks;
use crate::lint::{Lint, LintCx};
use crate::model::{Holds, Method};

pub(super) static LINT: Lint = Lint {
    finding: &findings::HOOK_HOLDS_TOO_LONG,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for (member, workload, hook) in hooks(cx) {
        let method = member.method_of(workload);
        if hook.holds == Holds::ServerState && method == Method::FileBackup {
            out.push(
                LINT.diag(hook.span, format!("`{}` holds the server in a restricted state for the whole upload", hook.label))
                    .label("with `file-backup` the post hook runs after the last byte is uploaded: an outage at every backup")
                    .help("write `recover snapshot`, where the state is held for seconds, or `recover dump RECIPE`"),
            );
        }
    }
}
