//! The hooks of a workload, expanded.

use super::effective::Effective;
use crate::model::{Model, Recover, Workload};
use crate::recipe::{self, Prepared, Purpose};

/// The hook of a workload's pods.
pub fn of<'e>(member: &'e Effective<'_>, workload: &Workload) -> Option<&'e Prepared> {
    let mut workloads = member.block.workloads.iter();
    let at = workloads.position(|known| std::ptr::eq(known, workload))?;
    member.hooks.get(at)?.as_ref()
}

/// Expands the hook of a workload's pods: Velero runs one a pod and phase, the dump before all.
pub(super) fn expand(
    model: &Model,
    recover: Option<&Recover>,
    workload: &Workload,
) -> Option<Prepared> {
    if let Some(Recover::Dump(dump)) = recover {
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

/// The folder of a namespace's Component: one for each Kustomization that applies it, so a block
/// with one `apps` shares one, named after its first namespace by alphabet.
pub fn folder<'a>(member: &Effective<'a>) -> &'a str {
    let shared = member.block.apps.as_ref();
    let first = shared.and_then(|_| {
        member
            .block
            .names
            .iter()
            .map(|name| name.value.as_str())
            .min()
    });
    first.unwrap_or(member.name.value.as_str())
}
