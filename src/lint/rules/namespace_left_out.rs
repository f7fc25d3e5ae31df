//! namespace-left-out: a namespace that no backup may hold: its objects would act on the recovery cluster, or stop it.

use crate::analyze::sets::OF_KUBERNETES;
use crate::diag::{Diag, Diags};
use crate::lint::{Lint, LintCx};
use crate::model::NamespaceName;

pub(super) static LINT: Lint = Lint {
    name: "namespace-left-out",
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let plan = &cx.model.plan;
    for block in &cx.model.namespaces {
        for name in &block.names {
            let NamespaceName::Named(text) = &name.value else {
                continue;
            };
            let own = [plan.velero_namespace(), plan.flux_namespace()].contains(&text.as_str());
            if own || OF_KUBERNETES.contains(&text.as_str()) {
                out.push(
                    Diag::new(
                        "namespace-left-out",
                        name.span,
                        format!("`{text}` is never backed up"),
                    )
                    .label("restored, its objects would act on the recovery cluster or stop it")
                    .help("remove it: Git and the cluster's own installer bring it back"),
                );
            }
        }
    }
}
