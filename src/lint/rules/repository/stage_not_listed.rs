//! stage-not-listed: a kustomization.yaml at the path of a cluster that does not list the stage file, so Flux applies none of it.

use crate::diag::{Diags, findings};
use crate::lint::{Lint, LintCx};

pub(super) static LINT: Lint = Lint {
    finding: &findings::STAGE_NOT_LISTED,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for side in cx.analysis.sides() {
        let cluster = &side.cluster;
        let emits = !side.stages.is_empty();
        let Some(flux) = cx.inventory.flux.get(&cluster.id).filter(|_| emits) else {
            continue;
        };
        let Some(listed) = &flux.listed else {
            continue;
        };
        let stage = format!("drplan-{}.yaml", cx.model.plan.name.value);
        if listed
            .iter()
            .any(|path| path.trim_start_matches("./") == stage)
        {
            continue;
        }
        let span = cluster
            .path
            .as_ref()
            .map_or(cluster.name.span, |path| path.span);
        let diag = LINT
            .diag(
                span,
                format!("`{}` does not list `{stage}`", flux.list_file),
            )
            .label("Flux applies here only what that file lists: no Schedule and no Restore would reach the cluster")
            .help(format!("add `- {stage}` to its `resources`"));
        out.push(match flux.lists_the_obvious {
            // Another file loses its patches and what it lists from elsewhere.
            true => diag
                .alternative("remove that file: Flux then applies every manifest below the path"),
            false => diag,
        });
    }
}
