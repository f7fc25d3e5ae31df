//! accept-unused: an `accept` of something that the plan does not have.

use crate::diag::{Diag, Diags, Subject, findings, near::nearest};
use crate::lint::{Lint, LintCx};
use crate::model::Accept;

pub(super) static LINT: Lint = Lint {
    finding: &findings::ACCEPT_UNUSED,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    if cx.model.namespaces_unread {
        return;
    }
    for (index, accept) in cx.model.accepts.iter().enumerate() {
        let found = unused(cx, accept);
        out.extend_one(found.map(|diag| diag.about([Subject::Accept(index)])));
    }
}

fn unused(cx: &LintCx<'_>, accept: &Accept) -> Option<Diag> {
    let selector = &accept.selector.value;
    let members = || cx.analysis.members().iter();
    let of_name = || members().filter(|member| member.name.value.as_str() == &*selector.namespace);
    let (message, near) = if of_name().next().is_none() {
        let names = members().map(|member| member.name.value.as_str());
        (
            format!("the plan has no namespace `{}`", selector.namespace),
            nearest(&selector.namespace, names),
        )
    } else {
        let wanted = selector.workload.as_ref()?;
        let mut workloads = of_name().flat_map(|member| &member.block.workloads);
        if workloads.any(|workload| workload.name.value == *wanted) {
            return None;
        }
        (
            format!(
                "namespace `{}` has no workload `{wanted}`",
                selector.namespace
            ),
            None,
        )
    };
    let diag = LINT
        .diag(accept.selector.span, message)
        .label("this `accept` has no effect");
    Some(match near {
        Some(near) => diag.help(format!("write `{near}`, or remove the `accept`")),
        None => diag.help("write a name that the plan declares, or remove the `accept`"),
    })
}
