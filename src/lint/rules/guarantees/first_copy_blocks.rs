//! first-copy-blocks: a first file backup that holds its slot for so long that other sets miss their promise.

use crate::analyze::backup::initial;
use crate::analyze::quantities::plural;
use crate::diag::{Diags, findings};
use crate::lint::walk::subjects;
use crate::lint::{Lint, LintCx};

pub(super) static LINT: Lint = Lint {
    finding: &findings::FIRST_COPY_BLOCKS,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for block in initial::blocks(cx.model, cx.analysis.sets()) {
        let seeder = cx.analysis.sets().get(block.seeder);
        let victim = block
            .victims
            .first()
            .and_then(|at| cx.analysis.sets().get(*at));
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
                plural(n, "set more").replace("set mores", "sets more")
            ),
        };
        let Some(rpo) = victim.rpo() else { continue };
        out.push(
            LINT.diag(volume.first,
                format!(
                    "{1}{more} cannot be backed up while the first copy of {0} is made",
                    seeder.label(),
                    victim.label()
                ),
            )
            .about(subjects::not_sized(seeder))
            .label(format!("a file backup holds its slot until its last byte is copied: {} the first time", block.hold))
            .because(format!("{} > RPO {rpo}", block.hold))
            .help(format!(
                "write `concurrent-backups {}` in cluster `{}` and start Velero with the same flag, or write `recover snapshot`",
                block.slots, seeder.cluster.name.value
            )),
        );
    }
}
