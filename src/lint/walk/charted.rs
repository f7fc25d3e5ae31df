//! Workloads of the plan that the values of the chart `app-template` name.

use crate::analyze::effective::Member;
use crate::model::Workload;
use crate::repository::contents::{ChartedPods, Contents};

/// The controller that a workload of the plan is.
pub(in crate::lint) fn charted_pods<'a>(
    contents: &'a Contents,
    member: &Member,
    workload: &Workload,
) -> Option<&'a ChartedPods> {
    let mut all = contents.charted_pods.iter();
    all.find(|pods| is_of(member, pods) && is(workload, pods))
}

/// Whether a workload of the plan is a controller, by its kind and its name.
pub(in crate::lint) fn is(workload: &Workload, pods: &ChartedPods) -> bool {
    let name = &workload.name.value;
    pods.is(name.kind, &name.name)
}

/// Whether a controller is in a namespace of a block; where no file states one, it may be.
pub(in crate::lint) fn is_of(member: &Member, pods: &ChartedPods) -> bool {
    member.block.may_hold(&pods.namespace)
}
