//! container-not-found: a hook for a container that the pods do not have: Velero reports the hook as failed at every run.

use crate::diag::near::nearest;
use crate::diag::{Diags, findings};
use crate::lint::walk::{declared_workloads, subjects};
use crate::lint::{Lint, LintCx};

pub(super) static LINT: Lint = Lint {
    finding: &findings::CONTAINER_NOT_FOUND,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for (place, workload, declared) in declared_workloads(cx) {
        let Some(hook) = place.member.hook(workload) else {
            continue;
        };
        let mut stated: Vec<&str> = Vec::new();
        for step in [Some(&hook.pre), hook.post.as_ref()].into_iter().flatten() {
            let container = step.container.as_str();
            let known = declared.containers.is_empty()
                || declared.containers.iter().any(|known| known == container)
                || place.patches_name(container)
                || stated.contains(&container);
            if known {
                continue;
            }
            stated.push(container);
            let diag = LINT.diag(
                hook.span,
                format!(
                    "the pods of `{}` have no container `{container}`",
                    workload.label()
                ),
            );
            let diag = diag.about(subjects::of_workload(workload.id).into_iter().take(1));
            let others = declared.containers.join("`, `");
            out.push(
                if declared
                    .init_containers
                    .iter()
                    .any(|init| init == container)
                {
                    diag.label(
                        "Velero looks for it only in `containers`, and this one is an init container",
                    )
                    .because(format!("`{}` lists it in `initContainers`", declared.file))
                    .help(match declared.containers.as_slice() {
                        [only] => format!("write `container {only}`"),
                        _ => format!("write `container NAME` with one of `{others}`"),
                    })
                } else {
                    diag.label("the hook fails in every run, so the run is not a recovery point")
                        .because(format!("`{}` declares `{others}`", declared.file))
                        .help(meant(container, &declared.containers))
                },
            );
        }
    }
}

fn meant(container: &str, known: &[String]) -> String {
    match (nearest(container, known.iter().map(String::as_str)), known) {
        (Some(near), _) => format!("did you mean `{near}`? write `container {near}`"),
        (None, [only]) => format!("write `container {only}`"),
        (None, _) => format!(
            "write `container NAME` with one of `{}`",
            known.join("`, `")
        ),
    }
}
