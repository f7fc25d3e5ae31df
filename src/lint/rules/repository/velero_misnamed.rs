//! velero-misnamed: a Deployment of Velero that is not called `velero`, so no Restore is ever Completed.

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
            .label("Velero reads its own Deployment as `velero`: every Restore ends as PartiallyFailed, and its gate stays closed")
            .help(if velero.charted {
                "write `fullnameOverride: velero` in the values of its chart, or use chart 11.0.0 or later"
            } else {
                "name the Deployment `velero`"
            }),
        );
    }
}
