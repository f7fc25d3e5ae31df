//! Volumes without a claim on which a declared workload keeps data, and that it does not declare.

use super::LINT;
use crate::analyze::backup::demand::{Capture, capture};
use crate::diag::Diags;
use crate::lint::LintCx;
use crate::lint::walk::shown_pods::shown_pods;
use crate::lint::walk::state::{Keeps, keeps};
use crate::lint::walk::subjects;

/// A directory of a node is in no backup; a share is read as a whole by a file backup, and by no snapshot.
pub(super) fn volumes(cx: &LintCx<'_>, out: &mut Diags) {
    for shown in shown_pods(cx) {
        let workload = shown.workload;
        let Some(copy) = capture(cx.model, shown.member, workload) else {
            continue;
        };
        for (on, why) in [
            (
                Keeps::Node,
                "no backup contains a directory of a node, so that it is empty after a recovery",
            ),
            (
                Keeps::Share,
                match copy {
                    Capture::Files => {
                        "every file backup reads all of it, and its size is in no worst case"
                    }
                    Capture::Snapshot => {
                        "a snapshot is made of a claim, and there is none: no backup contains it"
                    }
                },
            ),
        ] {
            let found = shown.pods.volumes.iter().filter(|volume| {
                let mut declared = workload.volumes.iter();
                keeps(shown.contents, shown.pods, volume) == Some(on)
                    && !declared.any(|own| own.name.value.as_str() == volume.name)
            });
            let names: Vec<&str> = found.map(|volume| volume.name.as_str()).collect();
            let [first, ..] = names.as_slice() else {
                continue;
            };
            let label = workload.label();
            let what = match on {
                Keeps::Node => "on its node",
                Keeps::Share | Keeps::Claims => "on a share",
            };
            out.push(
                LINT.diag(
                    workload.name.span,
                    format!("`{label}` keeps `{}` {what}, and the plan does not declare it", names.join("`, `")),
                )
                .label(why)
                .about(subjects::of_workload(workload.id))
                .because(format!("`{}` declares the pods", shown.pods.file))
                .help(format!("write `volume {first} {{ size SIZE }}` and how it is copied, or `volume {first} {{ skip \"WHY\" }}` where nothing of it must survive")),
            );
        }
    }
}
