//! The hooks of a workload, expanded.

use super::effective::Effective;
use crate::model::{Model, Recover, Workload};
use crate::recipe::{self, Prepared, Purpose};

/// The hook of a workload's pods: Velero runs one a pod and phase, the dump before all.
pub fn of(model: &Model, member: &Effective<'_>, workload: &Workload) -> Option<Prepared> {
    if let Some(Recover::Dump(dump)) = member.recover_of(workload) {
        let span = dump.hook.recipe.span;
        return recipe::expand(
            Purpose::Dump,
            &dump.hook,
            dump.path.as_ref().map(|p| &*p.value),
            span,
        );
    }
    if let Some(quiesce) = &workload.quiesce {
        return recipe::expand(Purpose::Quiesce, &quiesce.hook, None, quiesce.span);
    }
    workload
        .hook
        .as_ref()
        .and_then(|used| recipe::expand_use(model, used))
}
