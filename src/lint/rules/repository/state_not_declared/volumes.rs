//! Volumes without a claim on which a declared workload keeps data, and that it does not declare.

use super::LINT;
use crate::analyze::backup::demand::{Capture, capture};
use crate::analyze::effective::Member;
use crate::diag::Diags;
use crate::lint::LintCx;
use crate::lint::walk::claim_users::{Scope, may_be_of};
use crate::lint::walk::owners;
use crate::lint::walk::shown_pods::shown_pods;
use crate::lint::walk::state::{Keeps, keeps};
use crate::lint::walk::{shown_workloads, subjects};
use crate::model::Workload;
use crate::repository::contents::ChartShare;

/// Volumes of pods that manifests show.
pub(super) fn volumes(cx: &LintCx<'_>, out: &mut Diags) {
    for shown in shown_pods(cx) {
        let kept = shown.pods.volumes.iter().filter_map(|volume| {
            let on = keeps(shown.contents, shown.pods, volume)?;
            Some((on, volume.name.as_str()))
        });
        let kept: Vec<(Keeps, &str)> = kept.collect();
        let why = format!("`{}` declares the pods", shown.pods.file);
        undeclared_volumes(cx, (shown.member, shown.workload), &kept, &why, out);
    }
}

/// Shares that the values of other charts mount, where the plan declares one workload of the release: which of several has
/// the share is not known.
pub(super) fn of_charts(cx: &LintCx<'_>, out: &mut Diags) {
    for (member, workload, path, overlay) in shown_workloads(cx) {
        let Some(contents) = cx.inventory.contents(member.id.cluster, path) else {
            continue;
        };
        let all = owners::shown(cx, member.id.cluster);
        let scope = Scope {
            contents: &all,
            beside: &[],
            overlay,
        };
        let shares = contents.chart_shares.iter().filter(|share| {
            let own = member.block.workloads.iter();
            let own = own.filter(|one| may_be_of(one, &share.release, scope));
            member.block.may_hold(&share.namespace)
                && may_be_of(workload, &share.release, scope)
                && own.count() == 1
        });
        let shares: Vec<&ChartShare> = shares.collect();
        let Some(first) = shares.first() else {
            continue;
        };
        let kept = shares.iter().map(|one| (Keeps::Share, one.name.as_str()));
        let kept: Vec<(Keeps, &str)> = kept.collect();
        let why = format!(
            "the values of `{}` declare it with `{}`",
            first.file, first.values
        );
        undeclared_volumes(cx, (member, workload), &kept, &why, out);
    }
}

/// What of the volumes on which the pods of a workload keep data is no claim, and declared nowhere. `why` says what shows
/// them.
///
/// A directory of a node is in no backup; a share is read as a whole by a file backup, and by no snapshot.
pub(super) fn undeclared_volumes(
    cx: &LintCx<'_>,
    (member, workload): (&Member, &Workload),
    kept: &[(Keeps, &str)],
    why: &str,
    out: &mut Diags,
) {
    let Some(copy) = capture(cx.model, member, workload) else {
        return;
    };
    let share = match copy {
        Capture::Files => "every file backup reads all of it, and its size is in no worst case",
        Capture::Snapshot => {
            "a snapshot is made of a claim, and there is none: no backup contains it"
        }
    };
    for (on, place, lost) in [
        (
            Keeps::Node,
            "on its node",
            "no backup contains a directory of a node, so that it is empty after a recovery",
        ),
        (Keeps::Share, "on a share", share),
    ] {
        let found = kept.iter().filter(|(other, name)| {
            let mut declared = workload.volumes.iter();
            *other == on && !declared.any(|own| own.name.value.as_str() == *name)
        });
        let names: Vec<&str> = found.map(|(_, name)| *name).collect();
        let [first, ..] = names.as_slice() else {
            continue;
        };
        let label = workload.label();
        out.push(
            LINT.diag(
                workload.name.span,
                format!("`{label}` keeps `{}` {place}, and the plan does not declare it", names.join("`, `")),
            )
            .label(lost)
            .about(subjects::of_workload(workload.id))
            .because(why)
            .help(format!("write `volume {first} {{ size SIZE }}` and how it is copied, or `volume {first} {{ skip \"WHY\" }}` where nothing of it must survive")),
        );
    }
}
