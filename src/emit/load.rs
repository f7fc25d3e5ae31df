//! The Jobs that load a dump into the engine, once it runs.

use super::jobs::{self, Stage, Task};
use super::{Bundle, names};
use crate::analyze::Ready;
use crate::analyze::recovery::{Place, StageKind};
use crate::analyze::stable::shortened;
use crate::model::Recover;
use crate::recipe;

pub(super) fn emit(ready: &Ready<'_>, place: &Place<'_>, bundle: &mut Bundle) {
    let Some(run) = place.state.run() else { return };
    let plan = &ready.model().plan.name.value;
    for stage in &place.stages {
        let StageKind::Load(name, block) = &stage.kind else {
            continue;
        };
        let Some(member) = ready.facts().effective.iter().find(|m| m.name == *name) else {
            continue;
        };
        let namespace = names::here(place.cluster, name.value.as_str());
        let out = Stage::of_namespace(ready, place, ("load", run), name.value.as_str(), block.span);
        let account = shortened(&format!("{plan}-load-{}-{run}", name.value.as_str()), 63);
        out.account(&account, &namespace, "load", jobs::exec_rules(), bundle);
        for workload in &block.workloads {
            let Some(Recover::Dump(dump)) = member.recover_of(workload) else {
                continue;
            };
            let path = dump.path.as_ref().map(|path| &*path.value);
            let Some(command) = recipe::load(&dump.hook, path) else {
                continue;
            };
            let target = format!("{}-{}", workload.name.value.0.word(), workload.name.value.1);
            let container = dump.hook.container.value.as_str();
            out.job(
                Task {
                    name: shortened(&format!("{plan}-load-{target}-{run}"), 63),
                    namespace: namespace.clone(),
                    file: target,
                    image: jobs::kubectl_image(ready),
                    command: jobs::exec(&namespace, workload, Some(container), command),
                    account: Some(account.clone()),
                    seconds: 3_600,
                    ..Task::default()
                },
                bundle,
            );
        }
    }
}
