//! api-not-served: an object in Git in a version that Kubernetes or Flux of the recovery no longer serves: one failed
//! dry run keeps Flux from applying all of its path (kustomize-controller 1.9, `ssa/manager_apply.go`).

use crate::diag::{Diags, findings};
use crate::lint::walk::once::Once;
use crate::lint::walk::recovered::{Recovered, recovered};
use crate::lint::{Lint, LintCx};
use crate::model::value::Version;
use crate::repository::contents::{Contents, Retired, Server};
use crate::source::Span;

pub(super) static LINT: Lint = Lint {
    finding: &findings::API_NOT_SERVED,
    check,
};

/// So many of the others are named.
const SHOWN: usize = 3;

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let mut once = Once::new();
    for one in recovered(cx) {
        let stages = one.stages.iter();
        let stages = stages.map(|stage| (stage.path.span, stage.contents));
        let own = one.own.map(|own| (one.side.cluster.name.span, own));
        for (at, contents) in stages.chain(own) {
            of_path(cx, (at, contents), &mut once, out);
        }
        if one.is_whole() {
            by_definition(&one, out);
        }
    }
}

/// Objects of a kind whose definition on the cluster does not serve their version. What a chart brings may serve more.
fn by_definition(one: &Recovered<'_>, out: &mut Diags) {
    let mut once = Once::new();
    for stage in &one.stages {
        for ((group, kind, version), object) in &stage.contents.kinds.versions {
            let charted = one.all().any(|all| all.kinds.is_charted(group));
            let serving = one.all().filter_map(|all| all.kinds.serves(group, kind));
            let serving: Vec<_> = serving.collect();
            let served = serving.iter().any(|versions| versions.contains(version));
            let Some(first) = serving.first().filter(|_| !served && !charted) else {
                continue;
            };
            if !once.first((group, kind, version)) {
                continue;
            }
            let shown: Vec<String> = first.iter().map(|one| format!("`{one}`")).collect();
            let cluster = one.side.cluster.stated_name();
            out.push(
                LINT.diag(
                    stage.path.span,
                    format!(
                        "`{group}/{version}` of {kind} `{}` is not served by its definition on `{cluster}`",
                        object.name
                    ),
                )
                .label("Flux applies nothing of a path with an object that the API server does not know")
                .because(format!("`{}` states it, and the definition serves {}", object.file, shown.join(", ")))
                .help("let the recovery cluster have the definition of the primary, or write a version that is served"),
            );
        }
    }
}

/// The oldest version that the plan is for.
fn target(cx: &LintCx<'_>, by: Server) -> Option<Version> {
    let plan = &cx.model.plan;
    match by {
        Server::Kubernetes => Some(plan.kubernetes.as_ref()?.value.lowest()),
        Server::Flux => Some(plan.gitops.flux.version.as_ref()?.value.lowest()),
    }
}

fn of_path(
    cx: &LintCx<'_>,
    (at, contents): (Span, &Contents),
    once: &mut Once<(String, u32)>,
    out: &mut Diags,
) {
    let gone = contents.retired.iter().filter(|one| {
        let target = target(cx, one.by);
        target.is_some_and(|target| target >= one.since)
    });
    let gone: Vec<&Retired> = gone
        .filter(|one| once.first((one.file.clone(), one.line)))
        .collect();
    let Some(first) = gone.first() else {
        return;
    };
    let (by, since) = (first.by.word(), first.since);
    let mut diag = LINT
        .diag(
            at,
            format!(
                "`{}` of {} `{}` is not served since {by} {}.{}",
                first.version, first.kind, first.name, since.major, since.minor
            ),
        )
        .label("Flux applies nothing of a path with an object that the API server does not know");
    if let Some(target) = target(cx, first.by) {
        diag = diag.because(format!(
            "line {} of `{}` states it, and the plan is for {by} {}.{}",
            first.line, first.file, target.major, target.minor
        ));
    }
    for other in gone.iter().skip(1).take(SHOWN) {
        diag = diag.because(format!(
            "line {} of `{}`: {} `{}` is in `{}`",
            other.line, other.file, other.kind, other.name, other.version
        ));
    }
    if gone.len() > SHOWN + 1 {
        diag = diag.because(format!("and {} more", gone.len() - SHOWN - 1));
    }
    out.push(diag.help(match first.instead {
        Some(version) => {
            format!("write `apiVersion: {version}`, and what has changed in that version")
        }
        None => format!("remove it: {by} has nothing of the kind"),
    }));
}
