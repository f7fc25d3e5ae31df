//! What restored pods ask of their nodes, where the overlay of the recovery asks for something else: Velero clears the name of the
//! node and the priority of a pod, and nothing else of its place (pkg/restore/actions/pod_action.go, v1.18.3). The overlay is applied
//! after the Restore, which waits for these pods.

use super::restored_workloads::{RestoredWorkload, restored_workloads};
use crate::analyze::backup::demand::{Capture, capture};
use crate::lint::LintCx;
use crate::repository::contents::{Bound, Contents, Placement};
use crate::repository::modifiers::{Rule, rules};
use std::collections::BTreeSet;

/// A workload whose pods are restored for their files, with the places that only its backup names.
pub(in crate::lint) struct KeptPlace<'a> {
    /// The workload.
    pub(in crate::lint) of: RestoredWorkload<'a>,
    /// Zones in which its pods must be.
    pub(in crate::lint) zones: Vec<&'a str>,
    /// Labels that their nodes must have.
    pub(in crate::lint) labels: Vec<String>,
}

/// Every such workload.
pub(in crate::lint) fn kept_places<'a>(cx: &LintCx<'a>) -> Vec<KeptPlace<'a>> {
    let mut all = Vec::new();
    for of in restored_workloads(cx) {
        if !is_by_files(cx, &of) || changes_pods(cx, &of) {
            continue;
        }
        let inventory = cx.inventory;
        let Some(apps) = &of.member.block.apps else {
            continue;
        };
        let before = inventory.contents(of.side.primary.id, apps.path.value.as_str());
        let after = inventory.contents(of.side.cluster.id, of.path.value.as_str());
        let (Some(before), Some(after)) = (before, after) else {
            continue;
        };
        let (old, new) = (zones(before, &of), zones(after, &of));
        let zones = old.difference(&new).copied().collect();
        let labels = match (placement(before, &of), placement(after, &of)) {
            (Some(before), Some(after)) => labels(before, after),
            _ => Vec::new(),
        };
        all.push(KeptPlace { of, zones, labels });
    }
    all
}

/// Whether files of the workload are restored through its pods.
fn is_by_files(cx: &LintCx<'_>, of: &RestoredWorkload<'_>) -> bool {
    let mut workloads = of.member.block.workloads.iter();
    workloads.any(|workload| {
        let name = &workload.name.value;
        let same = name.kind.kind() == of.before.kind && *name.name == *of.before.name;
        same && capture(cx.model, of.member, workload) == Some(Capture::Files)
    })
}

/// Whether modifiers of the author may change the pods on their way.
fn changes_pods(cx: &LintCx<'_>, of: &RestoredWorkload<'_>) -> bool {
    let Some(path) = &of.side.cluster.modifiers else {
        return false;
    };
    let file = cx.inventory.files.get(path.value.as_str());
    let text = file.and_then(|file| file.text());
    let found = text.map(|text| rules(text).unwrap_or_default());
    let name = of.member.name.value.as_str();
    let meant = |rule: &Rule| {
        let every = rule.namespaces.is_empty();
        let here = every || rule.namespaces.iter().any(|one| one == name);
        here && (rule.resource == "pods" || rule.resource.contains(['*', '?', '[', '{']))
    };
    found.is_none_or(|rules| rules.iter().any(meant))
}

fn zones<'a>(contents: &'a Contents, of: &RestoredWorkload<'_>) -> BTreeSet<&'a str> {
    let called = format!("{}/{}", of.before.kind, of.before.name);
    let all = contents.regional.iter();
    let own = all.filter(|one| one.bound == Bound::Zone && one.of == called);
    own.map(|one| one.text.as_str()).collect()
}

fn placement<'a>(contents: &'a Contents, of: &RestoredWorkload<'_>) -> Option<&'a Placement> {
    let mut all = contents.placed.iter();
    let found = all.find(|one| {
        let same = one.kind == of.before.kind && one.name == of.before.name;
        let named = [&of.before.namespace, &of.after.namespace];
        same && named.contains(&&one.namespace)
    });
    found.map(|one| &one.placement)
}

/// Labels of nodes that the second one does not ask for. What Flux fills in is not shown.
fn labels(before: &Placement, after: &Placement) -> Vec<String> {
    let kept = before.selector.iter().filter(|(key, value)| {
        let other = after.selector.get(*key);
        let open = value.contains("${") || other.is_some_and(|other| other.contains("${"));
        !open && other != Some(*value)
    });
    kept.map(|(key, value)| format!("{key}: {value}")).collect()
}
