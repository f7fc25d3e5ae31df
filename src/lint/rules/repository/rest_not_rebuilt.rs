//! rest-not-rebuilt: another plan backs up all namespaces with `*`, and was built before this plan named some of them.

use crate::diag::{Diags, findings};
use crate::lint::walk::subjects;
use crate::lint::{Lint, LintCx};
use crate::model::NamespaceName;

pub(super) static LINT: Lint = Lint {
    finding: &findings::REST_NOT_REBUILT,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for rest in &cx.inventory.catch_alls {
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
                    "the `*` of plan `{}` also backs up `{}`{more} of `{}`",
                    rest.plan,
                    first.name.value.as_str(),
                    first.cluster.stated_name()
                ),
            )
            .about(first_block)
            .label("its Restore may restore these claims first: the Restore of this plan then restores no data, and its gate fails")
            .help(format!(
                "run `drplan build` for this plan and then for `{}`, which leaves them out",
                rest.plan
            )),
        );
    }
}
