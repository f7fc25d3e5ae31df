//! crds-by-job: a Job that must pull one more image before Velero is installed.

use crate::diag::{Diags, findings};
use crate::lint::walk::applied::veleros;
use crate::lint::{Lint, LintCx};

pub(super) static LINT: Lint = Lint {
    finding: &findings::CRDS_BY_JOB,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for (platform, velero) in veleros(cx) {
        if !velero.crd_job {
            continue;
        }
        out.push(
            LINT.diag(platform.path.span,
                format!("the chart of Velero in `{}` updates its CRDs with a Job", velero.file),
            )
            .label("the installation of Velero waits for an image of kubectl, and fails if the image cannot be pulled")
            .help("write `upgradeCRDs: false` in its values, and `crds: CreateReplace` below `install` and `upgrade`, so that Flux applies the CRDs"),
        );
    }
}
