//! Resources of operators that blocks of a path name, or leave unnamed.

use super::state::State;
use crate::analyze::effective::Member;
use crate::model::{Method, WorkloadRef};
use crate::repository::workloads::Overlay;
use std::sync::Arc;

/// Which namespace something is in is not known where no file says it.
fn is_in(member: &Member, found: &State) -> bool {
    let mut names = member.block.names.iter();
    found.namespace.is_empty() || names.any(|name| name.value.as_str() == found.namespace)
}

/// How a resource is recovered is `operator-by-volumes`, unless the plan names some of the resources of a namespace:
/// then the others have no copy, whatever the one that it names has.
pub(in crate::lint) fn is_declared(
    member: &Member,
    found: &State,
    (beside, overlay): (&[&Arc<Member>], &Overlay),
) -> bool {
    let named = |one: &WorkloadRef| {
        let operator = one.kind.operator();
        *one.name == *found.name && operator.is_some_and(|one| found.operators.contains(&one))
    };
    let of = beside.iter().filter(|other| is_in(other, found));
    let all: Vec<_> = of
        .flat_map(|other| other.block.workloads.iter().map(move |one| (other, one)))
        .collect();
    let all_of =
        |such: &dyn Fn(&WorkloadRef) -> bool| all.iter().any(|(_, one)| such(&one.name.value));
    // One that is not there may be this one by a wrong name, which is reported.
    let lost = |one: &WorkloadRef| {
        one.kind.operator().is_some() && overlay.find(one.kind, &one.name, &[]).is_none()
    };
    if all_of(&named) || all_of(&lost) {
        return true;
    }
    let resources = all_of(&|one| one.kind.operator().is_some());
    let general = all.iter().any(|(other, one)| {
        one.name.value.kind.operator().is_none() && other.method_of(one) == Method::Operator
    });
    let method = member.set_method();
    method != Method::Replication && (!resources || general || method.copies_volumes())
}
