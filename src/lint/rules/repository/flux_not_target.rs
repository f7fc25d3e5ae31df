//! flux-not-target: a Flux in the repository that is not the one that the plan is written for.

use crate::diag::{Diags, findings};
use crate::lint::{Lint, LintCx};

pub(super) static LINT: Lint = Lint {
    finding: &findings::FLUX_NOT_TARGET,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let plan = &cx.model.plan;
    let target = plan.gitops.flux.version();
    let clusters = cx.model.clusters.values();
    let other = clusters.filter_map(|cluster| {
        let flux = cx.inventory.flux.get(&cluster.id)?;
        let (version, file) = flux.version.as_ref()?;
        (!target.contains(*version)).then_some((cluster, version, file))
    });
    for (cluster, version, file) in other {
        let shown = format!("{}.{}", version.major, version.minor);
        let span = plan
            .gitops
            .flux
            .version
            .as_ref()
            .map_or(plan.name.span, |stated| stated.span);
        out.push(
            LINT.diag(
                span,
                format!(
                    "`{file}` installs Flux {shown}.{}, but the plan is written for {target}",
                    version.patch
                ),
            )
            .label("Flux refuses a whole stage with a field that its version does not know")
            .related(cluster.name.span, "on this cluster")
            .help(format!(
                "write `flux {shown}`, or commit the manifests of the Flux that the plan means"
            )),
        );
    }
}
