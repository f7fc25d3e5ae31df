//! manifest-not-readable: a file of the repository that exists and cannot be read.

use crate::analyze::paths;
use crate::diag::{Diag, Diags, findings};
use crate::lint::walk::applied::broken;
use crate::lint::walk::subjects;
use crate::lint::{Lint, LintCx};
use crate::model::Model;
use crate::repository::tree::is_within;

pub(super) static LINT: Lint = Lint {
    finding: &findings::MANIFEST_NOT_READABLE,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for (path, why) in &cx.inventory.unreadable {
        out.push(not_readable(cx.model, path, why));
    }
    for (at, broken) in broken(cx) {
        let Some(why) = &broken.why else { continue };
        out.push(
            LINT.diag(
                at,
                format!(
                    "Flux cannot build `{}` of Kustomization `{}`: {why}",
                    broken.path, broken.name
                ),
            )
            .label("nothing of this Kustomization is applied, nor anything that waits for it")
            .because(format!(
                "line {} of `{}` names the path",
                broken.line, broken.file
            ))
            .because("the plan is not checked against what it applies")
            .help("correct the file, or the list that names it, and run `drplan check` again"),
        );
    }
}

/// A file of the repository that the plan is checked against and that cannot be read. It is reported at the
/// longest path of the plan that leads to it.
fn not_readable(model: &Model, path: &str, why: &str) -> Diag {
    let named = paths::named(model);
    let named = named
        .iter()
        .map(|path| (path.value.as_str().to_owned(), path.span));
    let clusters = model.clusters.values().map(|c| (c.path(), c.name.span));
    let place = named
        .chain(clusters)
        .filter(|(above, _)| is_within(path, above))
        .max_by_key(|(above, _)| above.len());
    let span = place.map_or(model.plan.name.span, |(_, span)| span);
    let blocks = model.namespaces.iter().filter(|block| {
        let apps = block.apps.as_ref();
        apps.is_some_and(|apps| is_within(path, apps.path.value.as_str()))
    });
    LINT.diag(span, format!("cannot read `{path}`: {why}"))
        .about(blocks.map(|block| subjects::of_block(block.id)))
        .label("the plan is checked against the manifests of this path")
        .because("it is not known what this file applies to the cluster, and a recovery may fail because of it")
        .help("correct the file, or the list that names it, and run `drplan check` again")
}
