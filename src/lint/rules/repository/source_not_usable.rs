//! source-not-usable: a source of Flux that a cluster does not have, or that its controllers refuse.
//!
//! A Kustomization without its source reports "not found" and is tried again for ever. With
//! `--no-cross-namespace-refs` one of another namespace is refused (kustomize-controller 1.9,
//! `kustomization_controller.go`).

use crate::diag::{Diag, Diags, findings};
use crate::lint::walk::once::Once;
use crate::lint::{Lint, LintCx};
use crate::model::{Cluster, SourceRef};
use crate::repository::flux::FluxManifests;
use crate::source::Span;

pub(super) static LINT: Lint = Lint {
    finding: &findings::SOURCE_NOT_USABLE,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let mut once = Once::new();
    for side in cx.analysis.sides() {
        let cluster = &side.cluster;
        let Some(flux) = cx.inventory.flux.get(&cluster.id) else {
            continue;
        };
        if side.stages.is_empty() {
            continue;
        }
        let of_plan = cx.model.plan.gitops.flux.source.as_ref();
        let stated = cluster.source.as_ref().or(of_plan);
        let span = stated.map_or(cluster.name.span, |stated| stated.span);
        let source = cx.analysis.source(cluster);
        let found = refused(cx, (cluster, flux), &source, span)
            .or_else(|| unknown(cx, (cluster, flux), &source, span));
        // One statement of the plan is one finding, on however many clusters.
        out.extend_one(found.filter(|_| once.first(span)));
    }
}

fn refused(
    cx: &LintCx<'_>,
    (cluster, flux): (&Cluster, &FluxManifests),
    source: &SourceRef,
    span: Span,
) -> Option<Diag> {
    let own = cx.model.plan.gitops.flux.namespace();
    let namespace = source.namespace_beside(own)?;
    let file = flux.tenants.own_namespace.as_ref()?;
    let found = LINT
        .diag(
            span,
            format!(
                "`{}` refuses the source `{}` of namespace `{namespace}`",
                cluster.stated_name(),
                source.name
            ),
        )
        .label(format!(
            "the stages stand in `{own}`, and Flux applies none of them"
        ))
        .because(format!("`{file}` sets `--no-cross-namespace-refs`"))
        .help(format!(
            "write `flux-namespace {namespace}` in the `plan` block if Flux may act there"
        ))
        .alternative(format!(
            "declare the source in namespace `{own}` too, and write `source {}/{}`",
            source.kind.word(),
            source.name
        ));
    Some(found)
}

fn unknown(
    cx: &LintCx<'_>,
    (cluster, flux): (&Cluster, &FluxManifests),
    source: &SourceRef,
    span: Span,
) -> Option<Diag> {
    let namespace = cx.model.plan.gitops.flux.namespace();
    let mut known = flux.known_sources.keys();
    let own = flux.source.as_ref().filter(|_| flux.whole)?;
    // Where the cluster's own source is created elsewhere, this one may be too.
    let declared = flux.known_sources.get(own) == Some(&true);
    if !declared || known.any(|one| one.is(source, namespace)) {
        return None;
    }
    let own = own.words(namespace);
    let found = LINT
        .diag(
            span,
            format!(
                "nothing of `{}` declares the source `{}`",
                cluster.stated_name(),
                source.words(namespace)
            ),
        )
        .label("a stage without its source is never applied, and nothing is backed up or restored")
        .because(format!("its Kustomizations take their paths from `{own}`"))
        .help(format!("write `source {own}`"))
        .alternative("remove `source`: then the source is that of the cluster's own Kustomization");
    Some(found)
}
