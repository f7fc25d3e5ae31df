//! The Jobs that load a dump into the engine, once it runs.

use super::images;
use super::job::{self, JobFolder, Task};
use crate::analyze::Ready;
use crate::analyze::effective::Member;
use crate::analyze::hooks::first_ordinal;
use crate::analyze::quantities::Seconds;
use crate::analyze::recovery::{RecoverySide, StageKind};
use crate::analyze::stable_hash::shortened;
use crate::emit::bundle::Bundle;
use crate::emit::names;
use crate::model::{Dump, Recover, Workload, WorkloadKind, WorkloadRef};
use crate::recipe;

/// The shortest limit of a Job that loads.
const LEAST: Seconds = Seconds::minutes(60);
/// The engine may not be ready yet: a try that cannot reach it fails at once, and the last waits between tries
/// are six minutes long each.
const TRIES: i32 = 100;

/// Where to run a command of a workload: for a dump of a StatefulSet in the pod whose dump is loaded. By the name of a
/// StatefulSet `kubectl exec` takes any of its pods, the one that is ready for the longest time first (GetFirstPod in kubectl's polymorphichelpers), which may be a replica: it is always the
/// first, as where a set begins to run.
pub(super) fn pod_of(
    ready: Ready<'_>,
    side: &RecoverySide,
    member: &Member,
    workload: &Workload,
) -> String {
    let WorkloadRef { kind, name } = &workload.name.value;
    let dumped = matches!(member.recover_of(workload), Some(Recover::Dump(_)));
    if !dumped || *kind != WorkloadKind::StatefulSet {
        return workload.label();
    }
    let first = first_ordinal(ready.analysis(), &side.cluster, member, workload);
    format!("pod/{name}-{first}")
}

pub(in crate::emit) fn emit(ready: Ready<'_>, side: &RecoverySide, bundle: &mut Bundle) {
    let Some(run) = side.run_label() else {
        return;
    };
    let plan = &ready.model().plan.name.value;
    for stage in &side.stages {
        let StageKind::Load(member) = &stage.kind else {
            continue;
        };
        // A Job that is stopped while it loads is never made again: its name carries the run.
        let limit = ready.analysis().stage_time(side, stage).times(2).max(LEAST);
        let (name, block) = (&member.name, &member.block);
        let namespace = names::namespace_on(&side.cluster, name.value.as_str());
        let called = member.called();
        let out = JobFolder::of_namespace(ready, side, ("load", &run), &called, block.span);
        let account = shortened(&format!("{plan}-load-{called}-{run}"), 63);
        out.account(&account, &namespace, "load", job::exec_rules(), bundle);
        for (workload, dump, command) in loads(member) {
            let target = target(workload);
            let container = dump.hook.container.value.as_str();
            let pod = pod_of(ready, side, member, workload);
            out.job(
                Task {
                    name: name_of(plan.as_str(), workload, &run),
                    namespace: namespace.clone(),
                    file: target,
                    image: images::kubectl(ready),
                    command: job::exec(&namespace, &pod, Some(container), command),
                    account: Some(account.clone()),
                    seconds: i64::try_from(limit.get()).unwrap_or(i64::MAX),
                    tries: Some(TRIES),
                    ..Task::default()
                },
                bundle,
            );
        }
    }
}

fn target(workload: &Workload) -> String {
    let name = &workload.name.value;
    format!("{}-{}", name.kind.word(), name.name)
}

fn name_of(plan: &str, workload: &Workload, run: &str) -> String {
    shortened(&format!("{plan}-load-{}-{run}", target(workload)), 63)
}

/// The names of the Jobs of a namespace.
pub(in crate::emit) fn jobs(ready: Ready<'_>, side: &RecoverySide, member: &Member) -> Vec<String> {
    let Some(run) = side.run_label() else {
        return Vec::new();
    };
    let plan = ready.model().plan.name.value.as_str();
    loads(member)
        .map(|(workload, ..)| name_of(plan, workload, &run))
        .collect()
}

/// The workloads of a namespace whose dumps are loaded, each with its dump and the command of the load.
fn loads(member: &Member) -> impl Iterator<Item = (&Workload, &Dump, Vec<String>)> {
    member.block.workloads.iter().filter_map(|workload| {
        let Some(Recover::Dump(dump)) = member.recover_of(workload) else {
            return None;
        };
        let path = dump.path.as_ref().map(|path| &*path.value);
        Some((workload, &**dump, recipe::load(&dump.hook, path)?))
    })
}
