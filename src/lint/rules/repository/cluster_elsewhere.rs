//! cluster-elsewhere: what Flux applies to another cluster than the one that it runs in (`spec.kubeConfig`;
//! kustomize-controller 1.9 and helm-controller 1.6). The stages of a plan have no `kubeConfig`: that of a primary would
//! apply the recovery to the primary.

use crate::analyze::recovery::RecoverySide;
use crate::diag::{Diag, Diags, findings};
use crate::lint::walk::once::Once;
use crate::lint::walk::subjects;
use crate::lint::{Lint, LintCx};
use crate::model::value::RepoPath;
use crate::repository::cluster::Remote;
use crate::repository::flux::FluxManifests;
use crate::source::Spanned;
use std::collections::BTreeSet;

pub(super) static LINT: Lint = Lint {
    finding: &findings::CLUSTER_ELSEWHERE,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let mut once = Once::new();
    for side in cx.analysis.sides().iter() {
        let shown = cx.inventory.flux.get(&side.cluster.id);
        if let Some(diag) = shown.and_then(|flux| of_cluster(cx, side, flux)) {
            // What it applies elsewhere is the same cause.
            for (path, _) in paths(cx, side) {
                once.first(path.span);
            }
            out.push(diag);
            continue;
        }
        for (path, names) in paths(cx, side) {
            let here = cx.inventory.carried(side.cluster.id, path.value.as_str());
            let whole = shown.filter(|_| side.at_home() && here.is_none());
            let whole = whole.and_then(|flux| {
                let mut remote = flux.remote.iter();
                remote.find(|one| one.applies(path.value.as_str()))
            });
            let part = || {
                let contents = cx
                    .inventory
                    .contents(side.cluster.id, path.value.as_str())?;
                let mut remote = contents.remote.iter();
                // A release of elsewhere that a path brings beside its application is not promised.
                remote.find(|one| match one.namespace.as_str() {
                    "" => !names.is_empty(),
                    namespace => names.contains(namespace),
                })
            };
            if let Some(remote) = whole.or_else(part)
                && once.first(path.span)
            {
                out.push(of_path(side, path, remote));
            }
        }
    }
}

/// The paths of platforms and applications on a cluster, with the namespaces of an application.
fn paths<'a>(
    cx: &LintCx<'a>,
    side: &'a RecoverySide,
) -> Vec<(&'a Spanned<RepoPath>, BTreeSet<&'a str>)> {
    let platforms = cx.model.platforms.values();
    let platforms = platforms.map(|platform| (&platform.path, BTreeSet::new()));
    let members = cx.analysis.members_of(&side.primary);
    let apps = members.filter_map(|member| {
        let apps = member.block.apps.as_ref()?;
        let path = if side.at_home() {
            &apps.path
        } else {
            side.overlay(apps)
        };
        let names = member.block.names.iter().map(|name| name.value.as_str());
        Some((path, names.collect()))
    });
    platforms.chain(apps).collect()
}

/// A cluster whose path has nothing but Kustomizations for another cluster: the stages beside them are not.
fn of_cluster(cx: &LintCx<'_>, side: &RecoverySide, flux: &FluxManifests) -> Option<Diag> {
    let cluster = &side.cluster;
    let path = cluster.path();
    let own = flux.flux.iter().any(|one| {
        let file = one.file.rsplit('/').next().unwrap_or_default();
        one.path != path && !file.starts_with("drplan-")
    });
    let remote = flux.remote.iter().find(|one| !one.path.is_empty())?;
    let here = paths(cx, side).into_iter().any(|(path, _)| {
        let carried = cx.inventory.carried(cluster.id, path.value.as_str());
        side.at_home() && carried.is_some()
    });
    if own || here {
        return None;
    }
    let name = cluster.stated_name();
    let span = cluster
        .path
        .as_ref()
        .map_or(cluster.name.span, |path| path.span);
    Some(
        LINT.diag(
            span,
            format!("Flux applies what `{path}` names to another cluster than the one that it runs in"),
        )
        .about([subjects::of_cluster(cluster.id)])
        .label("the Kustomizations of the plan are applied to the cluster of Flux: Schedules and Restores there never see the workloads")
        .because(says(remote))
        .help(format!(
            "install Flux on `{name}`, and write the `path` that it applies there without `kubeConfig`"
        )),
    )
}

fn of_path(side: &RecoverySide, path: &Spanned<RepoPath>, remote: &Remote) -> Diag {
    let name = side.cluster.stated_name();
    let part = if remote.applies(path.value.as_str()) {
        ""
    } else {
        "a part of "
    };
    LINT.diag(
        path.span,
        format!("Flux of `{name}` applies {part}`{}` to another cluster", path.value),
    )
    .label("its claims are not in the backups of this cluster, and a stage of the plan has no `kubeConfig`: that of a lost cluster leads to the lost cluster")
    .because(says(remote))
    .help("install Flux on the cluster that runs it, let Flux apply it there without `kubeConfig`, and write that cluster in the plan")
    .alternative(format!("remove it from the plan if `{name}` does not run it"))
}

fn says(remote: &Remote) -> String {
    format!(
        "line {} of `{}`: {} `{}` is for the cluster that {} names, which is not in Git",
        remote.at.line, remote.file, remote.kind, remote.name, remote.named_by
    )
}
