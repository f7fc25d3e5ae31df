//! namespace-left-out: a namespace that is never backed up, because its objects would act on the recovery cluster or stop it.

use crate::analyze::unclaimed::OF_KUBERNETES;
use crate::diag::{Diags, findings};
use crate::lint::{Lint, LintCx};
use crate::model::NamespaceName;

pub(super) static LINT: Lint = Lint {
    finding: &findings::NAMESPACE_LEFT_OUT,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let plan = &cx.model.plan;
    for block in &cx.model.namespaces {
        for name in &block.names {
            let NamespaceName::Named(text) = &name.value else {
                continue;
            };
            let own =
                [plan.velero_namespace(), plan.gitops.flux.namespace()].contains(&text.as_str());
            if own || OF_KUBERNETES.contains(&text.as_str()) {
                out.push(
                    LINT.diag(name.span, format!("`{text}` is never backed up"))
                        .label("its objects, if they were restored, would act on the recovery cluster or stop it")
                        .help("remove it: Git and the installer of the cluster create it again"),
                );
            }
        }
    }
}
