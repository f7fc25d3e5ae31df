//! path-not-applied: overlays that no Kustomization of the primary applies.

use crate::diag::{Diags, findings};
use crate::lint::{Lint, LintCx};
use crate::model::value::RepoPath;
use crate::source::Spanned;
use std::collections::BTreeMap;

pub(super) static LINT: Lint = Lint {
    finding: &findings::PATH_NOT_APPLIED,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for side in cx.analysis.sides() {
        // A cluster that was recovered once has stages of the plan.
        if !side.at_home() || side.manages_apps {
            continue;
        }
        let cluster = side.cluster.id;
        let shown = cx.inventory.flux.get(&cluster);
        // A cluster of which the repository shows no Kustomization is wired elsewhere.
        if !shown.is_some_and(|flux| {
            flux.followed && flux.flux.iter().any(|one| one.path != side.cluster.path())
        }) {
            continue;
        }
        let members = cx.analysis.members_of(&side.primary);
        let all = members.filter_map(|member| Some(&member.block.apps.as_ref()?.path));
        let lacking = all.filter(|path| {
            let path = path.value.as_str();
            cx.inventory.paths.get(path) == Some(&true)
                && cx.inventory.carried(cluster, path).is_none()
                // What is applied to another cluster is `cluster-elsewhere`.
                && !shown.is_some_and(|flux| flux.remote.iter().any(|one| one.applies(path)))
        });
        let lacking: BTreeMap<&str, &Spanned<RepoPath>> =
            lacking.map(|path| (path.value.as_str(), path)).collect();
        let Some(first) = lacking.values().min_by_key(|path| path.span) else {
            continue;
        };
        let name = side.cluster.stated_name();
        let others = lacking.keys().filter(|path| **path != first.value.as_str());
        let others: Vec<String> = others.map(|path| format!("`{path}`")).collect();
        let others = match others.as_slice() {
            [] => String::new(),
            others => format!(", and neither {}", others.join(" nor ")),
        };
        out.push(
            LINT.diag(
                first.span,
                format!("no Kustomization of `{name}` applies `{}`{others}", first.value),
            )
            .label("what runs on the primary is made from something else, or is not in Git: the recovery would apply what never ran")
            .because(format!(
                "every Kustomization of `{}` was read",
                side.cluster.path()
            ))
            .help("write the path that a Kustomization of the primary applies, or add that Kustomization"),
        );
    }
}
