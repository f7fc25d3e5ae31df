//! rest-not-rebuilt: another plan takes every namespace with `*`, and does not yet know that these are this plan's.

use crate::diag::{Diags, findings};
use crate::lint::walk::subjects;
use crate::lint::{Lint, LintCx};
use crate::model::NamespaceName;

pub(super) static LINT: Lint = Lint {
    finding: &findings::REST_NOT_REBUILT,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for rest in &cx.inventory.rests {
        let mut taken = cx.analysis.members().iter().filter(|member| {
            member.id.cluster == rest.cluster
                && member.name.value != NamespaceName::Rest
                && !rest.without.contains(member.name.value.as_str())
        });
        let Some(first) = taken.next() else { continue };
        let first_block = [subjects::of_block(first.id.namespace.block)];
        let more = match taken.count() {
            0 => String::new(),
            n => format!(" and {n} more"),
        };
        out.push(
            LINT.diag(
                first.name.span,
                format!(
                    "plan `{}` takes `{}`{more} of `{}` with its `*`",
                    rest.plan,
                    first.name.value.as_str(),
                    first.cluster.name.value
                ),
            )
            .about(first_block)
            .label("its Restore would bring their claims before this plan's, whose gate then fails")
            .help(format!(
                "run `drplan build` for this plan and then for `{}`, which leaves them out",
                rest.plan
            )),
        );
    }
}
