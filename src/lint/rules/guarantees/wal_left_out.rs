//! wal-left-out: a copy without the log that its engine starts from: the restore completes, and the engine never starts.

use crate::diag::{Diags, findings};
use crate::lint::{Lint, LintCx};
use crate::model::{Method, Workload};
use crate::recipe::{self, Purpose};

pub(super) static LINT: Lint = Lint {
    finding: &findings::WAL_LEFT_OUT,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for member in cx.analysis.members() {
        for workload in &member.block.workloads {
            if !matches!(
                member.method_of(workload),
                Method::Snapshot | Method::FileBackup
            ) {
                continue;
            }
            let parts = log_parts(workload);
            for volume in &workload.volumes {
                let log = volume
                    .name
                    .value
                    .split(['-', '_'])
                    .any(|part| parts.contains(&part));
                let left_out = match (&volume.skip, &volume.elsewhere) {
                    (Some(_), _) => "skip",
                    (None, Some(_)) => "recover elsewhere",
                    (None, None) => continue,
                };
                if log && volume.from.is_none() {
                    out.push(
                        LINT.diag(volume.span, format!("`{}` contains the log that the engine starts from, and it is not copied", volume.name.value))
                            .label("a restore without it completes, but the engine does not start")
                            .related(workload.name.span, "the engine")
                            .help(format!("remove `{left_out}`, and put it in one `group` with the data; or write `from ADDRESS {{ lag DURATION; ready DURATION }}`, the archive that a recovery replays")),
                    );
                }
            }
        }
    }
}

/// What the recipe of the workload knows about its engine.
fn log_parts(workload: &Workload) -> &'static [&'static str] {
    workload
        .quiesce
        .as_ref()
        .and_then(|quiesce| recipe::find(Purpose::Quiesce, &quiesce.hook.recipe.value))
        .map_or(&[], |recipe| recipe.log_volumes)
}
