//! source-not-brought: a release or a Kustomization of a recovery cluster that fetches from a source which only the primary has.

use crate::diag::{Diags, findings};
use crate::lint::walk::once::Once;
use crate::lint::walk::recovered::recovered;
use crate::lint::{Lint, LintCx};
use crate::model::Cluster;

pub(super) static LINT: Lint = Lint {
    finding: &findings::SOURCE_NOT_BROUGHT,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for one in recovered(cx) {
        let Some(primary) = one.primary else {
            continue;
        };
        let mut once = Once::new();
        for stage in &one.stages {
            for fetched in &stage.contents.fetched {
                let (kind, namespace, name) = &fetched.source;
                let only_there = primary.sources.contains(&fetched.source)
                    && !one.all().any(|all| all.sources.contains(&fetched.source))
                    && !one.by_path(stage).hides()
                    && !is_of_flux(cx, &one.side.cluster, namespace, name);
                if !only_there || !once.first(&fetched.source) {
                    continue;
                }
                let cluster = &one.side.cluster.name;
                let source = format!("{kind} {namespace}/{name}");
                out.push(
                    LINT.diag(
                        stage.path.span,
                        format!("`{}` in `{}` fetches from {source}, which nothing brings to `{}`", fetched.by, fetched.file, cluster.value),
                    )
                    .label("Flux cannot fetch it on a new cluster, and what it makes is never ready")
                    .related(one.side.primary.name.span, "this cluster has the source")
                    .help(format!("add {source} to this path, or to the path of a platform that comes before it")),
                );
            }
        }
    }
}

/// Whether a source is the one that a new cluster is bootstrapped with.
fn is_of_flux(cx: &LintCx<'_>, cluster: &Cluster, namespace: &str, name: &str) -> bool {
    let source = cx.analysis.source(cluster);
    namespace == cx.model.plan.gitops.flux.namespace()
        && (name == "flux-system" || name == &*source.name)
}
