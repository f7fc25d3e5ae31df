//! paths-overlap: two clusters that would apply each other's objects.

use crate::diag::{Diags, findings};
use crate::lint::{Lint, LintCx};
use crate::model::value::RepoPath;

pub(super) static LINT: Lint = Lint {
    finding: &findings::PATHS_OVERLAP,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let mut seen: Vec<(&str, RepoPath, crate::source::Span)> = Vec::new();
    for cluster in cx.model.clusters.values() {
        let Ok(path) = RepoPath::new(&cluster.path()) else {
            continue;
        };
        let span = cluster
            .path
            .as_ref()
            .map_or(cluster.name.span, |path| path.span);
        if let Some((other, _, first)) = seen.iter().find(|(_, other, _)| other.overlaps(&path)) {
            out.push(
                LINT.diag(
                    span,
                    format!(
                        "the paths of `{}` and `{other}` are the same, or one is inside the other",
                        cluster.name.value
                    ),
                )
                .label("Flux applies everything below a path")
                .related(*first, format!("the path of `{other}`"))
                .help("give each cluster a path of its own, such as `clusters/NAME`"),
            );
        }
        let output = cx.model.plan.output.as_ref();
        if let Some(output) = output.filter(|output| output.value.overlaps(&path)) {
            out.push(
                LINT.diag(
                    output.span,
                    format!(
                        "the output and the path of `{}` are the same, or one is inside the other",
                        cluster.name.value
                    ),
                )
                .label("Flux applies everything below the path of a cluster: it would apply the manifests of all stages at once")
                .related(span, format!("the path of `{}`", cluster.name.value))
                .help("write a directory outside of the cluster paths, such as `output dr`"),
            );
        }
        seen.push((cluster.name.value.as_str(), path, span));
    }
}
