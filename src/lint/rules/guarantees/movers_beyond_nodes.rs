//! movers-beyond-nodes: more data movers at one time than the nodes can attach; those that wait are cancelled
//! (node-agent: `--data-mover-prepare-timeout`, data_upload_controller.go, v1.18.1).

use crate::analyze::backup::cost::{MOVER_START, SIZE};
use crate::analyze::backup::exposed::{Attach, Exposed, attach, by_backups, nodes};
use crate::analyze::node_agent::knows_queue;
use crate::analyze::quantities::{Seconds, plural};
use crate::analyze::recovery::RecoverySide;
use crate::diag::{Diag, Diags, findings};
use crate::lint::walk::applied::installed;
use crate::lint::{Lint, LintCx};
use crate::model::Cluster;
use crate::model::value::Duration;
use std::sync::Arc;

pub(super) static LINT: Lint = Lint {
    finding: &findings::MOVERS_BEYOND_NODES,
    check,
};

/// Node-agent gives up a volume that is not prepared by then, unless a flag says otherwise.
const PREPARED: Seconds = Seconds::minutes(30);

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
        let worst = |exposed: Vec<Exposed>| {
            let late = exposed
                .into_iter()
                .filter_map(|one| Some((one.late(places, prepared)?, one.volumes)));
            late.max()
        };
        let backups = worst(backups(cx, cluster)).map(|late| {
            (
                late,
                "each is cancelled after",
                "and the backup is PartiallyFailed: in every run these volumes have no copy",
            )
        });
        let restores = worst(restores(cx, cluster)).map(|late| {
            (
                late,
                "each is cancelled after",
                "and the Restore is PartiallyFailed: these volumes are not restored",
            )
        });
        for ((waiting, volumes), cancelled, then) in backups.into_iter().chain(restores) {
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
                    "up to {waiting} of them wait for a node, {cancelled} {prepared}, {then}"
                ));
            out.push(cure(reasons(diag, attach), cluster, attach, queued));
        }
    }
}

/// What the backups of a cluster prepare.
pub(super) fn backups(cx: &LintCx<'_>, cluster: &Cluster) -> Vec<Exposed> {
    let sets: Vec<_> = cx.analysis.sets().iter().collect();
    let own: Vec<_> = sets
        .into_iter()
        .filter(|set| set.cluster.shares_site(cluster))
        .collect();
    by_backups(&own)
}

/// What the Restores of a tier prepare on a cluster, with those of the other primaries that it recovers.
pub(super) fn restores(cx: &LintCx<'_>, cluster: &Cluster) -> Vec<Exposed> {
    let stage = |side: &RecoverySide| {
        let tiers = side.restores.iter().map(|one| &one.tier);
        let times = tiers.map(|tier| side.restore_time(tier, SIZE));
        times.max_by_key(|time| time.movers)
    };
    let stages: Vec<_> = sides_of(cx, cluster)
        .filter_map(|side| stage(side))
        .collect();
    let volumes = stages
        .iter()
        .fold(0_u64, |sum, time| sum.saturating_add(time.movers));
    let lanes = nodes(cluster).saturating_mul(cluster.loads_per_node());
    let start = cluster.mover_start.as_ref();
    let start = start.map_or(MOVER_START, |start| start.value.into());
    let exposed = stages.iter().map(|time| Exposed {
        volumes,
        // Those that are attached are set up side by side.
        time: time.bytes.plus(start),
        first: time
            .bytes
            .over(time.movers.div_ceil(lanes).max(1))
            .plus(start),
        start,
    });
    exposed.collect()
}

fn sides_of<'a>(
    cx: &LintCx<'a>,
    cluster: &'a Cluster,
) -> impl Iterator<Item = &'a Arc<RecoverySide>> {
    let sides = cx.analysis.rehearsed().iter();
    sides.filter(|side| side.cluster.shares_site(cluster))
}

/// After which time node-agent of a cluster gives up a volume.
pub(super) fn prepared(cx: &LintCx<'_>, cluster: &Cluster) -> Seconds {
    let shown = installed(cx)
        .into_iter()
        .filter(|one| one.is_for(cluster))
        .find_map(|one| {
            let flag = one.velero.agent.pace.get("data-mover-prepare-timeout")?;
            flag.parse::<Duration>().ok()
        });
    shown.map_or(PREPARED, Seconds::from)
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
