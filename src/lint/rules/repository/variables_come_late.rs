//! variables-come-late: variables that `substitute-from` asks of every stage, and that one of these stages brings.

use crate::diag::{Diags, findings};
use crate::lint::walk::recovered::{Recovered, recovered};
use crate::lint::{Lint, LintCx};
use crate::model::referred_kind;
use crate::repository::contents::{Contents, Holder};

pub(super) static LINT: Lint = Lint {
    finding: &findings::VARIABLES_COME_LATE,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for one in recovered(cx) {
        of_cluster(cx, &one, out);
    }
}

/// What `substitute-from` makes every stage read, and a stage alone brings: its own stage waits for it too
/// (kustomize-controller 1.9, `internal/controller`: a source of variables that is not there is an error).
fn of_cluster(cx: &LintCx<'_>, one: &Recovered<'_>, out: &mut Diags) {
    let namespace = cx.model.plan.gitops.flux.namespace();
    for from in &one.side.cluster.substitute_from {
        let (kind, name) = &from.value;
        let holder = match referred_kind(kind) {
            "Secret" => Holder::Secret,
            _ => Holder::ConfigMap,
        };
        let key = (holder, namespace.to_owned(), name.to_string());
        let brings = |contents: &Contents| contents.given.objects.contains(&key);
        if one.own.is_some_and(brings) {
            continue;
        }
        let mut stages = one.stages.iter();
        let Some(stage) = stages.find(|stage| brings(stage.contents)) else {
            continue;
        };
        let path = &stage.path.value;
        out.push(
            LINT.diag(
                from.span,
                format!("the stage of `{path}` reads {} {namespace}/{name}, which only this stage brings", holder.kind()),
            )
            .label("every stage of this cluster reads it before it applies anything: this one waits for itself, and all others for it")
            .related(stage.path.span, "the path that brings it")
            .help("remove it: a platform with `needs`, and every application, takes the variables over as the Kustomization of the primary has them")
            .alternative(format!("commit the {} to the path of `{}`", holder.kind(), one.side.cluster.stated_name())),
        );
    }
}
