//! time-out-reached: copies that take longer than a time-out which stops them every time (node-agent: `--data-mover-prepare-timeout`, data_upload_controller.go).

use crate::analyze::quantities::Seconds;
use crate::diag::{Diags, findings};
use crate::lint::walk::subjects;
use crate::lint::{Lint, LintCx};

pub(super) static LINT: Lint = Lint {
    finding: &findings::TIME_OUT_REACHED,
    check,
};

/// Node-agent gives up a volume that is not prepared by then; its flag is not in the plan.
const PREPARED: Seconds = Seconds::minutes(30);

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for cluster in cx.model.clusters.values() {
        let Some(start) = &cluster.mover_start else {
            continue;
        };
        if Seconds::from(start.value) > PREPARED {
            out.push(
                LINT.diag(
                    start.span,
                    format!(
                        "the data mover of a volume starts after {} on `{}`, but node-agent stops waiting for it after {PREPARED}",
                        start.value, cluster.name.value
                    ),
                )
                .label("no volume is ever copied: each copy fails and starts again with the next run")
                .because("the flag `--data-mover-prepare-timeout` of node-agent is 30m unless it is set, and the plan does not set it")
                .help(format!("write `mover-start {PREPARED}` or less if that is what a volume takes"))
                .alternative("write `recover file-backup` for the volumes that cannot be attached faster"),
            );
        }
    }
    for set in cx.analysis.sets() {
        let worst = set.time_outs.too_long();
        if cx.analysis.overloaded(&set.cluster) || !worst {
            continue;
        }
        out.push(
            LINT.diag(
                set.tier.name.span,
                format!(
                    "the first copy of {} takes longer than the longest time-out that Velero reads",
                    set.label()
                ),
            )
            .about(subjects::not_sized(set))
            .label("Velero stops this copy at its time-out, so there is never a backup")
            .because("the waits for other first copies of the same cluster are included")
            .help("write the real `size` of the volumes, and measure and write `upload` in the store and `read` in the cluster"),
        );
    }
}
