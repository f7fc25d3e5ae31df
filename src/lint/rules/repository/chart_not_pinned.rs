//! chart-not-pinned: a chart or a plugin of Velero whose version is chosen on the day of the disaster.

use crate::diag::{Diags, findings};
use crate::lint::walk::applied::{installed, veleros};
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
            "has no version".to_owned()
        } else {
            format!("has the open version `{stated}`")
        };
        out.push(
            LINT.diag(
                platform.path.span,
                format!("the chart of Velero in `{}` {what}", velero.file),
            )
            .label("a new cluster installs the newest version that matches, which may not be the one that was rehearsed")
            .help("write one exact version, and change it only in a pull request"),
        );
    }
    for one in installed(cx) {
        for image in &one.velero.open_plugins {
            out.push(
                LINT.diag(
                    one.at,
                    format!("the plugin `{image}` in `{}` names no version", one.velero.file),
                )
                .label("a pod that starts later has another plugin, which may not be made for its Velero")
                .help("write the version of the plugin that is made for this Velero"),
            );
        }
    }
}
