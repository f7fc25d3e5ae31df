//! unused-tier: a tier that no namespace is in.

use crate::diag::{Diags, findings};
use crate::lint::{Lint, LintCx};

pub(super) static LINT: Lint = Lint {
    finding: &findings::UNUSED_TIER,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    if cx.model.namespaces_unread {
        return;
    }
    for tier in cx.model.tiers.values().filter(|tier| !tier.used) {
        let tiers = cx.model.tiers.values().map(|tier| &tier.values);
        let blocks = cx.model.namespaces.iter().map(|block| &block.values);
        let mut also = tiers.chain(blocks).flat_map(|values| &values.also);
        if also.any(|also| also.value == tier.id) {
            continue;
        }
        if !cx
            .model
            .namespaces
            .iter()
            .any(|block| block.tier.as_ref().is_some_and(|own| own.value == tier.id))
        {
            out.push(
                LINT.diag(
                    tier.name.span,
                    format!("no namespace is in tier `{}`", tier.name.value),
                )
                .label("nothing is backed up under this promise")
                .help(format!(
                    "write `namespace NAME {{ tier {} }}`, or remove the tier",
                    tier.name.value
                )),
            );
        }
    }
}
