//! rpo-not-met: a promise that the arithmetic does not support, or a copy that is further behind than promised.

use crate::analyze::change::{self, Change};
use crate::analyze::copies;
use crate::analyze::effective::Effective;
use crate::analyze::rpo::{self, Promise, Verdict};
use crate::analyze::schedule::Schedule;
use crate::analyze::sets::BackupSet;
use crate::analyze::sum::{self, Sum};
use crate::diag::{Addend, Diag, Diags};
use crate::lint::rules::hook_timeout_too_long;
use crate::lint::rules::shared::overloaded;
use crate::lint::{Lint, LintCx};
use crate::model::{Method, Recover};
use crate::source::Span;
use std::collections::BTreeSet;

pub(super) static LINT: Lint = Lint {
    name: "rpo-not-met",
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    // Sets that share a promise, a method and a schedule share the cause.
    let mut said: BTreeSet<(Option<Span>, Method, bool)> = BTreeSet::new();
    for set in &cx.facts.sets {
        let Some(member) = set.members.first() else {
            continue;
        };
        if set.schedule.is_none() && member.every.is_none() {
            out.extend_one(no_minute_left(set, member));
        }
        let (Some(proof), Some(schedule)) = (&set.proof, &set.schedule) else {
            continue;
        };
        lost_whole(cx, set, member, out);
        if proof.verdict != Verdict::Broken || overloaded(cx, set) {
            continue;
        }
        // What never keeps up breaks its promise too, and is told so by `cannot-keep-up`.
        let Some((promise, _)) = change::broken(cx.model, set).filter(|_| proof.keeps_up) else {
            continue;
        };
        if hook_timeout_too_long::too_long(cx, set).is_some() {
            continue;
        }
        if promise.rpo.as_seconds() >= 60
            && said.insert((promise.span, set.method, schedule.pinned.is_some()))
        {
            out.extend_one(too_late(cx, set, schedule, promise));
        }
    }
    let mut seen = BTreeSet::new();
    for member in &cx.facts.effective {
        for workload in &member.block.workloads {
            if seen.insert((workload.span, member.cluster.name.span)) {
                out.extend_one(behind(cx, member, member.recover_of(workload)));
            }
        }
    }
}

/// Windows that leave no minute in which a run may begin.
fn no_minute_left(set: &BackupSet<'_>, member: &Effective<'_>) -> Option<Diag> {
    let window = member.avoid.first()?;
    let windows: Vec<String> = member.avoid.iter().map(|w| w.value.to_string()).collect();
    Some(
        Diag::new(
            "rpo-not-met",
            window.span,
            format!("no backup of `{}` may ever begin", set.name),
        )
        .label("the windows leave no minute of the day")
        .because(format!("avoid {}", windows.join(", ")))
        .help("shorten the `avoid` windows: an hour is left out where a run would begin in one"),
    )
}

fn too_late(
    cx: &LintCx<'_>,
    set: &BackupSet<'_>,
    schedule: &Schedule,
    promise: Promise,
) -> Option<Diag> {
    let sum = sum::of_set(set, promise.scope)?;
    let place = schedule.pinned.or(promise.span)?;
    let (total, rpo, scope) = (sum.total(), promise.rpo, promise.scope.word());
    let mut diag = Diag::new(
        "rpo-not-met",
        place,
        format!(
            "`{}` may lose {total} with the {scope}, and promises {rpo}",
            set.name
        ),
    )
    .label(label(schedule, &sum))
    .because(format!("{} > {rpo}", sum.line()))
    .sum(addends(&sum));
    if let Some(span) = promise.span.filter(|span| *span != place) {
        diag = diag.related(span, "the promise");
    }
    if let Some(assumed) = sum.assumption().filter(|term| term.value.get() >= 120) {
        diag = diag.because(assumption(assumed));
    }
    let changes = change::of(cx.model, &cx.facts.sets, set);
    let (first, others) = changes.split_first()?;
    for other in others {
        diag = diag.because(format!("or: {}", then(other)));
    }
    Some(diag.help(then(first)))
}

fn label(schedule: &Schedule, sum: &Sum) -> String {
    let longest = sum.terms.iter().max_by_key(|term| term.value);
    match (schedule.pinned, longest) {
        (Some(_), _) => format!("pinned here: runs up to {} apart", schedule.gap),
        (None, Some(term)) => format!("the largest part is {} {}", term.name, term.value),
        (None, None) => String::new(),
    }
}

/// The numbers of a term that nobody declared, in the words of the language.
fn assumption(term: &sum::Term) -> String {
    let assumed: Vec<String> = term
        .inputs
        .iter()
        .filter(|input| input.source == sum::Source::Assumed)
        .map(|input| format!("{} {}", input.what, input.value))
        .collect();
    format!(
        "{} {} rests on what is assumed: {}",
        term.name,
        term.value,
        assumed.join(", ")
    )
}

fn then(change: &Change) -> String {
    match change.total {
        Some(total) => format!("{} (then {total})", change.write),
        None => change.write.clone(),
    }
}

/// A sum as data.
fn addends(sum: &Sum) -> impl Iterator<Item = Addend> {
    sum.terms.iter().map(|term| Addend {
        name: term.name,
        seconds: term.value.get(),
        source: term.source().word(),
    })
}

/// A promise for a loss that no copy outlives. The bare promise is for a loss that a recovery
/// cluster answers, and where it has nothing to recover from that is `no-copies`.
fn lost_whole(cx: &LintCx<'_>, set: &BackupSet<'_>, member: &Effective<'_>, out: &mut Diags) {
    if !set.demand.copies() {
        return;
    }
    for promise in rpo::promises(cx.model, member).iter().skip(1) {
        let left = rpo::replicate(set.store, set.cluster, promise.scope);
        if let (None, Some(span)) = (left, promise.span) {
            let region = &set.cluster.region.value;
            out.push(
                Diag::new(
                    "rpo-not-met",
                    span,
                    format!("with {region} all data of `{}` is lost", set.name),
                )
                .label("no copy outlives this loss")
                .related(
                    set.store.span,
                    "every bucket of this store, or the key to it, lies in that region",
                )
                .help("write a `replica` in another region in the store, or take the promise out"),
            );
        }
    }
}

fn behind(cx: &LintCx<'_>, member: &Effective<'_>, recover: Option<&Recover>) -> Option<Diag> {
    let lag = match recover? {
        Recover::Replication(replication) => &replication.lag,
        Recover::Operator(operator) => &operator.lag,
        Recover::Snapshot | Recover::FileBackup | Recover::Dump(_) | Recover::Rebuild => {
            return None;
        }
    };
    let promises = rpo::promises(cx.model, member);
    let late = promises.iter().find(|promise| lag.value > promise.rpo);
    if let Some((promise, span)) = late.and_then(|promise| Some((promise, promise.span?))) {
        return Some(
            Diag::new(
                "rpo-not-met",
                lag.span,
                format!(
                    "a copy that is {} behind does not keep an RPO of {}",
                    lag.value, promise.rpo
                ),
            )
            .label("as much is lost")
            .related(span, "the promise")
            .help("make the copy follow faster, or promise less"),
        );
    }
    let lost = promises.iter().skip(1).find(|promise| {
        recover.and_then(|r| copies::own_copy_survives(r, member.cluster, promise.scope))
            == Some(false)
    })?;
    let scope = lost.scope.word();
    Some(
        Diag::new(
            "rpo-not-met",
            lost.span?,
            format!(
                "all data of `{}` is lost with the {scope}",
                member.name.value.as_str()
            ),
        )
        .label(format!(
            "the copy is not said to lie outside of the {scope}"
        ))
        .related(lag.span, "the copy")
        .help("name a standby or an archive outside of it, or take the promise out"),
    )
}
