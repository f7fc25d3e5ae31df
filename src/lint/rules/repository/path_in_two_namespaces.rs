//! path-in-two-namespaces: a path that Kustomizations of the primary put into several namespaces of the plan. A stage has one
//! `targetNamespace`, so that the recovery cluster would get the application of one of them.

use crate::diag::{Diags, findings};
use crate::lint::walk::once::Once;
use crate::lint::walk::several_targets::several_targets;
use crate::lint::walk::subjects;
use crate::lint::{Lint, LintCx};

pub(super) static LINT: Lint = Lint {
    finding: &findings::PATH_IN_TWO_NAMESPACES,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let mut once = Once::new();
    for member in cx.analysis.members() {
        let found = several_targets(cx, member);
        let Some(apps) = &member.block.apps else {
            continue;
        };
        let path = apps.path.value.as_str();
        let own = member.name.value.as_str();
        let other = found.iter().find(|one| one.target != own);
        let Some(other) = other.filter(|_| once.first((member.id.cluster, path))) else {
            continue;
        };
        out.push(
            LINT.diag(
                apps.path.span,
                format!("`{path}` is applied to `{own}` and to `{}`", other.target),
            )
            .about([subjects::of_block(member.block.id)])
            .label("a recovery has one stage for a path, and would bring the application of one namespace alone")
            .because(format!("`{}` in `{}` has `targetNamespace: {}`", other.name, other.file, other.target))
            .help(format!(
                "give each namespace a path of its own, such as `{path}-{own}` with a kustomization.yaml that has `namespace: {own}` and lists `{path}`; apply it on `{}` too, and name it in `apps`",
                member.cluster.stated_name()
            )),
        );
    }
}
