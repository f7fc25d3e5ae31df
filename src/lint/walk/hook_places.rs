//! Built-in hooks of the plan, with the container that the repository shows for them on the primary.

use crate::analyze::effective::Member;
use crate::lint::LintCx;
use crate::lint::walk::declared_workloads;
use crate::lint::walk::shown_pods::pods_of;
use crate::lint::walk::variables::Environment;
use crate::model::{HookParameters, Recover, Workload};
use crate::recipe::Purpose;

/// A built-in hook and where it runs.
#[derive(Debug, Clone)]
pub(in crate::lint) struct HookPlace<'a> {
    /// The namespace.
    pub(in crate::lint) member: &'a Member,
    /// The workload.
    pub(in crate::lint) workload: &'a Workload,
    /// What the hook is for.
    pub(in crate::lint) purpose: Purpose,
    /// The hook.
    pub(in crate::lint) hook: &'a HookParameters,
    /// Its container.
    pub(in crate::lint) place: Environment<'a>,
}

/// Every built-in hook whose container is shown, once.
pub(in crate::lint) fn hook_places<'a>(cx: &LintCx<'a>) -> Vec<HookPlace<'a>> {
    let mut all = Vec::new();
    for (place, workload, _) in declared_workloads(cx) {
        let member = place.member;
        let (purpose, hook) = match (member.recover_of(workload), &workload.quiesce) {
            (Some(Recover::Dump(dump)), _) => (Purpose::Dump, &dump.hook),
            (_, Some(quiesce)) => (Purpose::Quiesce, &quiesce.hook),
            (_, None) => continue,
        };
        let name = hook.container.value.as_str();
        let Some(apps) = member
            .block
            .apps
            .as_ref()
            .filter(|_| !place.patches_name(name))
        else {
            continue;
        };
        let path = apps.path.value.as_str();
        let contents = cx.inventory.contents(member.id.cluster, path);
        let pods = contents.and_then(|all| pods_of(all, workload, member.name.value.as_str()));
        let Some(pods) = pods else { continue };
        let mut runs = pods.runs.iter();
        let Some(container) = runs.find(|one| one.name == name) else {
            continue;
        };
        all.push(HookPlace {
            member,
            workload,
            purpose,
            hook,
            place: Environment::of(cx, member.id.cluster, pods, container),
        });
    }
    all
}
