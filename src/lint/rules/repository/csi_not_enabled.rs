//! csi-not-enabled: volumes that are recovered by CSI snapshot, with a Velero that makes no CSI snapshots.

use crate::diag::{Diags, findings};
use crate::lint::walk::applied::{by_snapshot, installed};
use crate::lint::{Lint, LintCx};

pub(super) static LINT: Lint = Lint {
    finding: &findings::CSI_NOT_ENABLED,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for one in installed(cx) {
        let velero = one.velero;
        let set = cx
            .analysis
            .sets()
            .iter()
            .find(|set| one.serves(set) && by_snapshot(set));
        let Some(set) = set.filter(|_| velero.csi == Some(false)) else {
            continue;
        };
        out.push(
            LINT.diag(
                one.at,
                format!(
                    "the Velero of `{}` is not started with the feature `EnableCSI`",
                    velero.file
                ),
            )
            .label(
                "without it Velero makes no CSI snapshots and restores none, and reports Completed",
            )
            .related(set.tier.name.span, "its volumes are recovered by snapshot")
            .help(if velero.charted {
                "write `features: EnableCSI` below `configuration` in the values of its chart"
            } else {
                "add `--features=EnableCSI` to the arguments of Velero and of node-agent"
            }),
        );
    }
}
