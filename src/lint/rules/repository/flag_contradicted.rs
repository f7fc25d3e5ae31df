//! flag-contradicted: a Velero, node-agent or kustomize-controller that the repository shows started with a flag that makes a computed promise wrong (pkg/cmd/server/config, pkg/cmd/cli/nodeagent, v1.18.3).

use crate::analyze::backup::cost::MOVER_START;
use crate::analyze::engine::Engine;
use crate::analyze::quantities::Seconds;
use crate::diag::{Diag, Diags, findings};
use crate::lint::walk::applied::{Installed, installed, managed};
use crate::lint::{Lint, LintCx};
use crate::model::Cluster;
use crate::model::value::Duration;
use crate::repository::contents::{AgentConfig, Started};

pub(super) static LINT: Lint = Lint {
    finding: &findings::FLAG_CONTRADICTED,
    check,
};

/// Velero's own waits, which no promise has a term for.
const POLL: Duration = Duration::seconds(10);
const RESOURCES: Duration = Duration::minutes(10);

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    flux(cx, out);
    let name = cx.model.plan.node_agent();
    for one in installed(cx) {
        let clusters = cx.model.clusters.values();
        let clusters = clusters.filter(|cluster| one.is_for(cluster));
        let of_clusters = clusters.flat_map(|cluster| {
            [
                backups(&one, cluster),
                movers(&one, cluster),
                loads(&one, cluster, &name),
            ]
        });
        let all = [polls(&one), gives_up(&one)].into_iter().chain(of_clusters);
        for diag in all.flatten() {
            out.push(diag);
        }
    }
}

/// The flags of kustomize-controller on the clusters that recover.
fn flux(cx: &LintCx<'_>, out: &mut Diags) {
    for side in managed(cx).filter(|side| !side.at_home()) {
        let cluster = &side.cluster;
        let Some(flux) = cx.inventory.flux.get(&cluster.id) else {
            continue;
        };
        let component = format!("{}/{}/flux", cx.model.plan.name.value, cluster.name.value);
        // The Component of the plan comes last; that it is not there is `flags-not-set`.
        let sets = |stated: bool| stated && (flux.names(&component) || flux.flux_system.is_some());
        let computed = Engine::Flux.workers(cluster);
        let shown = flux.tenants.workers.as_ref();
        if let Some((workers, file)) = shown.filter(|_| !sets(cluster.workers.is_some()))
            && *workers < computed
        {
            out.push(
                of_flux(
                    cluster,
                    file,
                    (&format!("concurrent={workers}"), &computed.to_string()),
                )
                .label("stages that are computed side by side wait for one another")
                .help(format!("write `workers {workers}`, or change the flag")),
            );
        }
        let computed = Engine::Flux.requeue(cluster);
        let shown = flux.tenants.requeue.as_ref();
        if let Some((requeue, file)) = shown.filter(|_| !sets(cluster.requeue.is_some()))
            && Seconds::from(*requeue) > computed
        {
            out.push(
                of_flux(
                    cluster,
                    file,
                    (
                        &format!("requeue-dependency={}", requeue.flux()),
                        &computed.to_string(),
                    ),
                )
                .label("each stage that waits for another one begins later than computed")
                .help(format!("write `requeue {requeue}`, or change the flag")),
            );
        }
    }
}

fn of_flux(cluster: &Cluster, file: &str, (flag, computed): (&str, &str)) -> Diag {
    LINT.diag(
        cluster.name.span,
        format!("`{file}` starts kustomize-controller with `--{flag}`, and the recovery time is computed with {computed}"),
    )
}

fn duration(started: &Started, flag: &str) -> Option<Duration> {
    started.pace.get(flag)?.parse().ok()
}

fn of_velero(one: &Installed<'_>, (what, flag): (&str, &str)) -> Diag {
    let file = &one.velero.file;
    LINT.diag(
        one.at,
        format!("the {what} of `{file}` is started with `--{flag}`"),
    )
}

/// A backup whose data is moved is complete, and a Restore too, when Velero next looks at its operations.
fn polls(one: &Installed<'_>) -> Option<Diag> {
    const FLAG: &str = "item-operation-sync-frequency";
    let shown = duration(&one.velero.started, FLAG).filter(|shown| *shown > POLL)?;
    Some(
        of_velero(one, ("Velero", &format!("{FLAG}={shown}")))
            .label("a copy counts only once Velero has looked at it, which no promise has a term for: recovery points are older, and recoveries later, than computed")
            .because(format!("without the flag it looks every {POLL}"))
            .help(format!("remove `--{FLAG}`")),
    )
}

fn gives_up(one: &Installed<'_>) -> Option<Diag> {
    const FLAG: &str = "resource-timeout";
    let both = [
        ("Velero", &one.velero.started),
        ("node-agent", &one.velero.agent),
    ];
    let mut both = both.into_iter();
    let (what, shown) = both.find_map(|(what, started)| {
        let shown = duration(started, FLAG).filter(|shown| *shown < RESOURCES)?;
        Some((what, shown))
    })?;
    Some(
        of_velero(one, (what, &format!("{FLAG}={shown}")))
            .label("it gives up snapshots, claims and hooks that are not ready by then: the backup or the restore fails, and fails again")
            .because(format!("without the flag it waits for {RESOURCES}"))
            .help(format!("remove `--{FLAG}`")),
    )
}

fn backups(one: &Installed<'_>, cluster: &Cluster) -> Option<Diag> {
    const FLAG: &str = "concurrent-backups";
    let stated = cluster.concurrent_backups.as_ref()?;
    let started = &one.velero.started;
    let flag = started.pace.get(FLAG);
    let shown: u64 = match flag {
        Some(flag) => flag.parse().ok()?,
        None if started.whole => 1,
        None => return None,
    };
    (shown < stated.value).then(|| {
        let diag = match flag {
            Some(_) => of_velero(one, ("Velero", &format!("{FLAG}={shown}"))),
            None => without(one, ("Velero", FLAG)).because("its default is one backup at a time"),
        };
        diag.label("backups that are computed side by side wait for one another")
            .related(stated.span, "the plan computes with this number")
            .help(format!(
                "write `concurrent-backups {shown}` in cluster `{}`, or start Velero with `--{FLAG}={}`",
                cluster.name.value, stated.value
            ))
    })
}

fn without(one: &Installed<'_>, (what, flag): (&str, &str)) -> Diag {
    let file = &one.velero.file;
    LINT.diag(
        one.at,
        format!("the {what} of `{file}` is started without `--{flag}`"),
    )
}

/// What node-agent of a primary copies at once, and what it prepares at once, is in the ConfigMap of the plan.
fn loads(one: &Installed<'_>, cluster: &Cluster, name: &str) -> Option<Diag> {
    let loads = cluster.node_agent_load.as_ref();
    let (stated, keyword, label) = match (
        loads.filter(|load| load.value > 1),
        &cluster.mover_attachments,
    ) {
        (Some(loads), _) => (
            loads,
            "node-agent-load",
            "each node copies one volume at a time: those that are computed side by side wait for one another",
        ),
        (None, Some(attached)) => (
            attached,
            "mover-attachments",
            "it prepares all volumes at once: those that no node can attach are cancelled after 30m",
        ),
        (None, None) => return None,
    };
    let bare = one.velero.agent.whole && one.velero.agent_config == AgentConfig::Without;
    if cluster.recovers.is_some() || one.velero.node_agent != Some(true) || !bare {
        return None;
    }
    Some(
        without(one, ("node-agent", "node-agent-configmap"))
            .label(label)
            .related(stated.span, "the plan computes with this number")
            .help(format!(
                "start node-agent of `{}` with `--node-agent-configmap={name}`, which has the number, or remove `{keyword}`",
                cluster.name.value
            )),
    )
}

fn movers(one: &Installed<'_>, cluster: &Cluster) -> Option<Diag> {
    const FLAG: &str = "data-mover-prepare-timeout";
    let stated = cluster.mover_start.as_ref();
    let start = stated.map_or(MOVER_START, |stated| stated.value.into());
    let shown = duration(&one.velero.agent, FLAG).filter(|shown| Seconds::from(*shown) <= start)?;
    let diag = of_velero(one, ("node-agent", &format!("{FLAG}={shown}")))
        .label("it stops waiting for a data mover before one has started: no volume is ever copied or restored")
        .because(format!("on `{}` a data mover starts after {start}", cluster.name.value))
        .help(format!("remove `--{FLAG}`, or measure and write `mover-start`"));
    Some(match stated {
        Some(stated) => diag.related(stated.span, "the plan states it here"),
        None => diag,
    })
}
