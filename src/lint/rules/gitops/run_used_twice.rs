//! run-used-twice: a run that this cluster has used before: its Restores exist, so nothing is restored again.

use crate::diag::{Diags, findings};
use crate::lint::{Lint, LintCx};
use crate::model::Mode;

pub(super) static LINT: Lint = Lint {
    finding: &findings::RUN_USED_TWICE,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for cluster in cx.model.clusters.values() {
        let Some(Mode::Recover(mode)) = cluster.mode.as_ref().map(|mode| &mode.value) else {
            continue;
        };
        let Some(before) = mode.runs.iter().find(|run| run.value == mode.run.value) else {
            continue;
        };
        out.push(
            LINT.diag(
                mode.run.span,
                format!(
                    "run `{}` was already used on `{}`",
                    mode.run.value, cluster.stated_name()
                ),
            )
            .label("Velero runs a Restore of a name once: nothing is restored, and the applications start without data")
            .related(before.span, "used here")
            .help("write a run that is not listed, or run `drplan failover begin --run RUN`"),
        );
    }
}
