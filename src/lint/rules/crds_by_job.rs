//! crds-by-job: a Job that must pull one more image before Velero is installed.

use super::shared::brought::each_velero;
use crate::diag::{Diag, Diags};
use crate::lint::{Lint, LintCx};

pub(super) static LINT: Lint = Lint {
    name: "crds-by-job",
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    each_velero(cx, |platform, velero| {
        if !velero.crd_job {
            return;
        }
        out.push(
            Diag::new(
                "crds-by-job",
                platform.path.span,
                format!("the chart of Velero in `{}` updates its CRDs with a Job", velero.file),
            )
            .label("the installation waits for an image of kubectl, and fails with it; Flux brings the CRDs anyway")
            .help("write `upgradeCRDs: false` in its values, and `crds: CreateReplace` below `install` and `upgrade`"),
        );
    });
}
