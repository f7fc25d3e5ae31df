//! needs-later-tier: an application that waits for the restore of a later tier.

use crate::analyze::needs::{self, Standing};
use crate::diag::{Diags, findings};
use crate::lint::{Lint, LintCx};

pub(super) static LINT: Lint = Lint {
    finding: &findings::NEEDS_LATER_TIER,
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
    for (member, need, standing) in needs::all_needs(cx.analysis) {
        // What is not in the plan is `unknown-name`.
        let Standing::LowerPriority(tier) = standing else {
            continue;
        };
        let (own, later) = (member.tier_name(), &tier.name.value);
        out.push(
            LINT.diag(
                need.span,
                format!(
                    "a namespace of tier `{own}` needs `{}` of tier `{later}`, which is restored later",
                    need.name
                ),
            )
            .label(format!("its applications start only after all of `{later}` is restored"))
            .related(tier.name.span, format!("`{later}` comes after `{own}`"))
            .help(format!(
                "put `{}` into tier `{own}`, or give `{later}` an earlier `order`",
                need.name
            )),
        );
    }
}
