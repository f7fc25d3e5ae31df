//! Data of workloads that the values of `app-template` name, each by itself: a controller of a release is a workload.

use super::LINT;
use super::volumes::undeclared_volumes;
use crate::analyze::effective::Member;
use crate::diag::Diags;
use crate::lint::LintCx;
use crate::lint::walk::beside::beside;
use crate::lint::walk::charted::{charted_pods, is, is_of};
use crate::lint::walk::claim_users::{Scope, may_be_of};
use crate::lint::walk::once::Once;
use crate::lint::walk::owners;
use crate::lint::walk::state::{Keeps, charted_keeps};
use crate::lint::walk::{labelled, shown_blocks, shown_workloads, subjects};
use crate::model::Workload;
use crate::repository::contents::{ChartedPods, Contents};

/// Controllers that keep data and that the plan does not declare, and shares of those that it does.
pub(super) fn charted(cx: &LintCx<'_>, out: &mut Diags) {
    let mut once = Once::new();
    let left_out = labelled::undeclared(cx);
    for (member, path, overlay) in shown_blocks(cx) {
        let Some(contents) = cx.inventory.contents(member.id.cluster, path) else {
            continue;
        };
        let all = beside(cx, member, path);
        let shown = owners::shown(cx, member.id.cluster);
        let scope = Scope {
            contents: &shown,
            beside: &all,
            overlay,
        };
        for pods in contents
            .charted_pods
            .iter()
            .filter(|pods| is_of(member, pods))
        {
            let others = all.iter().filter(|other| is_of(other, pods));
            let workloads: Vec<&Workload> =
                others.flat_map(|other| &other.block.workloads).collect();
            let label = pods.label();
            let counts = !super::is_made_again(member)
                && !left_out.contains(member, &label)
                && !workloads.iter().any(|workload| is(workload, pods));
            if counts && once.first((member.id.cluster, pods.file.clone(), label)) {
                undeclared((member, scope), contents, (pods, &workloads), out);
            }
        }
    }
    for (member, workload, path, _) in shown_workloads(cx) {
        let Some(contents) = cx.inventory.contents(member.id.cluster, path) else {
            continue;
        };
        let Some(pods) = charted_pods(contents, member, workload) else {
            continue;
        };
        let kept = pods.volumes.iter().filter_map(|volume| {
            let on = charted_keeps(contents, pods, volume)?;
            Some((on, volume.name.as_str()))
        });
        let kept: Vec<(Keeps, &str)> = kept.collect();
        let why = format!("the values of `{}` declare it", pods.file);
        undeclared_volumes(cx, (member, workload), &kept, &why, out);
    }
}

fn undeclared(
    (member, scope): (&Member, Scope<'_, '_>),
    contents: &Contents,
    (pods, workloads): (&ChartedPods, &[&Workload]),
    out: &mut Diags,
) {
    let of_release = || {
        let all = contents.charted_pods.iter();
        all.filter(|other| other.release == pods.release && other.namespace == pods.namespace)
    };
    let declared = |other: &ChartedPods| workloads.iter().any(|workload| is(workload, other));
    let names = |workload: &&&Workload| may_be_of(workload, &pods.release, scope);
    let mut named = workloads.iter().filter(names);
    let any = named.clone().next().is_some() || of_release().any(&declared);
    // A name that no controller has is `workload-not-found`.
    if named.any(|workload| !of_release().any(|other| is(workload, other))) {
        return;
    }
    // What a declared controller mounts too is declared there.
    let kept = pods.volumes.iter().filter(|volume| {
        let mut others = of_release().filter(|other| declared(other));
        !others.any(|other| other.volumes.iter().any(|one| one.values == volume.values))
    });
    let kept: Vec<(Keeps, &str, &str)> = kept
        .filter_map(|volume| {
            let keeps = charted_keeps(contents, pods, volume)?;
            Some((keeps, volume.name.as_str(), volume.values.as_str()))
        })
        .collect();
    let Some(on) = kept.iter().map(|(on, ..)| *on).min() else {
        return;
    };
    // Where nothing of a release is declared, its claims are one finding.
    if !any && on == Keeps::Claims {
        return;
    }
    let claims: Vec<&str> = kept.iter().map(|(_, name, _)| *name).collect();
    let values: Vec<&str> = kept.iter().map(|(.., values)| *values).collect();
    let has = match on {
        Keeps::Claims => "has claims",
        Keeps::Node => "keeps data on its node",
        Keeps::Share => "keeps data on a share",
    };
    let label = pods.label();
    out.push(
        LINT.diag(
            member.name.span,
            format!("`{label}` of the release `{}` {has}, and the plan does not declare it", pods.release),
        )
        .label(match on {
            Keeps::Node => "no backup contains a directory of a node, so that it is empty after a recovery",
            Keeps::Claims | Keeps::Share => "its volumes are in no worst case, so it is not known whether the promises hold",
        })
        .about([subjects::of_block(member.id.namespace.block)])
        .because(format!("`{}` asks its chart for them with `{}`", pods.file, values.join("`, `")))
        .help(format!("write `workload {label} {{ release {}; recover METHOD; volume {} }}`, or `recover rebuild` where nothing of it must survive", pods.release, claims.join("; volume "))),
    );
}
