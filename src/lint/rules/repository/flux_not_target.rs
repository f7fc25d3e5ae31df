//! flux-not-target: a Flux in the repository that is not the one that the plan is written for.

use crate::diag::{Diags, Subject, findings};
use crate::lint::walk::least_flux;
use crate::lint::walk::once::Once;
use crate::lint::{Lint, LintCx};
use crate::model::Cluster;
use crate::model::value::Version;
use std::sync::Arc;

pub(super) static LINT: Lint = Lint {
    finding: &findings::FLUX_NOT_TARGET,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let plan = &cx.model.plan;
    let target = plan.gitops.flux.version();
    let clusters = cx.model.clusters.values();
    let others = clusters.filter_map(|cluster| {
        let flux = cx.inventory.flux.get(&cluster.id)?;
        let (version, file) = flux.version.as_ref()?;
        (!target.contains(*version)).then_some((*version, file, cluster))
    });
    let others: Vec<(Version, &String, &Arc<Cluster>)> = others.collect();
    // Clusters are upgraded together: several of one minor version are one finding.
    let mut once = Once::new();
    for (version, file, _) in &others {
        let minor = (version.major, version.minor);
        if !once.first(minor) {
            continue;
        }
        let shown = format!("{}.{}", version.major, version.minor);
        let span = plan
            .gitops
            .flux
            .version
            .as_ref()
            .map_or(plan.name.span, |stated| stated.span);
        let alike = || {
            let others = others.iter();
            others.filter(|(other, ..)| (other.major, other.minor) == minor)
        };
        let more = match alike().count() - 1 {
            0 => "",
            _ => ", and so do other files",
        };
        let mut diag = LINT
            .diag(
                span,
                format!(
                    "`{file}` installs Flux {version}{more}, but the plan is written for {target}"
                ),
            )
            .about([Subject::Flux])
            .label("Flux refuses a whole stage with a field that its version does not know");
        for (_, _, cluster) in alike() {
            diag = diag.related(cluster.name.span, "on this cluster");
        }
        for (version, file, _) in alike().skip(1) {
            diag = diag.because(format!("`{file}` installs Flux {version}"));
        }
        let old = least_flux(cx).filter(|needed| version < needed);
        out.push(match old {
            // The older version in the plan would be `target-too-old`.
            Some(needed) => diag.because(format!("a recovery needs Flux {needed}")).help(format!(
                "upgrade Flux: commit the manifests of Flux {target} to the path of each cluster"
            )),
            None => diag.help(format!(
                "write `flux {shown}`, or commit the manifests of the Flux that the plan means"
            )),
        });
    }
}
