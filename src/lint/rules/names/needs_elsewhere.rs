//! needs-elsewhere: a namespace that needs one of another primary: nothing can wait for it.

use crate::analyze::needs::{self, Standing};
use crate::diag::{Diags, findings};
use crate::lint::{Lint, LintCx};

pub(super) static LINT: Lint = Lint {
    finding: &findings::NEEDS_ELSEWHERE,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for (member, need, standing) in needs::all_needs(cx.analysis) {
        if standing != Standing::NotInPlan {
            continue;
        }
        // What is not in the plan at all is `unknown-name`.
        let mut members = cx.analysis.members().iter();
        let other = members.find(|other| other.name.value.as_str() == need.name.as_str());
        let Some(other) = other else { continue };
        let (own, name) = (&member.cluster.name.value, &need.name);
        out.push(
            LINT.diag(
                need.span,
                format!(
                    "`{name}` runs on `{}`, but `{}` runs on `{own}`",
                    other.cluster.name.value,
                    member.name.value.as_str()
                ),
            )
            .label(
                "Flux on one cluster cannot wait for another cluster: this `needs` has no effect",
            )
            .related(other.name.span, format!("`{name}` is declared here"))
            .help(format!(
                "remove `needs {name}`, or declare `{name}` on `{own}` too"
            )),
        );
    }
}
