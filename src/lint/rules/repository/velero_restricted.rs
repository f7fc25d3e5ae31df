//! velero-restricted: a Namespace of Velero whose label lets the API server refuse node-agent, which reads volumes by their
//! paths on the node (pkg/install/daemonset.go, v1.18.3; Pod Security Standards, baseline: hostPath).

use crate::diag::{Diags, findings};
use crate::lint::walk::applied::by_node_agent;
use crate::lint::walk::once::Once;
use crate::lint::{Lint, LintCx};
use crate::model::Cluster;
use crate::repository::contents::Contents;
use crate::source::Span;

pub(super) static LINT: Lint = Lint {
    finding: &findings::VELERO_RESTRICTED,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let mut once = Once::new();
    for (cluster, at, contents) in shown(cx) {
        let primary = cluster.recovers.map_or(cluster.id, |primary| primary.value);
        let mut sets = cx.analysis.sets().iter();
        let moved = sets.any(|set| set.cluster.id == primary && by_node_agent(set));
        let mut restricted = contents.restricted.iter();
        let Some(one) =
            restricted.find(|one| moved && one.name == cx.model.plan.velero_namespace())
        else {
            continue;
        };
        if !once.first(&one.file) {
            continue;
        }
        out.push(
            LINT.diag(
                at,
                format!("the namespace `{}` of `{}` enforces the level `{}`", one.name, one.file, one.level),
            )
            .label("the API server refuses the pods of node-agent: no volume is copied, and none is restored")
            .related(cluster.name.span, "on this cluster")
            .help("write `pod-security.kubernetes.io/enforce: privileged` in the labels of this Namespace"),
        );
    }
}

/// What is shown of each cluster: the platforms of a recovery, and what Flux applies from its own path.
fn shown<'a>(cx: &LintCx<'a>) -> Vec<(&'a Cluster, Span, &'a Contents)> {
    let mut all = Vec::new();
    for cluster in cx.model.clusters.values() {
        for platform in cx.model.platforms.values() {
            let path = platform.path.value.as_str();
            let contents = cx.inventory.contents(cluster.id, path);
            all.extend(contents.map(|one| (&**cluster, platform.path.span, one)));
        }
        let path = cluster
            .path
            .as_ref()
            .map_or(cluster.name.span, |path| path.span);
        all.extend(
            cx.inventory
                .own(cluster.id)
                .map(|one| (&**cluster, path, one)),
        );
    }
    all
}
