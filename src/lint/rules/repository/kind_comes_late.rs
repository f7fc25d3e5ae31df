//! kind-comes-late: a custom resource in one Kustomization with the chart that brings its kind: kustomize-controller applies
//! nothing before every object passes a dry run (kustomize-controller 1.9; fluxcd/pkg, ssa/manager_apply.go).

use crate::diag::{Diags, findings};
use crate::lint::walk::applied::applied;
use crate::lint::walk::once::Once;
use crate::lint::{Lint, LintCx};
use crate::repository::contents::Early;

pub(super) static LINT: Lint = Lint {
    finding: &findings::KIND_COMES_LATE,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let mut once = Once::new();
    for applied in applied(cx) {
        for early in &applied.contents.early {
            if cx.inventory.bootstrap.names(&early.chart)
                || comes_before(cx, early, applied.path.as_str())
            {
                continue;
            }
            // One resource is one finding, however many paths contain it.
            if !once.first((&early.file, &early.release)) {
                continue;
            }
            let resource = format!("{}/{}", early.kind, early.name);
            let chart = &early.chart;
            let place = match early.file == early.release {
                true => format!("`{}`", early.file),
                false => format!("`{}` and `{}`", early.file, early.release),
            };
            out.push(
                LINT.diag(
                    applied.path.span,
                    format!("`{resource}` and the chart `{chart}`, which brings its kind, are in one path ({place})"),
                )
                .label(format!("on a new cluster Flux cannot check `{}` and applies nothing of this path, not even the chart: the stages after it wait without end", early.kind))
                .related(applied.side.cluster.name.span, "this cluster is empty when its recovery begins")
                .help(format!("move `{resource}` to a path of its own, with a platform that `needs` the one with the chart"))
                .alternative(format!("add the CustomResourceDefinition of `{}` to this path: Flux applies it first", early.kind)),
            );
        }
    }
}

/// Whether another path brings the kind.
fn comes_before(cx: &LintCx<'_>, early: &Early, path: &str) -> bool {
    let mut contents = cx.inventory.contents.iter();
    contents
        .any(|(other, contents)| other != path && contents.kinds.bring(&early.group, &early.kind))
}
