//! name-too-long: a name that is joined from other names, and that the API server refuses.

use crate::diag::{Diags, findings};
use crate::lint::{Lint, LintCx};

pub(super) static LINT: Lint = Lint {
    finding: &findings::NAME_TOO_LONG,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let plan = &cx.model.plan.name;
    for store in cx.model.stores.values() {
        let name = format!("{}-{}", plan.value, store.name.value);
        if name.len() > 63 {
            out.push(
                LINT.diag(
                    store.name.span,
                    format!("the storage location would be called `{name}`"),
                )
                .label(format!(
                    "{} characters, and a name has at most 63",
                    name.len()
                ))
                .related(plan.span, "it begins with the name of the plan")
                .help("write a shorter name for the store or the plan"),
            );
        }
    }
    if plan.value.len() > 50 {
        out.push(
            LINT.diag(
                plan.span,
                format!("the name of the plan has {} characters", plan.value.len()),
            )
            .label("the name of every object begins with it")
            .help("write a name of at most 50 characters"),
        );
    }
}
