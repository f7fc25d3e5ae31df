//! The ConfigMap that node-agent is started with.

use super::{Cx, Wiring, added};
use crate::analyze::sets::BackupSet;
use crate::model::Method;
use crate::operate::Step;
use crate::repository::contents::{AgentConfig, Velero};
use std::collections::BTreeSet;

pub(super) fn steps(cx: Cx<'_>, out: &mut Wiring) {
    if !is_needed(cx) {
        return;
    }
    let name = cx.analysis.model().plan.node_agent();
    let argument = format!("--node-agent-configmap={name}");
    let why = "without it a data mover waits for a pod that waits for the data mover";
    let mut seen = BTreeSet::new();
    for (velero, named) in veleros(cx, &name) {
        let named = match &velero.agent_config {
            AgentConfig::With(other) => *other == name,
            AgentConfig::Without => false,
            AgentConfig::NotShown => named,
        };
        let open = !named && velero.node_agent == Some(true);
        if !seen.insert(velero.file.as_str()) || !open {
            continue;
        }
        let spot = cx.inventory.spots.node_agent.get(&velero.file);
        out.open.push(match spot {
            Some(spot) => added(spot, &[format!("- {argument}")], why),
            None => Step::new(format!(
                "in {}, start node-agent with `{argument}`",
                velero.file
            ))
            .because(why),
        });
    }
    if !seen.is_empty() {
        return;
    }
    let sides = cx.analysis.sides().iter();
    for side in sides.filter(|side| side.manages_apps && side.cluster.leads()) {
        let cluster = side.cluster.stated_name();
        let action = format!("start node-agent of {cluster} with `{argument}`");
        out.unseen.push(Step::new(action).because(why));
    }
}

/// Every Velero that the repository shows, and whether anything that comes with it names the ConfigMap.
fn veleros<'a>(cx: Cx<'a>, name: &str) -> Vec<(&'a Velero, bool)> {
    let mut all = Vec::new();
    let of_platforms = cx.inventory.references.get(name);
    for (_, _, contents) in cx.inventory.all_contents() {
        // Where the platforms are not shown as a whole, it is not known.
        let named = of_platforms != Some(&false);
        all.extend(contents.velero.as_ref().map(|velero| (velero, named)));
    }
    for cluster in cx.analysis.model().clusters.values() {
        let own = cx.inventory.own(cluster.id);
        let Some(velero) = own.and_then(|own| own.velero.as_ref()) else {
            continue;
        };
        let flux = cx.inventory.flux.get(&cluster.id);
        let named = flux.is_some_and(|flux| flux.holds(name));
        all.push((velero, named || of_platforms == Some(&true)));
    }
    all
}

/// Whether node-agent reads anything that is not its default.
fn is_needed(cx: Cx<'_>) -> bool {
    let moved = |set: &BackupSet| {
        set.method == Method::Snapshot && (set.moves_data || !set.demand.moved.is_empty())
    };
    let mut sides = cx.analysis.sides().iter();
    sides.any(|side| side.manages_apps)
        && (cx.analysis.sets().iter().any(|set| moved(set))
            || cx.analysis.model().clusters.values().any(|cluster| {
                cluster.node_agent_load.is_some() || cluster.node_agent_config.is_some()
            }))
}
