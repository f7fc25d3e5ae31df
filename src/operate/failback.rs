//! The steps of the way back, and those between the end of a recovery and the next backup.

use super::steps::Step;
use crate::analyze::Analysis;
use crate::analyze::carried::carried;
use crate::analyze::recovery::{InGit, RecoverySide};
use crate::model::{Cluster, Recover};
use std::collections::BTreeSet;

/// Commands that make a backup of each Schedule of a cluster by hand. Without known sets, of what runs there.
fn backups(analysis: &Analysis, cluster: &Cluster) -> Vec<String> {
    let model = analysis.model();
    let namespace = model.plan.velero_namespace();
    let create = format!("velero backup create --namespace {namespace} --wait --from-schedule");
    let known: Vec<String> = analysis
        .sets_of(cluster)
        .map(|set| format!("{create} {}", set.schedule_name))
        .collect();
    if !known.is_empty() {
        return known;
    }
    let plan = &model.plan.name.value;
    vec![format!(
        "kubectl get schedules.velero.io --namespace {namespace} --selector=drplan.dev/plan={plan} --output=jsonpath='{{.items[*].metadata.name}}' | xargs -n 1 {create}"
    )]
}

/// Before the commit of a failback: the cluster that serves goes on writing, and its Schedules are paused from then on.
pub(super) fn before(analysis: &Analysis, side: &RecoverySide, serving: &Cluster) -> Vec<Step> {
    let (home, serving_name) = (side.cluster.stated_name(), serving.stated_name());
    let mut steps = vec![
        Step::new(format!(
            "before you push, see that `{home}` is empty: no claim of the plan, and no location of its backups"
        ))
        .because(format!(
            "Velero restores no data into a claim that already exists, and a location that is there counts as ready by what it listed of its old bucket; a new, empty cluster at the path of `{home}` has neither"
        ))
        .run("kubectl get persistentvolumeclaims --all-namespaces")
        .run(format!(
            "kubectl get backupstoragelocations --namespace {}",
            analysis.model().plan.velero_namespace()
        )),
    ];
    // What is still in Git is also `path-applied-twice`.
    let own = own_kustomizations(analysis, side);
    if !own.is_empty() {
        let flux = analysis.model().plan.gitops.flux.namespace();
        let commands: Vec<String> = own
            .iter()
            .map(|(name, _)| format!("flux suspend kustomization {name} --namespace {flux}"))
            .collect();
        let items = own
            .into_iter()
            .map(|(name, file)| format!("{name} in {file}"));
        steps.push(
            Step::new(format!(
                "on `{home}`, if it exists, suspend its own Kustomizations over the paths of the plan; then remove them from Git in this commit"
            ))
            .because("Flux deletes what a Kustomization has applied when it is removed, with namespaces and claims; of a suspended one it deletes nothing")
            .items(items)
            .run_all(commands),
        );
    }
    steps.push(
        Step::new(format!(
            "before you push, stop all writes on `{serving_name}`: by maintenance mode, or without replicas of what writes"
        ))
        .because(format!(
            "this commit pauses the Schedules of `{serving_name}`, and what is written after its last backup is lost at the switch; pods that hooks and file backups need must run until the last backup is complete"
        )),
    );
    steps.push(
        Step::new(format!(
            "then take the last backup of each Schedule on `{serving_name}`, and push only after all of them are Completed"
        ))
        .because(format!("`{home}` restores the newest backup that is Completed"))
        .run_all(backups(analysis, serving)),
    );
    steps.extend(replicated(analysis, side, serving));
    steps
}

/// The author's Kustomizations of a primary over paths that its stages apply from the failback on, each with its file.
fn own_kustomizations(analysis: &Analysis, side: &RecoverySide) -> BTreeSet<(String, String)> {
    let model = analysis.model();
    let mut all = BTreeSet::new();
    for other in model.recoveries(side.primary.id) {
        let found = analysis.side_of(other).into_iter();
        let stages = found.flat_map(|side| side.stages.iter().map(move |stage| (side, stage)));
        let recovered = stages.filter_map(|(side, stage)| match stage.kind.in_git()? {
            InGit::Platform(platform) => Some(platform.path.value.as_str()),
            InGit::Apps(apps) => Some(side.overlay(apps).value.as_str()),
        });
        for path in recovered {
            let found = carried(analysis, other, path).filter(|found| !found.name.is_empty());
            all.extend(found.map(|found| (found.name.clone(), found.file.clone())));
        }
    }
    all
}

/// What replicates its data is in no backup: a failback starts it empty.
fn replicated(analysis: &Analysis, side: &RecoverySide, serving: &Cluster) -> Option<Step> {
    let items: Vec<String> = replications(analysis, side).collect();
    (!items.is_empty()).then(|| {
        Step::new(format!(
            "bring the data of these workloads from `{}` to `{}` by the replication of their engines",
            serving.stated_name(),
            side.cluster.stated_name()
        ))
        .because("no backup contains it: after the failback they start with empty databases")
        .items(items)
    })
}

/// The workloads whose standby was promoted.
fn replications<'a>(
    analysis: &'a Analysis,
    side: &'a RecoverySide,
) -> impl Iterator<Item = String> + 'a {
    let members = analysis.members_of(&side.primary);
    members.flat_map(|member| {
        let workloads = member.block.workloads.iter();
        workloads.filter_map(move |workload| {
            let Some(Recover::Replication(standby)) = member.recover_of(workload) else {
                return None;
            };
            Some(format!(
                "{}/{} (standby {})",
                member.name.value.as_str(),
                workload.label(),
                standby.address.value
            ))
        })
    })
}

/// After the commit that ends a recovery: nothing of what runs now is in a backup yet.
pub(super) fn after_finish(analysis: &Analysis, side: &RecoverySide) -> Vec<Step> {
    let name = side.cluster.stated_name();
    let mut steps = vec![
        Step::new(format!(
            "on `{name}`, as soon as {} has applied this commit, take a backup of each Schedule",
            analysis.engine().name()
        ))
        .because(match side.at_home() {
            true => format!(
                "until the first is Completed, and is in the replica if there is one, a loss of `{name}` restores backups from before the failover"
            ),
            false => format!(
                "until the first is Completed no backup of `{name}` exists, and a loss of it loses everything since the failover"
            ),
        })
        .run_all(backups(analysis, &side.cluster)),
    ];
    if !side.at_home() {
        return steps;
    }
    steps.extend(merged(side));
    let items: Vec<String> = replications(analysis, side).collect();
    if !items.is_empty() {
        steps.push(
            Step::new("set up the standby of these workloads again")
                .because("it was promoted and no longer follows: the next recovery would promote old data, whatever `lag` says")
                .items(items),
        );
    }
    steps
}

/// Stores whose replica was written by the cluster that took over: replication adds the objects of the main bucket to
/// them, and the two histories of one repository of kopia become one that neither of them is.
fn merged(side: &RecoverySide) -> Option<Step> {
    let stores = side.stores.iter().filter(|store| store.replica.is_some());
    let items: Vec<String> = stores
        .map(|store| {
            let replica = store.replica.as_ref().map(|replica| &replica.bucket);
            let replica = replica.map_or("", |bucket| &*bucket.name.value);
            format!(
                "store {}: {} and {replica}",
                store.name.value, store.bucket.name.value
            )
        })
        .collect();
    (!items.is_empty()).then(|| {
        Step::new("before you push, copy the buckets that were written after the failover back to the main ones, or write a new `prefix` into these stores")
            .because("both buckets were written, and replication would mix two histories of one repository of kopia: backups in the replica may not be readable")
            .items(items)
    })
}
