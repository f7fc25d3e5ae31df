//! node-agent-conflict: settings of node-agent with which the plan does not hold.
//!
//! How many volumes a node copies at once is in every sum, and so is that all of them are prepared side by side
//! (velero `pkg/exposer/vgdp_counter.go`); without `ignoreDelayBinding` a restore waits for pods that wait for it (velero
//! `pkg/exposer/generic_restore.go`).

use crate::analyze::backup::demand::count;
use crate::analyze::node_agent::{
    Fault, QUEUE, attachments_of, knows_queue, prepared, queue, settings,
};
use crate::analyze::quantities::plural;
use crate::analyze::recovery::RecoverySide;
use crate::diag::{Diag, Diags, findings};
use crate::lint::{Lint, LintCx};
use crate::model::Cluster;
use crate::source::Span;

pub(super) static LINT: Lint = Lint {
    finding: &findings::NODE_AGENT_CONFLICT,
    check,
};

/// Settings of a cluster, and where they are.
struct Settings<'a> {
    text: &'a str,
    at: Span,
    what: String,
}

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    if knows_queue(cx.model) {
        for diag in cx.model.clusters.values().filter_map(|one| too_few(one)) {
            out.push(diag);
        }
    }
    for side in cx.analysis.sides() {
        for one in of(cx, side) {
            let cluster = &side.cluster;
            let faults = settings(cx.model, cluster, side.manages_apps, Some(one.text));
            let faults = faults.err().unwrap_or_default();
            let conflicts = faults
                .iter()
                .filter_map(|fault| conflict(side, &one, fault));
            for diag in conflicts.chain(narrow(cx, side, &one)) {
                out.push(diag);
            }
        }
    }
}

/// Those of the file that the plan names, and those of a ConfigMap of the author's.
fn of<'a>(cx: &LintCx<'a>, side: &'a RecoverySide) -> Vec<Settings<'a>> {
    let cluster = &side.cluster;
    let mut all = Vec::new();
    if let Some(path) = &cluster.node_agent_config {
        let file = cx.inventory.files.get(path.value.as_str());
        all.extend(file.and_then(|file| file.text()).map(|text| Settings {
            text,
            at: path.span,
            what: path.value.to_string(),
        }));
    }
    let name = cx.model.plan.node_agent();
    let flux = cx.inventory.flux.get(&cluster.id);
    let shown = flux.and_then(|flux| flux.config_map(&name));
    all.extend(shown.map(|text| Settings {
        text,
        at: cluster.name.span,
        what: format!("ConfigMap/{name}"),
    }));
    all
}

fn conflict(side: &RecoverySide, one: &Settings<'_>, fault: &Fault) -> Option<Diag> {
    let Fault::Conflict(key, found, needed) = fault else {
        return None;
    };
    let loads = key.starts_with("loadConcurrency");
    let diag = LINT.diag(
        one.at,
        format!(
            "`{}` states `{key}` {found}, and the plan needs {needed}",
            one.what
        ),
    );
    if key == QUEUE {
        let stated = side.cluster.mover_attachments.as_ref();
        let places = found.parse().ok();
        let right = places.and_then(|places| attachments_of(&side.cluster, places));
        let diag = diag.label("the times of all copies are computed with the queue of the plan");
        let diag = match stated {
            Some(stated) => diag.related(stated.span, "the plan states it here"),
            None => diag,
        };
        return Some(match right {
            Some(right) => diag
                .help(format!("write `mover-attachments {right}`"))
                .alternative("remove the setting from the file"),
            None => diag.help("remove the setting from the file"),
        });
    }
    let diag = match (loads, &side.cluster.node_agent_load) {
        (true, Some(stated)) => diag.related(stated.span, "the plan states it here"),
        (true, None) | (false, _) => diag,
    };
    Some(if loads {
        diag.label("every sum is computed with this number of volumes on a node")
            .help(format!("write `node-agent-load {found}`"))
            .alternative("remove the setting from the file")
    } else {
        diag.label("a restored volume waits for a pod, and the pod waits for the volume")
            .help("remove the setting from the file")
    })
}

/// A queue that is shorter than the volumes: one that is prepared holds its place until it is copied, also while its
/// node is busy and others are not.
fn narrow(cx: &LintCx<'_>, side: &RecoverySide, one: &Settings<'_>) -> Option<Diag> {
    let length = queue(one.text)?;
    if prepared(cx.model, &side.cluster) == Some(length) {
        return None;
    }
    let sets = || cx.analysis.sets_of(&side.primary);
    let volumes = sets().fold(0_u64, |sum, set| {
        let own = count(&set.demand.moved).saturating_add(count(&set.demand.files));
        sum.saturating_add(own)
    });
    let open = sets().any(|set| {
        let mut members = set.members.iter();
        set.method.copies_volumes() && members.any(|one| one.block.workloads.is_empty())
    });
    if !open && length >= volumes {
        return None;
    }
    let enough = match open {
        true => "and not all volumes of the plan are declared".to_owned(),
        false => format!("and the plan has {volumes} volumes"),
    };
    // Another number than that of the plan is a conflict already.
    if side.cluster.mover_attachments.is_some() {
        return None;
    }
    let diag = LINT
        .diag(
            one.at,
            format!(
                "`{}` states `loadConcurrency.prepareQueueLength` {length}, {enough}",
                one.what
            ),
        )
        .label("every sum is computed with volumes that are prepared side by side; with this queue they wait for one another, also on nodes that are free");
    Some(match attachments_of(&side.cluster, length) {
        Some(stated) => diag
            .help(format!(
                "write `mover-attachments {stated}` in cluster `{}`: then the sums are computed with this queue",
                side.cluster.stated_name()
            ))
            .alternative("remove the setting from the file"),
        None => diag
            .help("remove the setting from the file")
            .alternative(format!(
                "write `mover-attachments NUMBER` in cluster `{}`, with what one node attaches for data movers: the plan then writes the queue",
                side.cluster.stated_name()
            )),
    })
}

/// A queue with fewer places than volumes that are moved at once: a node is idle while its next volume is prepared.
fn too_few(cluster: &Cluster) -> Option<Diag> {
    let stated = cluster.mover_attachments.as_ref()?;
    let loads = cluster.loads_per_node();
    let least = loads.saturating_mul(2);
    (cluster.leads() && stated.value < least).then(|| {
        LINT.diag(
            stated.span,
            format!(
                "with `mover-attachments {}` a node cannot prepare as many volumes as it copies",
                stated.value
            ),
        )
        .label("a load of the node is idle until the next volume is prepared, and every sum is computed without this wait")
        .because(format!("a node copies {} at the same time, and each of them stays attached until it is copied", plural(loads, "volume")))
        .help(format!("write `mover-attachments {least}` or more, or a smaller `node-agent-load`"))
    })
}
