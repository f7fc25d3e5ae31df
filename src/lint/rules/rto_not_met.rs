//! rto-not-met: a recovery that takes longer than is promised.

use crate::analyze::cost::{LARGE, SIZE};
use crate::analyze::effective::Effective;
use crate::analyze::rto::{self, Promise, Recovery};
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
    if !rto::promised(cx.model, cx.facts) {
        return;
    }
    let mut said = BTreeSet::new();
    for size in rto::sizes(cx.facts) {
        let recoveries = rto::all(cx.model, cx.facts, *size);
        let mut late: Vec<Late<'_, '_>> = cx
            .facts
            .effective
            .iter()
            .flat_map(|member| late(cx, member, &recoveries))
            .collect();
        // The namespace that is back last tells it for all that share the promise.
        late.sort_by(|a, b| b.finish.cmp(&a.finish).then(a.namespace.cmp(b.namespace)));
        for late in late {
            if said.insert((late.promise.span, late.recovery.cluster.name.span)) {
                let diag = too_late(&late);
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

/// A namespace that is back too late.
struct Late<'r, 'a> {
    recovery: &'r Recovery<'a>,
    namespace: &'r str,
    promise: Promise,
    finish: Seconds,
}

fn late<'r, 'a>(
    cx: &LintCx<'_>,
    member: &'r Effective<'_>,
    recoveries: &'r [Recovery<'a>],
) -> Vec<Late<'r, 'a>> {
    let mut late = Vec::new();
    for promise in rto::promises(cx.model, member) {
        let mut backs: Vec<Late<'r, 'a>> = recoveries
            .iter()
            .filter(|recovery| recovery.home.name == member.cluster.name)
            .filter(|recovery| rto::answers(recovery, promise.scope))
            .filter_map(|recovery| {
                let namespace = member.name.value.as_str();
                let finish = recovery.back(namespace)?.finish;
                Some(Late {
                    recovery,
                    namespace,
                    promise,
                    finish,
                })
            })
            .collect();
        // After a smaller loss the nearest cluster takes over; the bare promise is every cluster's.
        if promise.smaller {
            backs.sort_by_key(|back| back.finish);
            backs.truncate(1);
        }
        late.extend(backs.into_iter().filter(|back| back.finish > promise.rto));
    }
    late
}

fn too_late(late: &Late<'_, '_>) -> Option<Diag> {
    let (recovery, namespace) = (late.recovery, late.namespace);
    let (rto, span) = (late.promise.rto, late.promise.span);
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
    let warm = if rto::warm(cluster) {
        String::new()
    } else {
        format!("keep cluster `{name}` warm (`standby warm`), ")
    };
    format!(
        "{over} too long: {warm}restore from a store with a faster `download`, or promise no less than {}",
        path.total()
    )
}
