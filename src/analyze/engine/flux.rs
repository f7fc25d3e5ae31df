//! Flux 2.7 to 2.9: a stage is a Kustomization of kustomize-controller.

use super::EdgeCost;
use crate::analyze::breakdown::{Breakdown, Input, TermKind};
use crate::analyze::quantities::Seconds;
use crate::analyze::recovery::stage::StageKind;
use crate::analyze::stable_hash::shortened;
use crate::model::{Cluster, Model, Namespace};
use crate::schema::rows;

/// Assumed time of Flux on an empty cluster.
pub const BOOTSTRAP: Seconds = Seconds::minutes(5);
/// Until a warm cluster has fetched the commit that begins its recovery.
pub const FETCH: Seconds = Seconds::new(60);
/// kustomize-controller's --requeue-dependency.
pub const REQUEUE: Seconds = Seconds::new(30);
/// Its poll of the health of what it applied.
pub const POLL: Seconds = Seconds::new(5);
/// Its --concurrent.
pub const WORKERS: u64 = 4;
/// The longest name of a Kustomization: Flux writes it into a label of all that it applies.
const NAME: usize = 63;

/// The name of a block's application: its first namespace by alphabet. Two primaries that one cluster recovers may have one
/// of a name, so it is called there as the cluster calls it.
fn head(cluster: &Cluster, block: &Namespace) -> String {
    let names = block.names.iter().map(|name| name.value.as_str());
    let first = names.min().unwrap_or("*");
    match cluster.of_primary() {
        Some(_) => block.called(cluster.called(first)),
        None => block.called(first),
    }
}

pub(super) fn stage_name(model: &Model, cluster: &Cluster, stage: &StageKind, run: &str) -> String {
    let plan = model.plan.name.value.as_str();
    let run = cluster.run_label(run);
    let own = |what: &str| match cluster.of_primary() {
        Some(primary) => format!("{plan}-{what}-{primary}"),
        None => format!("{plan}-{what}"),
    };
    let name = match stage {
        StageKind::Backup => own("backup"),
        StageKind::VeleroConfig => format!("{plan}-velero-config"),
        StageKind::Platform(platform) => format!("{plan}-platform-{}", platform.name.value),
        StageKind::Storage => own("storage"),
        StageKind::Restore(tier) => format!("{plan}-restore-{}-{run}", tier.name.value),
        StageKind::Promote(member) => {
            format!("{plan}-promote-{}-{run}", member.called())
        }
        StageKind::Apps(member, more) => {
            // Blocks of one path are one stage: Flux deletes what a stage has applied where its name changes, so that
            // the order of the blocks must not be in it.
            let all = more.iter().map(|other| head(cluster, &other.block));
            let own = head(cluster, &member.block);
            format!("{plan}-apps-{}", all.fold(own, String::min))
        }
        StageKind::Load(member) => format!("{plan}-load-{}-{run}", member.called()),
        StageKind::Check(tier) => format!("{plan}-check-{}-{run}", tier.name.value),
        StageKind::Complete => format!("{plan}-complete-{run}"),
    };
    shortened(&name, NAME)
}

/// kustomize-controller looks at a dependency again after `--requeue-dependency`, and polls the health
/// of what it has applied (experiment E11).
pub(super) fn edge(cluster: &Cluster) -> EdgeCost {
    EdgeCost {
        time: requeue(cluster).plus(POLL),
        how: "requeue and poll of kustomize-controller",
        name: "Flux dependency waits",
    }
}

pub(super) fn requeue(cluster: &Cluster) -> Seconds {
    let requeue = cluster.requeue.as_ref();
    requeue.map_or(REQUEUE, |stated| stated.value.into())
}

pub(super) fn workers(cluster: &Cluster) -> u64 {
    let workers = cluster.workers.as_ref();
    workers.map_or(WORKERS, |stated| stated.value)
}

pub(super) fn cheaper_edges(cluster: &Cluster) -> Option<String> {
    cluster.requeue.is_none().then(|| {
        format!(
            "write `requeue 5s` in cluster `{}` and give kustomize-controller the same flag",
            cluster.stated_name()
        )
    })
}

pub(super) fn lead(cluster: &Cluster, warm: bool, breakdown: &mut Breakdown) {
    if warm {
        breakdown.push(
            TermKind::Fetch,
            FETCH,
            "until Flux has fetched the commit that begins the recovery".to_owned(),
            vec![Input::assumed("interval of the GitRepository", FETCH)],
        );
        return;
    }
    let bootstrap = cluster.bootstrap.as_ref();
    let time: Seconds = bootstrap.map_or(BOOTSTRAP, |stated| stated.value.into());
    breakdown.push(
        TermKind::Bootstrap,
        time,
        "until the controllers of Flux are ready".to_owned(),
        vec![Input::declared(&rows::BOOTSTRAP, bootstrap, BOOTSTRAP)],
    );
}

pub(super) fn wait_command(model: &Model, stage: &str) -> String {
    format!(
        "kubectl wait kustomization/{stage} --namespace {} --for=condition=Ready --timeout=8h",
        model.plan.gitops.flux.namespace()
    )
}
