//! path-applied-twice: a path that both a Kustomization in the repository and a stage of the plan apply on one cluster.

use crate::analyze::recovery::{InGit, RecoverySide};
use crate::diag::{Diags, findings};
use crate::lint::walk::once::Once;
use crate::lint::{Lint, LintCx};
use crate::model::value::RepoPath;
use crate::model::{Mode, Platform};
use crate::source::{Span, Spanned};

pub(super) static LINT: Lint = Lint {
    finding: &findings::PATH_APPLIED_TWICE,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    by_other_plans(cx, out);
    by_parts(cx, out);
    for side in cx.analysis.sides().iter().filter(|side| side.manages_apps) {
        let Some(flux) = cx.inventory.flux.get(&side.cluster.id) else {
            continue;
        };
        for (path, span) in paths(side) {
            let Some(other) = flux.flux.iter().find(|other| other.path == path) else {
                continue;
            };
            let file = &other.file;
            out.push(
                LINT.diag(span,
                    format!("a Kustomization in `{file}` also applies `{path}` on `{}`", side.cluster.stated_name()),
                )
                .label("the application would start before its data is restored, and two Kustomizations would change the same objects")
                .help(remove(side, file)),
            );
        }
    }
}

/// How one of the two is removed. At home, where the stages apply everything since the failback, either may stay.
fn remove(side: &RecoverySide, file: &str) -> String {
    let name = side.cluster.stated_name();
    let suspend = "suspend it there first with `flux suspend kustomization`, because Flux deletes what a Kustomization has applied once it is removed";
    if !side.at_home() || side.recovering() {
        return format!(
            "remove that Kustomization from `{file}`: on a recovery cluster the stages of the plan apply platforms and applications; if it runs on `{name}`, {suspend}"
        );
    }
    let mode = side.cluster.mode.as_ref().map(|mode| &mode.value);
    let runs: Vec<&str> = match mode {
        Some(Mode::Active { runs }) => runs.iter().map(|run| run.value.as_str()).collect(),
        _ => Vec::new(),
    };
    format!(
        "remove that Kustomization from `{file}`: since the failback the stages of the plan apply platforms and applications on `{name}`; if it runs there, {suspend}; or remove `mode` from cluster `{name}`, so that your own Kustomizations apply all of them again: then name a run that is not {} at the next failback (docs/recovery.md, \"After the failback\")",
        runs.join(" or ")
    )
}

/// Paths that two blocks of one namespace apply: the first gate would start what the second still restores.
fn by_parts(cx: &LintCx<'_>, out: &mut Diags) {
    let blocks: Vec<_> = cx.model.namespaces.iter().collect();
    for (at, block) in blocks.iter().enumerate() {
        let earlier = blocks.get(..at).unwrap_or_default().iter();
        let mut beside = earlier.filter(|other| {
            let mut names = other.names.iter();
            let parts = other.part.is_some() && block.part.is_some();
            parts && names.any(|name| block.names.iter().any(|own| own.value == name.value))
        });
        let Some(apps) = &block.apps else { continue };
        let shared = beside.find_map(|other| {
            let mut others = other.apps.as_ref()?.overlays();
            others.find_map(|other| {
                let mut own = apps.overlays();
                let own = own.find(|own| own.value.overlaps(&other.value))?;
                Some((own, other))
            })
        });
        if let Some((own, other)) = shared {
            out.push(
                LINT.diag(
                    own.span,
                    format!("two blocks of `{}` apply `{}`", block.head_name(), own.value),
                )
                .label("the stage of the block that is restored first starts the application of the other one, on claims that are not restored")
                .related(other.span, "the other block")
                .help("give each of the two applications a path of its own"),
            );
        }
    }
}

/// Paths that stages of two plans apply to one cluster. Both prune: what one of them no longer applies is removed for both
/// (kustomize-controller, `prune` by inventory).
fn by_other_plans(cx: &LintCx<'_>, out: &mut Diags) {
    let mut once = Once::new();
    for side in cx.analysis.sides().iter().filter(|side| side.manages_apps) {
        for (path, span) in paths(side) {
            let mut stages = cx.inventory.other_stages.iter();
            let other =
                stages.find(|other| other.path == path && other.cluster == side.cluster.path());
            let Some(other) = other.filter(|_| once.first(span)) else {
                continue;
            };
            out.push(
                LINT.diag(
                    span,
                    format!("plan `{}` also applies `{path}` on `{}`", other.plan, side.cluster.stated_name()),
                )
                .label("two Kustomizations own the same objects: what one of them removes is lost for both")
                .help(match platform_at(cx, &path) {
                    Some(platform) if platform.brings_velero => format!(
                        "keep the platform `{0}` in one of the two plans; in the other one remove it and write `brings velero` in cluster `{1}`, whose `provision` then includes the time until `{0}` is ready",
                        platform.name.value, side.cluster.stated_name()
                    ),
                    Some(platform) => format!(
                        "keep the platform `{}` in one of the two plans, and remove it and what `needs` it from the other one: applications wait for what they use",
                        platform.name.value
                    ),
                    None => "keep the application in one of the two plans".to_owned(),
                }),
            );
        }
    }
}

fn platform_at<'a>(cx: &LintCx<'a>, path: &str) -> Option<&'a Platform> {
    let mut platforms = cx.model.platforms.values();
    let found = platforms.find(|one| one.path.value.as_str() == path);
    found.map(|platform| &**platform)
}

/// The paths in Git that the stages of a side apply.
fn paths(side: &RecoverySide) -> Vec<(String, Span)> {
    let mut paths = Vec::new();
    for of in side.stages.iter().filter_map(|stage| stage.kind.in_git()) {
        let mut add = |path: &Spanned<RepoPath>| paths.push((path.value.to_string(), path.span));
        match of {
            InGit::Platform(platform) => add(&platform.path),
            InGit::Apps(apps) => apps.overlays().for_each(add),
        }
    }
    paths
}
