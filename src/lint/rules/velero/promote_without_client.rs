//! promote-without-client: a promotion without an image that can run it.

use crate::diag::{Diags, findings};
use crate::lint::walk::once::Once;
use crate::lint::{Lint, LintCx};
use crate::model::Recover;
use crate::recipe;

pub(super) static LINT: Lint = Lint {
    finding: &findings::PROMOTE_WITHOUT_CLIENT,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let mut once = Once::new();
    for member in cx.analysis.members() {
        for (_, recover) in member.recovers() {
            let Recover::Replication(replication) = recover else {
                continue;
            };
            let Some(promote) = &replication.promote else {
                continue;
            };
            let known = recipe::client(&replication.engine.value).is_some();
            if known || promote.image.is_some() || !once.first(promote.sql.span) {
                continue;
            }
            out.push(
                LINT.diag(promote.sql.span,
                    format!("drplan knows no client for `{}`", replication.engine.value),
                )
                .label("no Job can run this, so the standby would not be promoted")
                .help("write `image IMAGE` in the block of `promote`: the text then runs in its shell, with the address in $STANDBY"),
            );
        }
    }
}
