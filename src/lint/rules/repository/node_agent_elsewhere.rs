//! node-agent-elsewhere: a node-agent that does not run on the nodes of the pods whose volumes it reads, or that looks for
//! them in another folder (pkg/controller/pod_volume_backup_controller.go, pkg/exposer/host_path.go, v1.18.3).

use crate::diag::{Diag, Diags, findings};
use crate::lint::walk::applied::{Installed, by_node_agent, installed};
use crate::lint::walk::subjects;
use crate::lint::{Lint, LintCx};
use crate::model::{Cluster, Method, Workload, WorkloadRef};
use crate::repository::contents::{Placed, Placement};
use std::collections::BTreeMap;

pub(super) static LINT: Lint = Lint {
    finding: &findings::NODE_AGENT_ELSEWHERE,
    check,
};

/// So many workloads are named.
const NAMED: usize = 5;

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for one in installed(cx) {
        if let Some(agent) = &one.velero.agent_placement {
            nodes(cx, one, agent, out);
        }
        if let Some(diag) = folder(cx, one) {
            out.push(diag);
        }
    }
}

/// What keeps node-agent from the nodes of pods.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Apart {
    /// A label of its own nodes.
    Label(String, String),
    /// A taint of theirs.
    Taint(String),
}

/// A workload, and the file that shows it.
type Missed<'a> = (&'a Workload, &'a str);

fn nodes(cx: &LintCx<'_>, one: Installed<'_>, agent: &Placement, out: &mut Diags) {
    let mut causes: BTreeMap<Apart, Vec<Missed<'_>>> = BTreeMap::new();
    for (workload, placed) in by_files(cx, one) {
        if let Some(cause) = apart(&placed.placement, agent) {
            let all = causes.entry(cause).or_default();
            all.push((workload, placed.file.as_str()));
        }
    }
    let moved = agent.selector.iter().next().filter(|_| moves(cx, one));
    if let Some((key, value)) = moved {
        let label = Apart::Label(key.clone(), value.clone());
        causes.entry(label).or_default();
    }
    for (cause, all) in &causes {
        out.push(missed(one, cause, all, moved.is_some()));
    }
}

/// Workloads whose files are copied, with what their pods ask of nodes.
fn by_files<'a>(cx: &LintCx<'a>, one: Installed<'_>) -> Vec<(&'a Workload, &'a Placed)> {
    let mut all = Vec::new();
    for member in cx.analysis.members() {
        let cluster = cx.model.clusters.get(member.id.cluster);
        let served = cluster.is_some_and(|cluster| one.is_for(cluster));
        let Some(apps) = member.block.apps.as_ref().filter(|_| served) else {
            continue;
        };
        let path = apps.path.value.as_str();
        let Some(shown) = cx.inventory.contents(member.id.cluster, path) else {
            continue;
        };
        for workload in &member.block.workloads {
            let WorkloadRef { kind, name } = &workload.name.value;
            let own = member.name.value.as_str();
            let placed = shown.placed.iter().find(|placed| {
                let here = placed.namespace.is_empty() || placed.namespace == own;
                here && placed.kind == kind.kind() && placed.name == **name
            });
            let files = member.method_of(workload) == Method::FileBackup;
            all.extend(placed.filter(|_| files).map(|placed| (workload, placed)));
        }
    }
    all
}

/// Pods that move data are placed by the scheduler, and only the node-agent of their node starts them; the settings of
/// node-agent may bind both to the same nodes.
fn moves(cx: &LintCx<'_>, one: Installed<'_>) -> bool {
    let mut sets = cx.analysis.sets().iter().filter(|set| one.serves(set));
    sets.any(|set| {
        let moved = set.method == Method::Snapshot && by_node_agent(set);
        moved && set.cluster.node_agent_config.is_none()
    })
}

fn apart(pods: &Placement, agent: &Placement) -> Option<Apart> {
    let mut labels = agent.selector.iter();
    if let Some((key, value)) = labels.find(|(key, value)| pods.selector.get(*key) != Some(value)) {
        return Some(Apart::Label(key.clone(), value.clone()));
    }
    // A toleration alone does not tell where pods run.
    let bound = pods.required || !pods.selector.is_empty();
    let mut own = pods.tolerations.iter().filter(|one| one.is_own());
    let taint = own.find(|one| !agent.tolerates(one)).filter(|_| bound)?;
    Some(Apart::Taint(taint.words()))
}

fn missed(one: Installed<'_>, cause: &Apart, all: &[Missed<'_>], moved: bool) -> Diag {
    let file = &one.velero.file;
    let (message, help) = match cause {
        Apart::Label(key, value) => (
            format!("node-agent of `{file}` runs only on nodes with `{key}: {value}`, and volumes that it must read are on others"),
            format!("remove `{key}` from the `nodeSelector` of node-agent"),
        ),
        Apart::Taint(taint) => (
            format!("node-agent of `{file}` does not tolerate the taint `{taint}`, and volumes that it must read are on nodes with it"),
            "add the toleration to node-agent: `tolerations` below `nodeAgent` in the values of the chart, or in its DaemonSet".to_owned(),
        ),
    };
    let at = all.first().map_or(one.at, |(first, _)| first.name.span);
    let mut diag = LINT
        .diag(at, message)
        .about(all.iter().flat_map(|(one, _)| subjects::of_workload(one.id)))
        .label("a node without node-agent copies nothing: the backup is PartiallyFailed, and the volume is not in it");
    for (workload, file) in all.iter().take(NAMED) {
        diag = diag.because(format!(
            "`{}` in `{file}` is copied by its files, on the node of its pod",
            workload.label()
        ));
    }
    if all.len() > NAMED {
        diag = diag.because(format!("and {} more", all.len() - NAMED));
    }
    let label = matches!(cause, Apart::Label(..));
    if label && moved {
        diag = diag
            .because("a pod that moves a snapshot starts on any node, and waits there until the data mover gives up")
            .alternative("write `node-agent-config FILE` in the cluster, with a `loadAffinity` for these nodes");
    }
    if at != one.at {
        diag = diag.related(one.at, one.by);
    }
    diag.help(help)
}

/// A kubelet with its folder elsewhere.
fn folder(cx: &LintCx<'_>, one: Installed<'_>) -> Option<Diag> {
    let pods = one.velero.agent_pods.as_ref()?;
    let mut sets = cx.analysis.sets().iter();
    sets.find(|set| one.serves(set) && by_node_agent(set))?;
    let clusters = cx.model.clusters.values();
    let of: Vec<&Cluster> = clusters
        .map(|cluster| &**cluster)
        .filter(|cluster| one.is_for(cluster))
        .collect();
    let mut roots = of
        .iter()
        .flat_map(|cluster| cx.inventory.contents_on(cluster.id))
        .filter_map(|contents| contents.kubelet.as_ref());
    let (root, file) = roots.find(|(root, _)| !pods.starts_with(*root))?;
    Some(
        LINT.diag(
            one.at,
            format!("node-agent of `{}` looks for volumes in `{pods}`, and the folder of the kubelet is `{root}`", one.velero.file),
        )
        .label("it finds no volume of any pod: nothing that it should copy is copied")
        .because(format!("`{file}` names that folder"))
        .help(format!("write `podVolumePath: {root}/pods` and `pluginVolumePath: {root}/plugins` below `nodeAgent`, or the same as volumes of its DaemonSet")),
    )
}
