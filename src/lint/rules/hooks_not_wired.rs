//! hooks-not-wired: hooks that no Kustomization applies, where the repository shows those that are.

use crate::analyze::hooks;
use crate::diag::{Diag, Diags};
use crate::lint::{Lint, LintCx};
use std::collections::BTreeSet;

pub(super) static LINT: Lint = Lint {
    name: "hooks-not-wired",
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let mut said = BTreeSet::new();
    for member in &cx.facts.effective {
        let Some(apps) = &member.block.apps else {
            continue;
        };
        let hooked = member.block.workloads.iter().any(|workload| {
            hooks::of(member, workload).is_some_and(|hook| hook.via_schedule.is_none())
        });
        let cluster = &member.cluster.name.value;
        let folder = hooks::folder(member);
        let place = format!("{}/{cluster}/hooks/{folder}", cx.model.plan.name.value);
        let forgotten = cx.inventory.wiring.get(&**cluster).is_some_and(|wiring| {
            wiring.applies(apps.path.value.as_str()) && !wiring.names(&place)
        });
        if hooked && forgotten && said.insert(apps.path.span) {
            out.push(
                Diag::new(
                    "hooks-not-wired",
                    apps.path.span,
                    format!("no Kustomization of `{cluster}` applies the hooks of `{folder}`"),
                )
                .label("its pods would be copied without their hooks")
                .help(format!("name the Component …/{place} in `components` of the Kustomization that applies this path; `drplan build` prints the line")),
            );
        }
    }
}
