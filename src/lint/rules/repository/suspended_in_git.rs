//! suspended-in-git: an object that Flux does not apply to a cluster which does not have it yet.

use crate::analyze::recovery::InGit;
use crate::diag::{Diag, Diags, findings};
use crate::lint::walk::applied::applied;
use crate::lint::walk::once::Once;
use crate::lint::walk::subjects;
use crate::lint::{Lint, LintCx};
use crate::model::Cluster;
use crate::repository::contents::Suspended;
use crate::repository::tree::is_within;

/// How many objects are listed.
const LISTED: usize = 8;

pub(super) static LINT: Lint = Lint {
    finding: &findings::SUSPENDED_IN_GIT,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let mut once = Once::new();
    for applied in applied(cx) {
        let suspended = applied.contents.suspended.iter();
        for held in suspended.filter(|held| held.on_new) {
            let resource = format!("{}/{}", held.kind, held.name);
            if !once.first((&held.file, resource.clone())) {
                continue;
            }
            out.push(
                LINT.diag(
                    applied.path.span,
                    format!("`{resource}` in `{}` has `{}`", held.file, held.by),
                )
                .label("a cluster that has it keeps it; a new cluster never gets it")
                .related(
                    applied.side.cluster.name.span,
                    "this cluster is empty when its recovery begins",
                )
                .help(format!(
                    "remove `{}` before the recovery needs `{resource}`, or remove the object",
                    held.by
                )),
            );
        }
    }
    for primary in cx.model.primaries() {
        let mut held: Vec<&Suspended> = Vec::new();
        for one in of_primary(cx, primary) {
            // What a recovery lacks too is reported there.
            if once.first((&one.file, format!("{}/{}", one.kind, one.name))) {
                held.push(one);
            }
        }
        if let Some(first) = held.first() {
            out.push(match replaced(cx, primary, &held) {
                Some(path) => not_needed(primary, first, path),
                None => not_updated(primary, first, &held),
            });
        }
    }
}

/// What is suspended of what brings the namespaces, the platforms and Velero to a primary: the hooks and the flags that
/// the plan counts on do not reach it, nor does any later change.
fn of_primary<'a>(cx: &LintCx<'a>, primary: &Cluster) -> Vec<&'a Suspended> {
    let Some(own) = cx.inventory.own(primary.id) else {
        return Vec::new();
    };
    let members: Vec<_> = cx.analysis.members_of(primary).collect();
    let apps = members.iter().filter_map(|one| one.block.apps.as_ref());
    let apps = apps.map(|apps| apps.path.value.as_str());
    let platforms = cx.model.platforms.values();
    let platforms = platforms.map(|one| one.path.value.as_str());
    let paths: Vec<&str> = apps.chain(platforms).collect();
    let source = cx.analysis.observed().sources.get(&primary.id);
    let velero = cx.model.plan.velero_namespace();
    let is_of = |held: &&Suspended| match held.kind.as_str() {
        "Kustomization" => paths
            .iter()
            .any(|path| is_within(path, &held.path) || is_within(&held.path, path)),
        "Bucket" | "GitRepository" | "OCIRepository" => {
            source.is_some_and(|source| *source.name == *held.name)
        }
        _ => {
            let mut names = members.iter().map(|member| member.name.value.as_str());
            let file = own.velero.as_ref().map(|velero| &velero.file);
            let installs = held.kind == "HelmRelease" && file == Some(&held.file);
            let named = names.any(|name| name == held.namespace);
            let changes = held.written_to || held.on_new;
            installs || held.namespace == velero || changes && named
        }
    };
    own.suspended.iter().filter(is_of).collect()
}

/// The path of a suspended Kustomization that a stage of the plan applies since the failback: there it stays suspended, or
/// leaves Git.
fn replaced<'h>(cx: &LintCx<'_>, primary: &Cluster, held: &[&'h Suspended]) -> Option<&'h str> {
    let side = cx
        .analysis
        .side_of(primary)
        .filter(|side| side.manages_apps)?;
    let applied = |path: &str| {
        side.stages.iter().any(|stage| match stage.kind.in_git() {
            Some(InGit::Platform(platform)) => platform.path.value.as_str() == path,
            Some(InGit::Apps(apps)) => side.overlay(apps).value.as_str() == path,
            None => false,
        })
    };
    let all = held
        .iter()
        .all(|one| one.kind == "Kustomization" && applied(&one.path));
    held.first().filter(|_| all).map(|one| one.path.as_str())
}

fn not_needed(primary: &Cluster, first: &Suspended, path: &str) -> Diag {
    let name = &primary.name.value;
    LINT.diag(
        primary.name.span,
        format!(
            "`{}/{}` of `{name}` has `{}`, and a stage of the plan applies `{path}` there since the failback",
            first.kind, first.name, first.by
        ),
    )
    .label("if it runs again, two Kustomizations change the same objects")
    .about([subjects::of_cluster(primary.id)])
    .because(format!("`{}` declares it", first.file))
    .help(format!(
        "remove the Kustomization from `{}` while it is suspended on `{name}`: of a suspended one Flux deletes nothing",
        first.file
    ))
    .alternative(format!(
        "remove `mode` from cluster `{name}` and `{}` here, so that your own Kustomizations apply their paths again (docs/recovery.md, \"After the failback\")",
        first.by
    ))
}

fn not_updated(primary: &Cluster, first: &Suspended, all: &[&Suspended]) -> Diag {
    let name = |held: &Suspended| format!("{}/{}", held.kind, held.name);
    let rest = match all.len() {
        1 => String::new(),
        many => format!(", and so do {} more", many - 1),
    };
    let mut diag = LINT
        .diag(
            primary.name.span,
            format!(
                "`{}` of `{}` has `{}`{rest}",
                name(first),
                primary.name.value,
                first.by
            ),
        )
        .label("what is written to Git for it does not reach this cluster: hooks, flags of Velero, and every later change")
        .about([subjects::of_cluster(primary.id)]);
    for held in all.iter().take(LISTED) {
        diag = diag.because(format!(
            "`{}` declares `{}` with `{}`",
            held.file,
            name(held),
            held.by
        ));
    }
    diag.help(format!(
        "remove `{}`, or accept it with `allow` as long as it is meant",
        first.by
    ))
}
