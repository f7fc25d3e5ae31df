//! time-out-reached: copies that take longer than a time-out which stops them every time (node-agent: `--data-mover-prepare-timeout`, data_upload_controller.go).

use crate::analyze::quantities::Seconds;
use crate::diag::{Diags, findings};
use crate::lint::walk::subjects;
use crate::lint::{Lint, LintCx};
use std::collections::BTreeSet;

pub(super) static LINT: Lint = Lint {
    finding: &findings::TIME_OUT_REACHED,
    check,
};

/// Node-agent gives up a volume that is not prepared by then; its flag is not in the plan.
const PREPARED: Seconds = Seconds::minutes(30);

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    restores(cx, out);
    for cluster in cx.model.clusters.values() {
        let Some(start) = &cluster.mover_start else {
            continue;
        };
        if Seconds::from(start.value) > PREPARED {
            let label = if cluster.recovers.is_some() {
                "no volume is ever restored there: each restore fails, and fails again"
            } else {
                "no volume is ever copied: each copy fails and starts again with the next run"
            };
            out.push(
                LINT.diag(
                    start.span,
                    format!(
                        "the data mover of a volume starts after {} on `{}`, but node-agent stops waiting for it after {PREPARED}",
                        start.value, cluster.name.value
                    ),
                )
                .label(label)
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

/// Restores that no time-out is long enough for, once for each tier of a cluster.
fn restores(cx: &LintCx<'_>, out: &mut Diags) {
    for side in cx.analysis.rehearsed() {
        let mut seen = BTreeSet::new();
        let late = side.restores.iter().filter(|one| one.time_outs.too_long());
        for one in late.filter(|one| seen.insert(one.tier.id)) {
            let mut sets = cx.analysis.sets().iter();
            let set = sets.find(|set| set.schedule_name == one.schedule);
            out.push(
                LINT.diag(
                    one.tier.name.span,
                    format!(
                        "the restore of tier `{}` on `{}` takes longer than the longest time-out that Velero reads",
                        one.tier.name.value, side.cluster.name.value
                    ),
                )
                .about(set.map_or_else(Vec::new, |set| subjects::not_sized(set)))
                .label("Velero stops this restore at its time-out, so the data is never restored")
                .because("the waits for other volumes of the same tier, and for other recoveries that the same loss starts, are included")
                .help(format!(
                    "write the real `size` of the volumes, and measure and write `download` in store `{}` and `write` in cluster `{}`",
                    one.store.name.value, side.cluster.name.value
                )),
            );
        }
    }
}
