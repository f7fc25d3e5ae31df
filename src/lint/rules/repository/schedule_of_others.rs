//! schedule-of-others: a Schedule that the author wrote, beside those of the plan: it is in the same queue.

use crate::analyze::backup::beside::Other;
use crate::analyze::backup::cost::SIZE;
use crate::diag::{Diag, Diags, findings};
use crate::lint::walk::once::Once;
use crate::lint::{Lint, LintCx};
use crate::model::Cluster;
use crate::repository::schedules::Writer;

pub(super) static LINT: Lint = Lint {
    finding: &findings::SCHEDULE_OF_OTHERS,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let mut once = Once::new();
    for set in cx.analysis.sets() {
        if once.first(set.cluster.id) {
            for other in &set.beside.counted {
                out.extend_one(in_the_queue(&set.cluster, other));
            }
        }
    }
}

fn in_the_queue(cluster: &Cluster, other: &Other) -> Option<Diag> {
    let Writer::Author(file) = &other.of else {
        return None;
    };
    let name = cluster.stated_name();
    let copy = match other.job.width {
        0 => String::new(),
        _ => format!(", and data movers for {}", other.job.copy),
    };
    Some(
        LINT.diag(
            cluster.name.span,
            format!("Schedule `{}` uses the queue of `{name}` too", other.name),
        )
        .label("the backups of the plan wait for it")
        .because(format!("it stands in `{file}`"))
        .because(format!(
            "each run is computed with {} in the slot{copy}: what it copies is assumed, {SIZE} for a namespace that the plan does not name",
            other.job.hold
        ))
        .help("remove the Schedule, and write its namespaces into the plan"),
    )
}
