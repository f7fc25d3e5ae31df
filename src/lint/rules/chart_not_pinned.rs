//! chart-not-pinned: a chart of Velero whose version is chosen on the day of the disaster.

use super::shared::brought::each_velero;
use crate::diag::{Diag, Diags};
use crate::lint::{Lint, LintCx};

pub(super) static LINT: Lint = Lint {
    name: "chart-not-pinned",
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    each_velero(cx, |platform, velero| {
        let Some(said) = &velero.open_chart else {
            return;
        };
        let what = if said.is_empty() {
            "no version".to_owned()
        } else {
            format!("`{said}`")
        };
        out.push(
            Diag::new(
                "chart-not-pinned",
                platform.path.span,
                format!("the chart of Velero in `{}` says {what}", velero.file),
            )
            .label("an empty cluster takes the newest that fits: another one than was rehearsed")
            .help("write one version, and let a pull request change it"),
        );
    });
}
