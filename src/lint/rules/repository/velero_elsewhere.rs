//! velero-elsewhere: a Velero in another namespace than its objects, so it never reads them.

use crate::diag::{Diags, findings};
use crate::lint::walk::applied::installed;
use crate::lint::{Lint, LintCx};

pub(super) static LINT: Lint = Lint {
    finding: &findings::VELERO_ELSEWHERE,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let plan = &cx.model.plan;
    for one in installed(cx) {
        let velero = one.velero;
        let meant = plan.velero_namespace();
        let Some(there) = velero.namespace.as_ref().filter(|there| *there != meant) else {
            continue;
        };
        let stated = plan.velero_namespace.as_ref().map(|name| name.span);
        out.push(
            LINT.diag(stated.unwrap_or(one.at),
                format!("the Velero of `{}` runs in namespace `{there}`, but the objects of the plan are written for `{meant}`", velero.file),
            )
            .label("Velero reads only its own namespace: it would ignore every Schedule and Restore of the plan")
            .help(format!("write `velero-namespace {there}` in the plan block, or install Velero in `{meant}`")),
        );
    }
}
