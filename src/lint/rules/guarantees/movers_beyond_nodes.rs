//! movers-beyond-nodes: more data movers at one time than the nodes can attach; those that wait are cancelled
//! (node-agent: `--data-mover-prepare-timeout`, data_upload_controller.go, v1.18.1).

use crate::analyze::backup::exposed::{Attach, Exposed, attach};
use crate::analyze::backup::restore::nodes;
use crate::analyze::node_agent::knows_queue;
use crate::analyze::quantities::plural;
use crate::diag::{Diag, Diags, findings};
use crate::lint::walk::movers::{backups, most_late, prepared, restores, sides_of};
use crate::lint::{Lint, LintCx};
use crate::model::Cluster;

pub(super) static LINT: Lint = Lint {
    finding: &findings::MOVERS_BEYOND_NODES,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let queued = knows_queue(cx.model);
    for cluster in cx.model.clusters.values().filter(|one| one.leads()) {
        // What the author states is limited by the queue, or judged as a time-out.
        if cluster.mover_attachments.is_some() {
            continue;
        }
        let prepared = prepared(cx, cluster);
        let members = || {
            let sides = sides_of(cx, cluster).map(|side| side.primary.id);
            let homes: Vec<_> = sides.chain([cluster.id]).collect();
            let all = cx.analysis.members().iter();
            all.filter(move |member| homes.contains(&member.id.cluster))
        };
        let Some(attach) = attach(cx.model, cluster, members()) else {
            continue;
        };
        let places = attach.movers.saturating_mul(nodes(cluster));
        let late = |exposed: Vec<Exposed>, then: &'static str| {
            let late = most_late(exposed, places, prepared)?;
            Some((late, then))
        };
        let backups = late(
            backups(cx, cluster),
            "and the backup is PartiallyFailed: in every run these volumes have no copy",
        );
        let restores = late(
            restores(cx, cluster),
            "and the Restore is PartiallyFailed: these volumes are not restored",
        );
        for ((waiting, volumes), then) in backups.into_iter().chain(restores) {
            let diag = LINT
                .diag(
                    cluster.name.span,
                    format!(
                        "`{}` prepares {} at once, and its {} may attach no more than {places}",
                        cluster.stated_name(),
                        plural(volumes, "data mover"),
                        plural(nodes(cluster), "node"),
                    ),
                )
                .label(format!(
                    "up to {waiting} of them wait for a node, each is cancelled after {prepared}, {then}"
                ));
            out.push(cure(reasons(diag, attach), cluster, attach, queued));
        }
    }
}

fn reasons(diag: Diag, attach: Attach) -> Diag {
    let diag = diag.because(
        "Velero prepares every volume as soon as it may, however few of them `node-agent-load` moves at once",
    );
    match attach.known {
        Some((driver, most, pods)) => diag.because(format!(
            "a node attaches about {most} volumes of `{driver}`, and {pods} of them are those of the pods"
        )),
        None => diag.because(format!(
            "how many volumes a node attaches for data movers is not declared, and {} are assumed",
            attach.movers
        )),
    }
}

fn cure(diag: Diag, cluster: &Cluster, attach: Attach, queued: bool) -> Diag {
    let name = cluster.stated_name();
    let least = cluster.loads_per_node().saturating_mul(2);
    let number = attach.movers.max(least);
    let write = format!("write `mover-attachments {number}` in cluster `{name}`");
    let diag = match queued {
        true => diag.help(format!(
            "{write}, with the number of volumes that one of its nodes attaches for data movers: the others then wait for their turn"
        )),
        false => diag.help(format!(
            "upgrade to Velero 1.17, and {write}: the others then wait for their turn"
        )),
    };
    let diag = diag.alternative(
        "start node-agent with a `--data-mover-prepare-timeout` that is longer than the whole copy",
    );
    match cluster.nodes {
        None => diag.alternative("write `nodes` if there are more of them than the assumed 3"),
        Some(_) => diag,
    }
}
