//! chart-not-pinned: a chart of Velero whose version is chosen on the day of the disaster.

use crate::diag::{Diags, findings};
use crate::lint::walk::applied::veleros;
use crate::lint::{Lint, LintCx};

pub(super) static LINT: Lint = Lint {
    finding: &findings::CHART_NOT_PINNED,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for (platform, velero) in veleros(cx) {
        let Some(stated) = &velero.open_chart else {
            continue;
        };
        let what = if stated.is_empty() {
            "no version".to_owned()
        } else {
            format!("`{stated}`")
        };
        out.push(
            LINT.diag(
                platform.path.span,
                format!("the chart of Velero in `{}` says {what}", velero.file),
            )
            .label("an empty cluster takes the newest that fits: another one than was rehearsed")
            .help("write one version, and let a pull request change it"),
        );
    }
}
