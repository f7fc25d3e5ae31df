//! standby-promoted: a standby that an earlier run may have promoted: it follows nothing until somebody sets it up again.

use crate::analyze::recovery::{Phase, RecoverySide};
use crate::diag::{Diags, findings};
use crate::lint::walk::once::Once;
use crate::lint::{Lint, LintCx};
use crate::model::Recover;

pub(super) static LINT: Lint = Lint {
    finding: &findings::STANDBY_PROMOTED,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let mut once = Once::new();
    let waits = |side: &RecoverySide| {
        // Until the failback ends its own finding says so.
        let home = Phase::of_cluster(&side.primary) == Phase::Active;
        home && !side.at_home() && matches!(side.phase, Phase::Recover | Phase::Standby)
    };
    for side in cx.analysis.sides().iter().filter(|side| waits(side)) {
        let mode = side.cluster.mode.as_ref();
        let runs = mode.map_or(&[][..], |mode| mode.value.runs());
        let Some(run) = runs.last() else {
            continue;
        };
        for member in cx.analysis.members_of(&side.primary) {
            for (_, recover) in member.recovers() {
                let Recover::Replication(replication) = recover else {
                    continue;
                };
                let engine = &replication.engine;
                if replication.promote.is_none() || !once.first((engine.span, side.cluster.id)) {
                    continue;
                }
                out.push(
                    LINT.diag(
                        engine.span,
                        format!(
                            "the standby of `{}` was promoted if run `{}` of `{}` came so far",
                            member.name.value.as_str(),
                            run.value,
                            side.cluster.stated_name()
                        ),
                    )
                    .label(format!(
                        "since then it follows nothing: the next recovery promotes data of that day, and not of {} ago",
                        replication.lag.value
                    ))
                    .related(run.span, "the run")
                    .help("set the standby up again, and write `allow standby-promoted \"set up again\" until DATE` here"),
                );
            }
        }
    }
}
