//! The steps of people beside a move: commands to copy, and what no commit can do.

use super::left_over;
use super::steps::Step;
use crate::analyze::Analysis;
use crate::analyze::recovery::{RecoverySide, Restored, StageKind, tiers_in_order};
use crate::model::{Cluster, Model, Recover, TierId};
use std::collections::BTreeSet;

/// The command that ends when everything of a run is restored.
fn wait_for(analysis: &Analysis, cluster: &Cluster, run: &str) -> String {
    let (engine, model) = (analysis.engine(), analysis.model());
    let complete = engine.stage_name(model, cluster, &StageKind::Complete, run);
    engine.wait_command(model, &complete)
}

/// The fence in Git can be late: a primary that starts again runs overdue backups before Flux has pulled.
pub(super) fn after_begin(
    analysis: &Analysis,
    side: &RecoverySide,
    lost: &Cluster,
    run: &str,
) -> Vec<Step> {
    let (lost_name, engine) = (lost.stated_name(), analysis.engine().name());
    let mut buckets: BTreeSet<String> = BTreeSet::new();
    if let Some(writer) = analysis.side_of(lost) {
        let sets = analysis.sets_of(lost);
        buckets.extend(sets.map(|set| format!("bucket {}", writer.bucket(&set.store).name.value)));
    }
    let mut steps = vec![
        Step::new(format!(
            "remove the write permission of Velero on `{lost_name}` before `{lost_name}` can start again"
        ))
        .because(format!(
            "the fence in Git has an effect only after {engine} has pulled it"
        ))
        .items(buckets),
    ];
    steps.extend(until_finished(analysis, side, run, true));
    steps.extend(restored_too(analysis, side));
    steps
}

/// From the commit of a run to its end.
pub(super) fn until_finished(
    analysis: &Analysis,
    side: &RecoverySide,
    run: &str,
    first: bool,
) -> Vec<Step> {
    let engine = analysis.engine().name();
    let here = side.cluster.stated_name();
    let finish = match side.cluster.of_primary() {
        Some(_) => format!("drplan failover finish {}", side.cluster.options()),
        None => "drplan failover finish".to_owned(),
    };
    let mut steps = vec![Step::new("commit and push")];
    if first && side.cluster.standby.is_none() && !side.at_home() {
        let path = side.cluster.path();
        steps.push(
            Step::new(format!(
                "if `{here}` does not exist yet, create it and bootstrap {engine} at `{path}`"
            ))
            .because("nothing is restored before a cluster applies this path"),
        );
    }
    steps.extend([
        Step::new(format!("wait on `{here}` until the recovery is complete"))
            .because(format!(
                "the command fails until {engine} has made this object; then run it again"
            ))
            .run(wait_for(analysis, &side.cluster, run)),
        Step::new("finish the recovery soon after it is complete")
            .because(format!(
                "if a Restore is deleted while `{here}` recovers, {engine} creates it again and Velero runs it again"
            ))
            .run(finish),
    ]);
    steps
}

/// What the path of a cold cluster has of other clusters, which serve: a new cluster restores all of it.
fn restored_too<'a>(
    analysis: &'a Analysis,
    side: &'a RecoverySide,
) -> impl Iterator<Item = Step> + 'a {
    let beside = analysis.sides().iter().filter(|other| {
        let here = other.cluster.id != side.cluster.id && other.cluster.shares_site(&side.cluster);
        here && other.recovering() && !other.promotes
    });
    beside.map(|other| {
        let (here, of) = (other.cluster.stated_name(), &other.primary.name.value);
        Step::new(format!(
            "if nothing of `{of}` is to be restored, write `mode standby {{ from {of} }}` in cluster `{here}`, and build"
        ))
        .because(format!(
            "`{of}` serves, and `{here}` restores it too as soon as it exists: its applications would run on both"
        ))
    })
}

/// The commands that delete what a Restore has created, while nothing mounts it.
fn deletions(side: &RecoverySide, restore: &Restored) -> Vec<String> {
    let mut kinds = String::from("persistentvolumeclaims");
    if restore.files() {
        kinds = format!("deployments,statefulsets,daemonsets,replicasets,pods,{kinds}");
    }
    let by = format!("--selector=velero.io/restore-name={}", restore.name);
    if restore.rest {
        return vec![format!("kubectl delete {kinds} --all-namespaces {by}")];
    }
    let namespaces = restore.members.iter().map(|member| {
        let namespace = side.cluster.called(member.name.value.as_str());
        format!("kubectl delete {kinds} --namespace {namespace} {by}")
    });
    namespaces.collect()
}

/// Before a further run of a recovery; `tiers` are those that it restores, all where empty.
pub(super) fn before_a_further_run(
    model: &Model,
    side: &RecoverySide,
    tiers: &[TierId],
) -> Vec<Step> {
    let again = |restore: &&Restored| tiers.is_empty() || tiers.contains(&restore.tier.id);
    let commands: Vec<String> = side
        .restores
        .iter()
        .filter(again)
        .flat_map(|restore| deletions(side, restore))
        .collect();
    let mut steps = Vec::new();
    if !commands.is_empty() {
        steps.push(
            Step::new("before you push, delete the objects that the failed run has created in these tiers")
                .because("Velero restores no data into a claim that already exists")
                .run_all(commands),
        );
        steps.push(
            Step::new("delete claims that an application created before its restore, by their names")
                .because("these claims do not have the label of a Restore; this command lists them")
                .run("kubectl get persistentvolumeclaims --all-namespaces --selector='!velero.io/restore-name'"),
        );
    }
    steps.push(
        Step::new("if the newest completed backup is incomplete in the replica, choose an older one with --backup")
            .because("the replica may contain only a part of it; this command lists the other backups")
            .run(format!("velero backup get --namespace {}", model.plan.velero_namespace())),
    );
    steps
}

/// What a run of some tiers assumes of those before them.
pub(super) fn taken_as_restored(model: &Model, tiers: &[TierId]) -> Option<Step> {
    let order = tiers_in_order(model);
    let before: Vec<&str> = order
        .iter()
        .take_while(|tier| !tiers.contains(&tier.id))
        .map(|tier| tier.name.value.as_str())
        .collect();
    (!tiers.is_empty() && !before.is_empty()).then(|| {
        Step::new(format!("check that tier {} is restored", before.join(", "))).because(
            "this run does not restore it: after this commit its applications start without waiting",
        )
    })
}

pub(super) fn before_finish(analysis: &Analysis, side: &RecoverySide) -> Vec<Step> {
    vec![
        Step::new(format!(
            "push this commit only after everything is restored: on `{}` this command must succeed",
            side.cluster.stated_name()
        ))
        .run(wait_for(analysis, &side.cluster, side.run_name())),
    ]
}

pub(super) fn after_abort(analysis: &Analysis, side: &RecoverySide) -> Vec<Step> {
    let mut steps = left_over::after_abort(analysis, side);
    for stage in &side.stages {
        let StageKind::Promote(member) = &stage.kind else {
            continue;
        };
        for workload in &member.block.workloads {
            if let Some(Recover::Replication(replication)) = member.recover_of(workload) {
                steps.push(
                    Step::new(format!(
                        "if the promotion of {} ran, set up this standby of {}/{} again",
                        replication.address.value,
                        member.name.value.as_str(),
                        workload.label()
                    ))
                    .because("a promotion cannot be undone"),
                );
            }
        }
    }
    steps
}
