//! rest-not-rebuilt: another plan takes every namespace with `*`, and does not yet know that these are this plan's.

use crate::diag::{Diag, Diags};
use crate::lint::{Lint, LintCx};
use crate::model::NamespaceName;

pub(super) static LINT: Lint = Lint {
    name: "rest-not-rebuilt",
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for rest in &cx.inventory.rests {
        let mut taken = cx.facts.effective.iter().filter(|member| {
            member.cluster.name.value.as_str() == rest.cluster
                && member.name.value != NamespaceName::Rest
                && !rest.without.contains(member.name.value.as_str())
        });
        let Some(first) = taken.next() else { continue };
        let more = match taken.count() {
            0 => String::new(),
            n => format!(" and {n} more"),
        };
        out.push(
            Diag::new(
                "rest-not-rebuilt",
                first.name.span,
                format!(
                    "plan `{}` takes `{}`{more} of `{}` with its `*`",
                    rest.plan,
                    first.name.value.as_str(),
                    rest.cluster
                ),
            )
            .label("its Restore would bring their claims before this plan's, whose gate then fails")
            .help(format!(
                "run `drplan build` for this plan and then for `{}`, which leaves them out",
                rest.plan
            )),
        );
    }
}
