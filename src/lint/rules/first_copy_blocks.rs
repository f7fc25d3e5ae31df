//! first-copy-blocks: a first file backup that holds the slot for so long that others miss their promise.

use crate::analyze::seeding;
use crate::analyze::sum::many;
use crate::diag::{Diag, Diags};
use crate::lint::{Lint, LintCx};

pub(super) static LINT: Lint = Lint {
    name: "first-copy-blocks",
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for block in seeding::blocks(cx.model, &cx.facts.sets) {
        let seeder = cx.facts.sets.get(block.seeder);
        let victim = block.victims.first().and_then(|at| cx.facts.sets.get(*at));
        let (Some(seeder), Some(victim)) = (seeder, victim) else {
            continue;
        };
        let Some(volume) = seeder.demand.files.values().next() else {
            continue;
        };
        let rest = block.victims.len() as u64 - 1;
        let more = match rest {
            0 => String::new(),
            n => format!(
                " and {}",
                many(n, "set more").replace("set mores", "sets more")
            ),
        };
        let Some(rpo) = victim.rpo() else { continue };
        out.push(
            Diag::new(
                "first-copy-blocks",
                volume.first,
                format!(
                    "while the first copy of `{}` is made, `{}`{more} cannot be backed up",
                    seeder.name, victim.name
                ),
            )
            .label(format!("a file backup holds its slot to the last byte: {} the first time", block.hold))
            .because(format!("{} > RPO {rpo}", block.hold))
            .help(format!(
                "write `concurrent-backups {}` in cluster `{}` and give Velero the same flag, or write `recover snapshot`",
                block.slots, seeder.cluster.name.value
            )),
        );
    }
}
