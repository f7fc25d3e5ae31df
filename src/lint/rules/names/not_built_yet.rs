//! not-built-yet: statements that are part of the language and have no effect in this version.
//!
//! A statement leaves this list in the change that gives it an effect.

use crate::diag::{Diags, findings};
use crate::lint::{Lint, LintCx};
use crate::model::{Accept, Alerts, Drill, Model, Record};
use crate::source::Span;
use std::collections::BTreeMap;

pub(super) static LINT: Lint = Lint {
    finding: &findings::NOT_BUILT_YET,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    // One finding for the plan: the first statement of each kind stands for the others.
    let mut first: BTreeMap<&str, Span> = BTreeMap::new();
    for (statement, span) in statements(cx.model) {
        let known = first.entry(statement).or_insert(span);
        *known = span.min(*known);
    }
    let mut places: Vec<(Span, &str)> =
        first.into_iter().map(|(what, span)| (span, what)).collect();
    places.sort_unstable();
    let Some(((span, what), others)) = places.split_first() else {
        return;
    };
    let mut diag = LINT
        .diag(
            *span,
            match others.len() {
                0 => format!("{what} has no effect yet"),
                1 => format!("{what} and one more statement have no effect yet"),
                n => format!("{what} and {n} more statements have no effect yet"),
            },
        )
        .label("this version of drplan checks it, and writes no manifest for it");
    for (span, what) in others {
        diag = diag.related(*span, format!("{what} has no effect yet"));
    }
    out.push(diag.help(
        "you can keep it for a later version; until then, do by hand what the recovery needs",
    ));
}

/// Every statement without an effect, in any order.
fn statements(model: &Model) -> impl Iterator<Item = (&'static str, Span)> {
    let accepts = model.accepts.iter().map(|accept| {
        let Accept {
            span,
            selector: _,
            from: _,
            to: _,
            until: _,
            because: _,
            by: _,
        } = accept;
        ("`accept`", *span)
    });
    let alerts = model.alerts.iter().map(|alerts| {
        let Alerts {
            span,
            labels: _,
            runbook: _,
            severity: _,
        } = alerts;
        ("`alerts`", *span)
    });
    let prepulls = model
        .clusters
        .values()
        .filter_map(|cluster| Some(("`prepull`", cluster.prepull.first()?.span)));
    let immutable = model
        .stores
        .values()
        .filter_map(|store| Some(("`immutable`", store.immutable?)));
    let drills = model.drills.values().flat_map(|drill| of_drill(drill));
    accepts
        .chain(alerts)
        .chain(prepulls)
        .chain(immutable)
        .chain(drills)
}

/// Only the cluster of a drill and its checks are read: they become the last stage of a recovery.
fn of_drill(drill: &Drill) -> impl Iterator<Item = (&'static str, Span)> + use<> {
    let Drill {
        id: _,
        name: _,
        span: _,
        kind,
        covers,
        on: _,
        every,
        within,
        maps,
        checks: _,
        record,
    } = drill;
    let record = record.as_ref().map(|record| {
        let Record {
            span,
            webhook: _,
            metrics: _,
            bucket: _,
            configmap: _,
        } = record;
        ("`record` of a drill", *span)
    });
    let found = [
        kind.as_ref().map(|kind| ("`kind` of a drill", kind.span)),
        covers
            .first()
            .map(|tier| ("`covers` of a drill", tier.span)),
        Some(("`every` of a drill", every.span)),
        within
            .as_ref()
            .map(|within| ("`within` of a drill", within.span)),
        maps.first().map(|(map, _)| ("`map` of a drill", map.span)),
        record,
    ];
    found.into_iter().flatten()
}
