//! skip-not-expressible: a volume that cannot be left out, because a volume policy cannot match names.

use crate::diag::{Diags, findings};
use crate::lint::walk::unclaimed::is_never_taken;
use crate::lint::{Lint, LintCx};
use crate::model::Method;

pub(super) static LINT: Lint = Lint {
    finding: &findings::SKIP_NOT_EXPRESSIBLE,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for member in cx.analysis.members() {
        // Under file-backup a volume is left out by its name, in an annotation of the pod.
        if !matches!(member.set_method(), Method::Snapshot | Method::Dump) {
            continue;
        }
        for workload in &member.block.workloads {
            // What another tool copies is `elsewhere-not-expressible`.
            if matches!(
                member.method_of(workload),
                Method::FileBackup | Method::Elsewhere
            ) {
                continue;
            }
            for volume in &workload.volumes {
                if volume.label.is_none()
                    && volume.elsewhere.is_none()
                    && !member.copies(workload, volume)
                    && !is_never_taken(cx, workload, volume)
                {
                    let span = volume
                        .skip
                        .as_ref()
                        .map_or(volume.name.span, |skip| skip.span);
                    out.push(
                        LINT.diag(
                            span,
                            format!(
                                "Velero cannot find the claim of the volume `{}`",
                                volume.name.value
                            ),
                        )
                        .label("it would be copied: a volume policy matches the labels of claims, never names")
                        .help("write `label KEY=VALUE`, and add that label to the claim"),
                    );
                }
            }
        }
    }
}
