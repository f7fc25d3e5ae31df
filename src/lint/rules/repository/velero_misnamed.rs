//! velero-misnamed: Velero under another name than its own: no Restore of it is ever Completed.

use crate::diag::{Diags, findings};
use crate::lint::walk::applied::veleros;
use crate::lint::{Lint, LintCx};
use crate::model::value::Version;

pub(super) static LINT: Lint = Lint {
    finding: &findings::VELERO_MISNAMED,
    check,
};

/// Since this version the server reads its own Deployment by the name `velero` whenever it starts the
/// plugins of a Restore (pod_volume_restore_action.go; velero#9023).
const SINCE: Version = Version::new(1, 16, 0);

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for (platform, velero) in veleros(cx) {
        let target = velero.version.unwrap_or_else(|| cx.model.plan.velero());
        let name = velero.deployment.as_ref().filter(|name| *name != "velero");
        let Some(name) = name.filter(|_| target.highest() >= SINCE) else {
            continue;
        };
        out.push(
            LINT.diag(platform.path.span,
                format!("the Deployment of Velero in `{}` is called `{name}`", velero.file),
            )
            .label("Velero looks for itself as `velero`: every Restore ends as PartiallyFailed, and nothing follows it")
            .help(if velero.charted {
                "write `fullnameOverride: velero` in the values of its chart; from 11.0.0 on the chart does so by itself"
            } else {
                "call it `velero`"
            }),
        );
    }
}
