//! state-not-declared: a workload with claims that the plan does not declare: no sum knows its volumes.

use crate::diag::{Diags, findings};
use crate::lint::walk::once::Once;
use crate::lint::walk::{shown_blocks, subjects};
use crate::lint::{Lint, LintCx};

pub(super) static LINT: Lint = Lint {
    finding: &findings::STATE_NOT_DECLARED,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let mut once = Once::new();
    for (member, path, overlay) in shown_blocks(cx) {
        // Whose namespaces are others' as well, nobody knows by the path alone.
        let namespaces: Vec<&str> = member
            .block
            .names
            .iter()
            .map(|name| name.value.as_str())
            .collect();
        for found in overlay
            .workloads
            .iter()
            .filter(|found| !found.claims.is_empty())
        {
            let elsewhere = !found.namespace.is_empty() && !namespaces.contains(&&*found.namespace);
            let declared = member.block.workloads.iter().any(|workload| {
                // One of another kind is a wrong name, which is said there.
                *workload.name.value.name == *found.name || overlay.patches_name(&found.name)
            });
            let misnamed = member.block.workloads.iter().any(|workload| {
                let name = &workload.name.value;
                overlay.find(name.kind, &name.name).is_none()
            });
            if elsewhere
                || declared
                || misnamed
                || !once.first((member.id.namespace.block, &found.name))
            {
                continue;
            }
            let label = format!("{}/{}", found.kind.word(), found.name);
            out.push(
                LINT.diag(
                    member.name.span,
                    format!("`{label}` of `{path}` has claims, and the plan does not declare it"),
                )
                .label("its volumes are in no worst case, so it is not known whether the promises hold")
                .because(format!(
                    "`{}` has the claims `{}`",
                    found.file,
                    found.claims.join("`, `")
                ))
                .about([subjects::of_block(member.id.namespace.block)])
                .help(format!(
                    "write `workload {label} {{ recover METHOD; volume {} }}`, or `recover rebuild` where nothing of it must survive",
                    found.claims.join("; volume ")
                )),
            );
        }
    }
}
