//! first-copy-blocks: a first file backup that holds its slot for so long that other sets miss their promise.

use crate::analyze::backup::cost::runs_several;
use crate::analyze::backup::initial::{self, Victim};
use crate::analyze::quantities::Seconds;
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
        let Some(waiting) = block.victims.first() else {
            continue;
        };
        let victim = cx.analysis.sets().get(waiting.set);
        let (Some(seeder), Some(victim)) = (seeder, victim) else {
            continue;
        };
        let Some(volume) = seeder.demand.files.values().next() else {
            continue;
        };
        let rest = block.victims.len() as u64 - 1;
        let more = match rest {
            0 => String::new(),
            n => format!(" and {n} more {}", if n == 1 { "set" } else { "sets" }),
        };
        let Some(rpo) = victim.rpo() else { continue };
        out.push(
            LINT.diag(volume.first,
                format!(
                    "the backups of {1}{more} wait too long while the first copy of {0} is made",
                    seeder.label(),
                    victim.label()
                ),
            )
            .about(subjects::not_sized(seeder))
            .label(format!("a file backup holds its slot until its last byte is copied: {} the first time", block.hold))
            .because(format!(
                "{} waits {} for a slot, and may then lose data of {}",
                victim.label(),
                waiting.wait,
                too_much(waiting, rpo.into())
            ))
            .help(match runs_several(cx.model, &seeder.cluster) {
                true => format!(
                    "write `concurrent-backups {}` in cluster `{}` and start Velero with the same flag, or write `recover snapshot`",
                    block.slots,
                    seeder.cluster.stated_name()
                ),
                false => "write `recover snapshot`".to_owned(),
            }),
        );
    }
}

/// The loss beside what the promise allows; the replication of the bucket has its part of the promise.
fn too_much(waiting: &Victim, rpo: Seconds) -> String {
    let (loss, room) = (waiting.loss, waiting.room);
    if room == rpo {
        format!("{loss} > RPO {rpo}")
    } else {
        format!("{loss} > {room}, which is RPO {rpo} without the time of replication")
    }
}
