//! velero-restricted: a namespace in which a quota or a policy keeps Velero from its work, or whose label lets the API server refuse node-agent, which reads volumes by their
//! paths on the node (pkg/install/daemonset.go, v1.18.3; Pod Security Standards, baseline: hostPath).

use crate::diag::{Diag, Diags, findings};
use crate::lint::walk::applied::by_node_agent;
use crate::lint::walk::once::Once;
use crate::lint::{Lint, LintCx};
use crate::model::Cluster;
use crate::model::value::address::is_in_cluster;
use crate::repository::contents::{Contents, Refusal, Refused};
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
        for refused in refused(cx, cluster, contents, moved) {
            if once.first(&refused.file) {
                out.push(of_object(cluster, at, refused));
            }
        }
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

/// What of its namespace keeps the Velero of a cluster from its work; `moved` where node-agent has to copy something.
fn refused<'a>(
    cx: &LintCx<'a>,
    cluster: &Cluster,
    contents: &'a Contents,
    moved: bool,
) -> Vec<&'a Refused> {
    let primary = cluster.recovers.map_or(cluster.id, |primary| primary.value);
    let mut sets = cx.analysis.sets().iter();
    let outside = sets.any(|set| {
        let url = set.store.bucket.url.as_ref();
        let near = url.is_some_and(|url| is_in_cluster(&url.value));
        set.cluster.id == primary && !near
    });
    let all = contents.refused.iter();
    let own = all.filter(|one| one.namespace == cx.model.plan.velero_namespace());
    own.filter(|one| match one.by {
        // What else is allowed may stand where nothing is read.
        Refusal::Egress { inside } => contents.whole && (outside || !inside),
        // The settings of node-agent state what its pods ask for.
        Refusal::Stated(_) => contents.whole && moved && cluster.node_agent_config.is_none(),
        Refusal::Pods(_) => moved,
    })
    .collect()
}

fn of_object(cluster: &Cluster, at: Span, one: &Refused) -> Diag {
    let Refused {
        file,
        namespace,
        object,
        by,
    } = one;
    let (message, label, help) = match by {
        Refusal::Egress { .. } => (
            format!("{object} in `{file}` allows the pods of `{namespace}` no connection to a bucket"),
            "Velero does not reach its storage location: no backup is made, and none is restored",
            "allow egress to the address of the bucket, and to the API server and DNS, in a NetworkPolicy beside it".to_owned(),
        ),
        Refusal::Stated(what) => (
            format!("{object} in `{file}` refuses pods in `{namespace}` that do not state `{what}`"),
            "the pods that move data state nothing of it: no volume is copied, and none is restored",
            "add a LimitRange with defaults for containers beside it, or remove the quota".to_owned(),
        ),
        Refusal::Pods(most) => (
            format!("{object} in `{file}` allows {most} pods in `{namespace}`"),
            "Velero, node-agent and a pod that moves data are three: no volume is copied",
            "allow as many pods as there are nodes and volumes that move at once, and some more".to_owned(),
        ),
    };
    LINT.diag(at, message)
        .label(label)
        .related(cluster.name.span, "on this cluster")
        .help(help)
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
