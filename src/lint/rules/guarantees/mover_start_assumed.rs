//! mover-start-assumed: a large snapshot that its provider copies before it can be read, with the assumed time for that.

use crate::analyze::backup::cost::MOVER_START;
use crate::analyze::drivers;
use crate::analyze::sets::BackupSet;
use crate::diag::{Diags, findings};
use crate::lint::walk::once::Once;
use crate::lint::{Lint, LintCx};
use crate::model::value::Size;

pub(super) static LINT: Lint = Lint {
    finding: &findings::MOVER_START_ASSUMED,
    check,
};

/// What a provider may copy within the assumed time: more would be beyond 800MiB/s.
const LARGE: Size = Size::bytes(100 << 30);

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let mut once = Once::new();
    let mut all = cx.model.snapshots.values();
    let Some(snapshots) = all.find(|one| drivers::copies_first(&one.driver.value)) else {
        return;
    };
    for set in cx.analysis.sets().iter().filter(|set| set.moves_data) {
        let cluster = &set.cluster;
        let Some(size) = largest(set).filter(|size| *size > LARGE) else {
            continue;
        };
        if cluster.mover_start.is_some() || !once.first(cluster.id) {
            continue;
        }
        let name = &cluster.name.value;
        out.push(
            LINT.diag(
                cluster.name.span,
                format!("a copy of {} may begin much later than {MOVER_START} after its snapshot", set.label()),
            )
            .label("`mover-start` is not declared here")
            .related(snapshots.driver.span, "the provider copies a snapshot before it can be read")
            .because(format!(
                "Velero removes each snapshot after its data is moved, so that {size} are copied again each time, and a data mover gives up after 30m"
            ))
            .help(format!(
                "measure the time from a snapshot to the first byte of its copy, write it as `mover-start DURATION` in cluster `{name}`, and start node-agent with `--data-mover-prepare-timeout` of twice that if it is near 30m"
            )),
        );
    }
}

/// The largest volume of a set whose data is moved and whose size is known.
fn largest(set: &BackupSet) -> Option<Size> {
    set.demand
        .moved
        .keys()
        .filter_map(|volume| volume.size)
        .max()
}
