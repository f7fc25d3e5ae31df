//! stage-changed: stages of the plan that the path of their cluster changes.

use crate::diag::{Diags, findings};
use crate::lint::{Lint, LintCx};

pub(super) static LINT: Lint = Lint {
    finding: &findings::STAGE_CHANGED,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for side in cx.analysis.sides() {
        let cluster = &side.cluster;
        let flux = cx.inventory.flux.get(&cluster.id);
        for (file, what) in flux.iter().flat_map(|flux| &flux.changed) {
            let span = cluster.path.as_ref();
            let span = span.map_or(cluster.name.span, |path| path.span);
            let own = cx.model.plan.gitops.flux.namespace();
            out.push(
                LINT.diag(span, format!("`{file}` changes the stages that drplan writes for `{}`: `{what}`", cluster.name.value))
                    .label("Flux applies them otherwise than this plan computes with, or not at all")
                    .help(match what.strip_prefix("spec.") {
                        Some(_) => "write a `labelSelector: app.kubernetes.io/managed-by!=drplan` in the `target` of this patch".to_owned(),
                        None if what.contains("fluxcd.io/") => "leave the stages out of it: write a patch with a `labelSelector: app.kubernetes.io/managed-by!=drplan` instead".to_owned(),
                        None if what.contains("amespace:") => format!("remove it, or write `flux-namespace NAME` if Flux runs in another namespace than `{own}`"),
                        None => "remove it, and write the names of the other objects out".to_owned(),
                    }),
            );
        }
    }
}
