//! namespace-in-two-plans: a namespace that another plan of the repository backs up too: both would restore it.

use crate::diag::{Diags, findings};
use crate::lint::walk::subjects;
use crate::lint::{Lint, LintCx};

pub(super) static LINT: Lint = Lint {
    finding: &findings::NAMESPACE_IN_TWO_PLANS,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for member in cx.analysis.members() {
        let name = member.name.value.as_str();
        let mut others = cx.inventory.other_plans.iter();
        let other =
            others.find(|other| other.cluster == member.id.cluster && other.namespace == name);
        let Some(other) = other else { continue };
        let cluster = member.cluster.stated_name();
        let message = match name {
            "*" => format!(
                "plan `{}` also backs up every other namespace of `{cluster}`",
                other.plan
            ),
            name => format!(
                "plan `{}` also backs up `{name}` of `{cluster}`",
                other.plan
            ),
        };
        out.push(
            LINT.diag(member.name.span,
                message,
            )
            .about([subjects::of_block(member.id.namespace.block)])
            .label("two Restores would restore the same claims: the second one restores no data, and its gate fails")
            .help("remove it from one of the two plans"),
        );
    }
}
