//! hooks-not-wired: hooks that no Kustomization applies, where the repository shows the Kustomizations.

use crate::analyze::hooks;
use crate::diag::{Diags, findings};
use crate::lint::walk::once::Once;
use crate::lint::walk::subjects;
use crate::lint::{Lint, LintCx};

pub(super) static LINT: Lint = Lint {
    finding: &findings::HOOKS_NOT_WIRED,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let mut once = Once::new();
    for member in cx.analysis.members() {
        let Some(apps) = &member.block.apps else {
            continue;
        };
        let hooked = member.block.workloads.iter().any(|workload| {
            member
                .hook(workload)
                .is_some_and(|hook| hook.via_schedule.is_none())
        });
        let cluster = &member.cluster.name.value;
        let folder = hooks::folder(member);
        let place = format!("{}/{cluster}/hooks/{folder}", cx.model.plan.name.value);
        let forgotten = cx
            .inventory
            .flux
            .get(&member.id.cluster)
            .is_some_and(|flux| flux.applies(apps.path.value.as_str()) && !flux.names(&place));
        if hooked && forgotten && once.first(apps.path.span) {
            out.push(
                LINT.diag(apps.path.span,
                    format!("no Kustomization of `{cluster}` applies the hooks of `{folder}`"),
                )
                .about([subjects::of_block(member.id.namespace.block)])
                .label("backups would be made without the hooks of its pods")
                .help(format!("add the Component …/{place} to `components` of the Kustomization that applies this path; `drplan build` prints the line")),
            );
        }
    }
}
