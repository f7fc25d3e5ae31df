//! csi-not-enabled: volumes that are recovered by CSI snapshot, and a Velero that makes none.

use super::shared::brought::{by_snapshot, each_velero};
use crate::diag::{Diag, Diags};
use crate::lint::{Lint, LintCx};

pub(super) static LINT: Lint = Lint {
    name: "csi-not-enabled",
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    each_velero(cx, |platform, velero| {
        let set = cx.facts.sets.iter().find(|set| by_snapshot(set));
        let Some(set) = set.filter(|_| velero.csi == Some(false)) else {
            return;
        };
        out.push(
            Diag::new(
                "csi-not-enabled",
                platform.path.span,
                format!("the Velero of `{}` does not have the feature `EnableCSI`", velero.file),
            )
            .label("without it Velero makes no CSI snapshot and restores none, and calls that Completed")
            .related(set.tier.name.span, "its volumes are recovered by snapshot")
            .help(if velero.charted {
                "write `features: EnableCSI` below `configuration` in the values of its chart"
            } else {
                "add `--features=EnableCSI` to the arguments of Velero and of node-agent"
            }),
        );
    });
}
