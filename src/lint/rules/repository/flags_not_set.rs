//! flags-not-set: controller flags that the recovery time is computed with, and that the repository does not set.

use crate::diag::{Diags, findings};
use crate::lint::{Lint, LintCx};

pub(super) static LINT: Lint = Lint {
    finding: &findings::FLAGS_NOT_SET,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for side in cx.analysis.sides().iter().filter(|side| side.manages_apps) {
        let cluster = &side.cluster;
        let Some(flux) = cx.inventory.flux.get(&cluster.id) else {
            continue;
        };
        // Without the file it is not known how Flux is installed.
        let Some(file) = &flux.flux_system else {
            continue;
        };
        let component = format!(
            "{}/{}/flux",
            cx.model.plan.name.value,
            cluster.stated_name()
        );
        if flux.names(&component) {
            continue;
        }
        let requeue = cluster.requeue.as_ref().map(|requeue| {
            (
                requeue.span,
                format!("--requeue-dependency={}", requeue.value.flux()),
            )
        });
        let workers = cluster
            .workers
            .as_ref()
            .map(|workers| (workers.span, format!("--concurrent={}", workers.value)));
        let missing = requeue
            .into_iter()
            .chain(workers)
            .find(|(_, flag)| !flux.names(flag));
        let Some((span, flag)) = missing else {
            continue;
        };
        out.push(
            LINT.diag(span, format!("nothing in `{file}` sets `{flag}`"))
                .label("the recovery time is computed with it; without it each dependency waits for half a minute")
                .help(format!(
                    "add the Component that `drplan build` writes to its `components`: its path ends with `{component}`"
                )),
        );
    }
}
