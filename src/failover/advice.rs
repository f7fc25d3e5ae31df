//! What people do beside a move: commands to copy, and what no commit can do.

use crate::analyze::Facts;
use crate::analyze::effective::recover_of;
use crate::analyze::recovery::{Place, Restored, StageKind, tiers_in_order};
use crate::model::{Cluster, Model, Recover};

fn complete(model: &Model, run: &str) -> String {
    format!(
        "kubectl wait kustomization/{}-complete-{run} --namespace {} --for=condition=Ready --timeout=8h",
        model.plan.name.value,
        model.plan.flux_namespace()
    )
}

/// The fence in Git races: a primary that comes back fires what is overdue before Flux has pulled.
pub(super) fn after_begin(
    model: &Model,
    facts: &Facts<'_>,
    place: &Place<'_>,
    lost: &Cluster,
    run: &str,
) -> Vec<String> {
    let mut lines = vec![format!(
        "deny the role of Velero on `{}` to write before it can come back: the fence in Git works only once Flux has pulled it",
        lost.name.value
    )];
    let mut buckets: Vec<String> = Vec::new();
    if let Some(writer) = facts.places.iter().find(|p| p.cluster.name == lost.name) {
        for set in facts.sets_of(lost) {
            let line = format!("  bucket {}", writer.bucket(set.store).name.value);
            if !buckets.contains(&line) {
                buckets.push(line);
            }
        }
    }
    lines.append(&mut buckets);
    lines.push("commit and push, then wait for it:".to_owned());
    lines.push(format!("  {}", complete(model, run)));
    lines.push(format!(
        "then say `drplan failover finish`, soon: a Restore that is deleted while `{}` recovers is run again",
        place.cluster.name.value
    ));
    lines
}

/// What the failed Restore has made, while nothing mounts it.
fn deletions(restore: &Restored<'_>, lines: &mut Vec<String>) {
    let mut kinds = String::from("persistentvolumeclaims");
    if restore.files() {
        kinds = format!("deployments,statefulsets,daemonsets,replicasets,pods,{kinds}");
    }
    let by = format!("--selector=velero.io/restore-name={}", restore.name);
    if restore.rest {
        lines.push(format!("  kubectl delete {kinds} --all-namespaces {by}"));
        return;
    }
    for namespace in &restore.namespaces {
        lines.push(format!(
            "  kubectl delete {kinds} --namespace {} {by}",
            namespace.value.as_str()
        ));
    }
}

pub(super) fn before_a_further_run(
    model: &Model,
    place: &Place<'_>,
    tiers: &[String],
) -> Vec<String> {
    let mut lines = vec![
        "before you push, delete what the failed run has made in these tiers: a claim that is there gets no data".to_owned(),
    ];
    let before = lines.len();
    for restore in &place.restores {
        let tier = restore.tier.name.value.as_str();
        if tiers.is_empty() || tiers.iter().any(|name| name == tier) {
            deletions(restore, &mut lines);
        }
    }
    if lines.len() == before {
        lines.clear();
    } else {
        lines.push("a claim that an application made before its restore has no such label and goes by its name; this lists them:".to_owned());
        lines.push("  kubectl get persistentvolumeclaims --all-namespaces --selector='!velero.io/restore-name'".to_owned());
    }
    lines.push(format!(
        "the newest completed backup may be one that the replica holds by half: `velero backup get --namespace {}` shows the others, and --backup takes one",
        model.plan.velero_namespace()
    ));
    lines
}

/// What a run of some tiers says of those before them.
pub(super) fn taken_as_restored(model: &Model, tiers: &[String]) -> Option<String> {
    let order = tiers_in_order(model);
    let before: Vec<&str> = order
        .iter()
        .map(|tier| tier.name.value.as_str())
        .take_while(|name| !tiers.iter().any(|tier| tier == name))
        .collect();
    (!tiers.is_empty() && !before.is_empty()).then(|| {
        format!(
            "tier {} counts as restored: its applications wait for nothing from this commit on",
            before.join(", ")
        )
    })
}

pub(super) fn before_finish(model: &Model, place: &Place<'_>) -> Vec<String> {
    vec![
        "push this only when everything is back; this says so, and must have ended well:"
            .to_owned(),
        format!(
            "  {}",
            complete(model, place.state.run().unwrap_or_default())
        ),
    ]
}

pub(super) fn after_abort(model: &Model, place: &Place<'_>) -> Vec<String> {
    let mut lines = Vec::new();
    if !place.restores.is_empty() {
        lines.push(format!(
            "on `{}`, once Flux has applied this: delete what was restored, or the next run brings no data:",
            place.cluster.name.value
        ));
        for restore in &place.restores {
            deletions(restore, &mut lines);
        }
    }
    for stage in &place.stages {
        let StageKind::Promote(name, block) = &stage.kind else {
            continue;
        };
        let Some(tier) = model.tiers.get(&block.tier.value) else {
            continue;
        };
        for workload in &block.workloads {
            if let Some(Recover::Replication(replication)) = recover_of(block, tier, workload) {
                lines.push(format!(
                    "a promotion cannot be taken back: if it ran, set up {} of {}/{} anew",
                    replication.address.value,
                    name.value.as_str(),
                    workload.label()
                ));
            }
        }
    }
    lines
}
