//! kind-comes-late: a custom resource in one Kustomization with the chart that brings its kind: kustomize-controller applies
//! nothing before every object passes a dry run (kustomize-controller 1.9; fluxcd/pkg, ssa/manager_apply.go).

use crate::diag::{Diags, findings};
use crate::lint::walk::applied::{Applied, applied};
use crate::lint::walk::once::Once;
use crate::lint::{Lint, LintCx};
use crate::repository::contents::{Contents, Early};

pub(super) static LINT: Lint = Lint {
    finding: &findings::KIND_COMES_LATE,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let mut once = Once::new();
    for applied in applied(cx) {
        for early in &applied.contents.early {
            if cx.inventory.bootstrap.names(&early.chart) || comes_before(cx, early, &applied) {
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

/// Whether another path of the same cluster brings the kind.
fn comes_before(cx: &LintCx<'_>, early: &Early, here: &Applied<'_>) -> bool {
    let cluster = here.side.cluster.id;
    let bring = |contents: &Contents| contents.kinds.bring(&early.group, &early.kind).is_some();
    cx.inventory.own(cluster).is_some_and(bring)
        || applied(cx).any(|other| {
            let same = other.side.cluster.id == cluster && other.path.value != here.path.value;
            same && bring(other.contents)
        })
}
