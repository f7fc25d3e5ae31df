//! rto-not-met: a recovery that takes longer than is promised.

use crate::analyze::cost::{LARGE, SIZE};
use crate::analyze::effective::Origin;
use crate::analyze::rto::{self, Recovery};
use crate::analyze::sum::{Source, Sum};
use crate::analyze::units::Seconds;
use crate::diag::{Addend, Diag, Diags};
use crate::lint::{Lint, LintCx};
use std::collections::BTreeSet;

pub(super) static LINT: Lint = Lint {
    name: "rto-not-met",
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    if cx.facts.effective.iter().all(|member| member.rto.is_none()) {
        return;
    }
    let mut said = BTreeSet::new();
    for size in rto::sizes(cx.facts) {
        for recovery in rto::all(cx.model, cx.facts, *size) {
            if !rto::answers(cx.model, &recovery) {
                continue;
            }
            // The namespace that is back last tells it for all that share the promise.
            let mut late: Vec<(Seconds, &str, Seconds, Origin)> = cx
                .facts
                .effective
                .iter()
                .filter(|member| member.cluster.name == recovery.home.name)
                .filter_map(|member| {
                    let (rto, origin) = member.rto?;
                    let name = member.name.value.as_str();
                    let finish = recovery.back(name)?.finish;
                    (finish > rto.into()).then_some((finish, name, rto.into(), origin))
                })
                .collect();
            late.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
            for (_, name, rto, origin) in late {
                let Origin::Said(_, span) = origin else {
                    continue;
                };
                if said.insert((span, recovery.cluster.name.span)) {
                    let diag = too_late(&recovery, name, rto, span);
                    out.extend_one(diag.map(|diag| {
                        if *size == LARGE {
                            diag.because(format!("volumes that say no size are taken for {LARGE}; with {SIZE} the promise holds"))
                        } else {
                            diag
                        }
                    }));
                }
            }
        }
    }
}

fn too_late(
    recovery: &Recovery<'_>,
    namespace: &str,
    rto: Seconds,
    span: crate::source::Span,
) -> Option<Diag> {
    let path = recovery.path(namespace)?;
    let longest = path.terms.iter().max_by_key(|term| term.value)?;
    let mut diag = Diag::new(
        "rto-not-met",
        span,
        format!(
            "`{namespace}` is back on `{}` after {}, and promised after {rto}",
            recovery.cluster.name.value,
            path.total()
        ),
    )
    .label(format!(
        "the longest part is {} of {}",
        longest.value, longest.how
    ))
    .related(recovery.cluster.name.span, "the cluster that recovers it")
    .sum(path.terms.iter().map(|term| Addend {
        name: term.name,
        seconds: term.value.get(),
        source: term.source().word(),
    }));
    for term in path.terms.iter().filter(|term| term.name != "edge") {
        diag = diag.because(format!("{} {}: {}", term.name, term.value, term.how));
    }
    let edges: Vec<Seconds> = path
        .terms
        .iter()
        .filter(|term| term.name == "edge")
        .map(|term| term.value)
        .collect();
    let waits: Seconds = edges.iter().copied().sum();
    diag = diag.because(format!("and {} edges of Flux, {waits} in all", edges.len()));
    Some(diag.help(cure(recovery, &path, waits, path.total().less(rto))))
}

/// The cheapest part of the path that would make up for what is over.
fn cure(recovery: &Recovery<'_>, path: &Sum, edges: Seconds, over: Seconds) -> String {
    let cluster = recovery.cluster;
    let name = &cluster.name.value;
    let assumed = path
        .terms
        .iter()
        .filter(|term| term.source() == Source::Assumed && term.value >= over)
        .max_by_key(|term| term.value);
    if let Some(input) = assumed.and_then(|term| {
        term.inputs
            .iter()
            .find(|input| input.source == Source::Assumed)
    }) {
        return format!(
            "{over} too long: measure and write `{}`, for which {} is assumed, or promise no less than {}",
            input.what,
            input.value,
            path.total()
        );
    }
    if cluster.requeue.is_none() && edges >= over {
        return format!(
            "{over} too long: write `requeue 5s` in cluster `{name}` and give kustomize-controller the same flag"
        );
    }
    format!(
        "{over} too long: keep cluster `{name}` warm (`standby warm`), restore from a store with a faster `download`, or promise no less than {}",
        path.total()
    )
}
