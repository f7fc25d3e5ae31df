//! elsewhere-not-expressible: a claim that another tool copies, and that Velero cannot leave out of its backups, or brings
//! in a Restore all the same.

use crate::analyze::backup::demand::{Capture, capture};
use crate::diag::{Diag, Diags, findings};
use crate::lint::walk::workloads;
use crate::lint::{Lint, LintCx};
use crate::model::{Method, Volume};

pub(super) static LINT: Lint = Lint {
    finding: &findings::ELSEWHERE_NOT_EXPRESSIBLE,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for (member, workload) in workloads(cx) {
        // A set that copies no volume leaves all claims out.
        if !member.set_method().copies_volumes() {
            continue;
        }
        let whole = member.method_of(workload) == Method::Elsewhere;
        if whole && workload.volumes.is_empty() {
            out.push(
                LINT.diag(
                    workload.name.span,
                    format!("Velero cannot find the claims of `{}`", workload.label()),
                )
                .label("it copies other workloads of this namespace, and would copy and restore these claims too")
                .help("write `volume NAME { label KEY=VALUE }` for each claim, and add that label to the claim"),
            );
        }
        let by_files = capture(cx.model, member, workload) == Some(Capture::Files);
        for volume in &workload.volumes {
            if !whole && volume.elsewhere.is_none() {
                continue;
            }
            if volume.label.is_none() {
                out.push(no_label(volume));
            } else if by_files {
                out.push(
                    LINT.diag(
                        volume.name.span,
                        format!("the Restore of `{}` needs the claim of `{}`", workload.label(), volume.name.value),
                    )
                    .label("its pod is restored for the files of other volumes, and does not start without this claim, which comes later")
                    .help("write `recover elsewhere` for the whole workload, or `recover snapshot` for the others"),
                );
            }
        }
    }
}

fn no_label(volume: &Volume) -> Diag {
    LINT.diag(
        volume.name.span,
        format!(
            "Velero cannot find the claim of the volume `{}`",
            volume.name.value
        ),
    )
    .label("Velero would copy and restore it too: policies and Restores find claims by their labels, never by names")
    .help("write `label KEY=VALUE`, and add that label to the claim")
}
