//! needs-later-tier: an application that waits for the restore of a later tier.

use crate::analyze::needs::{self, Standing};
use crate::diag::{Diag, Diags};
use crate::lint::{Lint, LintCx};

pub(super) static LINT: Lint = Lint {
    name: "needs-later-tier",
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    // Tiers have an order in a recovery alone.
    if cx
        .model
        .clusters
        .values()
        .all(|cluster| cluster.recovers.is_none())
    {
        return;
    }
    for (block, need, standing) in needs::all(cx.model) {
        // What is not in the plan is `unknown-name`.
        let Standing::LowerPriority(tier) = standing else {
            continue;
        };
        let (own, later) = (&block.tier.value, &tier.name.value);
        out.push(
            Diag::new(
                "needs-later-tier",
                need.span,
                format!(
                    "tier `{own}` waits for `{}` of tier `{later}`, which is restored after it",
                    need.value
                ),
            )
            .label(format!("comes back only once all of `{later}` is restored"))
            .related(tier.name.span, format!("`{later}` comes after `{own}`"))
            .help(format!(
                "put `{}` into tier `{own}`, or give `{later}` an earlier `order`",
                need.value
            )),
        );
    }
}
