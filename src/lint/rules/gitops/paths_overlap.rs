//! paths-overlap: two clusters that would apply each other's objects, or a path of the plan with the
//! manifests of a cluster below it.

use crate::diag::{Diags, findings};
use crate::lint::walk::once::Once;
use crate::lint::{Lint, LintCx};
use crate::model::Model;
use crate::model::value::RepoPath;
use crate::source::{Span, Spanned};

pub(super) static LINT: Lint = Lint {
    finding: &findings::PATHS_OVERLAP,
    check,
};

/// What Flux applies to a cluster: its name, its path, and where the plan says so.
struct Applied<'a> {
    cluster: &'a str,
    path: RepoPath,
    span: Span,
}

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let clusters = clusters(cx.model);
    for (at, one) in clusters.iter().enumerate() {
        let earlier = clusters.get(..at).unwrap_or_default().iter();
        if let Some(other) = earlier.clone().find(|other| other.path.overlaps(&one.path)) {
            let (name, other_name) = (one.cluster, other.cluster);
            out.push(
                LINT.diag(
                    one.span,
                    format!("the paths of `{name}` and `{other_name}` are the same, or one is inside the other"),
                )
                .label("Flux applies everything below a path")
                .related(other.span, format!("the path of `{other_name}`"))
                .help("give each cluster a path of its own, such as `clusters/NAME`"),
            );
        }
        output(cx.model, one, out);
    }
    brought(cx.model, &clusters, out);
}

fn clusters(model: &Model) -> Vec<Applied<'_>> {
    let all = model.clusters.values();
    let all = all.filter(|cluster| cluster.leads());
    let all = all.filter_map(|cluster| {
        let path = match &cluster.path {
            Some(path) => path.value.clone(),
            None => RepoPath::new(&cluster.path()).ok()?,
        };
        Some(Applied {
            cluster: cluster.stated_name().as_str(),
            path,
            span: cluster
                .path
                .as_ref()
                .map_or(cluster.name.span, |path| path.span),
        })
    });
    all.collect()
}

/// The folder that the plan writes to, whether it is stated or not.
fn folder(model: &Model) -> Option<RepoPath> {
    let name = &model.plan.name.value;
    match model.plan.output() {
        "" => RepoPath::new(name).ok(),
        output => RepoPath::new(&format!("{output}/{name}")).ok(),
    }
}

fn output(model: &Model, one: &Applied<'_>, out: &mut Diags) {
    let stated = model.plan.output.as_ref();
    let overlaps = match stated {
        Some(output) => output.value.overlaps(&one.path),
        None => folder(model).is_some_and(|folder| folder.overlaps(&one.path)),
    };
    if !overlaps {
        return;
    }
    let name = one.cluster;
    let diag = LINT
        .diag(
            stated.map_or(one.span, |output| output.span),
            format!("the output and the path of `{name}` are the same, or one is inside the other"),
        )
        .label("Flux applies everything below the path of a cluster: it would apply the manifests of all stages at once");
    out.push(match stated {
        Some(_) => diag
            .related(one.span, format!("the path of `{name}`"))
            .help("write a directory outside of the cluster paths, such as `output dr`"),
        None => diag.help(format!(
            "write the path that Flux was bootstrapped with, or an `output` outside of it: the plan writes to `{}`",
            folder(model).map_or_else(String::new, |folder| folder.to_string())
        )),
    });
}

/// Paths of platforms and applications with the stages or the outputs of a cluster below them.
fn brought(model: &Model, clusters: &[Applied<'_>], out: &mut Diags) {
    let mut once = Once::new();
    for path in paths(model) {
        let inside = clusters
            .iter()
            .find(|one| path.value.contains(&one.path))
            .map(|one| format!("the manifests of `{}`", one.cluster))
            .or_else(|| {
                let folder = folder(model)?;
                path.value
                    .contains(&folder)
                    .then(|| "the output of this plan".to_owned())
            });
        let Some(inside) = inside.filter(|_| once.first(path.span)) else {
            continue;
        };
        out.push(
            LINT.diag(path.span, format!("`{}` contains {inside}", path.value))
                .label("a stage of the recovery would apply them: the Schedules and the Restores of another cluster")
                .help("write the path of the application or the platform alone"),
        );
    }
}

/// The paths of platforms and applications.
fn paths(model: &Model) -> impl Iterator<Item = &Spanned<RepoPath>> {
    let platforms = model.platforms.values().map(|platform| &platform.path);
    let apps = model
        .namespaces
        .iter()
        .filter_map(|block| block.apps.as_ref());
    let apps = apps.flat_map(|apps| apps.overlays());
    platforms.chain(apps)
}
