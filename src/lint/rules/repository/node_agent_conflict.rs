//! node-agent-conflict: settings of node-agent with which the plan does not hold.
//!
//! How many volumes a node copies at once is in every sum, and so is that all of them are prepared side by side
//! (velero `pkg/exposer/vgdp_counter.go`); without `ignoreDelayBinding` a restore waits for pods that wait for it (velero
//! `pkg/exposer/generic_restore.go`).

use crate::analyze::backup::demand::count;
use crate::analyze::node_agent::{Fault, queue, settings};
use crate::analyze::recovery::RecoverySide;
use crate::diag::{Diag, Diags, findings};
use crate::lint::{Lint, LintCx};
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
    Some(
        LINT.diag(
            one.at,
            format!(
                "`{}` states `loadConcurrency.prepareQueueLength` {length}, {enough}",
                one.what
            ),
        )
        .label("every sum is computed with volumes that are prepared side by side; with this queue they wait for one another, also on nodes that are free")
        .help("remove the setting from the file"),
    )
}
