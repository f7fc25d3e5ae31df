//! suspended-in-git: an object that Flux does not apply to a cluster which does not have it yet.

use crate::diag::{Diags, findings};
use crate::lint::walk::applied::applied;
use crate::lint::walk::once::Once;
use crate::lint::{Lint, LintCx};

pub(super) static LINT: Lint = Lint {
    finding: &findings::SUSPENDED_IN_GIT,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let mut once = Once::new();
    for applied in applied(cx) {
        for held in &applied.contents.suspended {
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
}
