//! rpo-not-met: a promise that the worst case breaks, or a copy that is further behind than promised.

mod declared;
mod lost;

use crate::analyze::Analysis;
use crate::analyze::backup::schedule::Schedule;
use crate::analyze::breakdown::{self, Breakdown};
use crate::analyze::effective::Member;
use crate::analyze::origin::Origin;
use crate::analyze::rpo;
use crate::analyze::rpo::broken::{self, BrokenPromise, Cause};
use crate::analyze::rpo::remedies::Remedy;
use crate::analyze::rpo::survival;
use crate::analyze::sets::BackupSet;
use crate::diag::{Addend, Diag, Diags, findings};
use crate::lint::walk::once::Once;
use crate::lint::walk::{subjects, volumes_without_size};
use crate::lint::{Lint, LintCx};
use crate::model::{Method, Recover};
use crate::source::Span;
use declared::{elsewhere, refilled};
use lost::lost_whole;

pub(super) static LINT: Lint = Lint {
    finding: &findings::RPO_NOT_MET,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for set in cx.analysis.sets().iter().filter(|set| !set.second) {
        let Some(member) = set.members.first() else {
            continue;
        };
        if set.schedule.is_none() && member.every.is_none() {
            out.extend_one(no_minute_left(set, member));
        }
        if set.worst_case.is_some() && set.schedule.is_some() {
            lost_whole(cx, set, member, out);
        }
    }
    // Sets that share a promise, a method and a schedule share the cause. What never keeps up is
    // `cannot-keep-up`, and hooks are `hook-timeout-too-long`.
    let mut once: Once<(Option<Span>, Method, bool)> = Once::new();
    let broken = broken::broken_promises(cx.analysis);
    for broken in broken.filter(|broken| broken.cause == Cause::Sum) {
        let pinned = broken.set.schedule.as_ref().and_then(|s| s.pinned);
        let key = (broken.promise.span, broken.set.method, pinned.is_some());
        // Below the loop of Velero it is `rpo-below-loop`.
        if broken.promise.rpo.as_seconds() >= 60 && once.first(key) {
            out.extend_one(too_late(cx, &broken));
        }
    }
    let mut once = Once::new();
    for member in cx.analysis.served() {
        for (workload, recover) in member.recovers() {
            let place = workload.map_or(member.block.span, |workload| workload.span);
            if once.first((place, member.cluster.name.span)) {
                out.extend_one(behind(cx, member, recover));
            }
        }
        for workload in &member.block.workloads {
            for (_, copy) in member.elsewhere(workload) {
                if once.first((copy.rpo.span, member.cluster.name.span)) {
                    out.extend_one(elsewhere(cx, member, copy));
                }
            }
            for volume in member.refilled(workload) {
                if once.first((volume.span, member.cluster.name.span)) {
                    out.extend_one(refilled(cx, member, volume));
                }
            }
        }
    }
}

/// Windows that leave no minute in which a run may begin.
fn no_minute_left(set: &BackupSet, member: &Member) -> Option<Diag> {
    let window = member.avoid().first()?;
    let windows: Vec<String> = member.avoid().iter().map(|w| w.value.to_string()).collect();
    Some(
        LINT.diag(
            window.span,
            format!("no backup of {} can ever start", set.label()),
        )
        .label("the `avoid` windows leave no minute of the day")
        .because(format!("avoid {}", windows.join(", ")))
        .help("shorten the `avoid` windows: an hour in which a run would start inside a window is left out"),
    )
}

fn too_late(cx: &LintCx<'_>, broken: &BrokenPromise<'_>) -> Option<Diag> {
    let (set, promise, sum) = (broken.set, broken.promise, &broken.breakdown);
    let schedule = set.schedule.as_ref()?;
    let place = schedule.pinned.or(promise.span)?;
    let (total, rpo, scope) = (sum.total(), promise.rpo, promise.scope.word());
    let mut diag = LINT
        .diag(
            place,
            if set.has_objects_alone() {
                format!(
                    "the objects of {} may be {total} old when the {scope} is lost; its `objects` is {rpo}",
                    set.label()
                )
            } else {
                format!(
                    "{} may lose {total} of data when the {scope} is lost; its rpo is {rpo}",
                    set.label()
                )
            },
        )
        .label(label(schedule, sum))
        .because(format!("{} > {rpo}", sum.line()))
        .about(subjects::not_sized(set))
        .sum(addends(sum));
    if let Some(span) = promise.span.filter(|span| *span != place) {
        diag = diag.related(span, "the promise");
    }
    if let Some(assumed) = sum.assumption().filter(|term| term.value.get() >= 120) {
        diag = diag.because(assumption(assumed));
    }
    let remedies = broken.remedies(cx.analysis);
    // A size that is not declared costs a line, and every other change machines or a weaker promise.
    let mut ways: Vec<String> = measure(cx.analysis, broken).into_iter().collect();
    ways.extend(remedies.iter().map(then));
    let (first, others) = ways.split_first()?;
    for other in others {
        diag = diag.alternative(other);
    }
    Some(diag.help(first))
}

/// The size that is not declared, where a smaller volume than the assumed one would keep the promise.
fn measure(analysis: &Analysis, broken: &BrokenPromise<'_>) -> Option<String> {
    if !broken.is_kept_if_small(analysis) {
        return None;
    }
    let volumes = volumes_without_size(std::iter::once(broken.set))?;
    let assumed = broken.set.worst_case.as_ref()?.size;
    Some(format!(
        "measure, and write `size` in {volumes} ({assumed} is assumed)"
    ))
}

fn label(schedule: &Schedule, sum: &Breakdown) -> String {
    let longest = sum.terms.iter().max_by_key(|term| term.value);
    match (schedule.pinned, longest) {
        (Some(_), _) => format!("pinned here: runs up to {} apart", schedule.gap),
        (None, Some(term)) => format!("the largest part is {} {}", term.kind.name(), term.value),
        (None, None) => String::new(),
    }
}

/// The numbers of a term that are not declared, in the words of the language.
fn assumption(term: &breakdown::Term) -> String {
    let assumed: Vec<String> = term
        .inputs
        .iter()
        .filter(|input| input.origin == Origin::Assumed)
        .map(|input| format!("{} {}", input.quantity, input.value))
        .collect();
    format!(
        "{} {} is computed with assumed values: {}",
        term.kind.name(),
        term.value,
        assumed.join(", ")
    )
}

fn then(remedy: &Remedy) -> String {
    match remedy.total {
        // A weaker promise states its own total.
        Some(total)
            if !["rpo", "objects"]
                .iter()
                .any(|what| remedy.write == format!("write `{what} {total}` or more")) =>
        {
            format!("{} (then {total})", remedy.write)
        }
        Some(_) | None => remedy.write.clone(),
    }
}

/// A sum as data.
fn addends(sum: &Breakdown) -> impl Iterator<Item = Addend> {
    sum.terms.iter().map(|term| Addend {
        name: term.kind.name(),
        seconds: term.value.get(),
        source: term.origin().word(),
    })
}

fn behind(cx: &LintCx<'_>, member: &Member, recover: &Recover) -> Option<Diag> {
    let lag = match recover {
        Recover::Replication(replication) => &replication.lag,
        Recover::Operator(operator) => &operator.lag,
        Recover::Snapshot
        | Recover::FileBackup
        | Recover::Dump(_)
        | Recover::Elsewhere(_)
        | Recover::Rebuild => {
            return None;
        }
    };
    let promises = rpo::promises(cx.model, member);
    let late = promises.iter().find(|promise| lag.value > promise.rpo);
    if let Some((promise, span)) = late.and_then(|promise| Some((promise, promise.span?))) {
        return Some(
            LINT.diag(
                lag.span,
                format!(
                    "a copy that is {} behind breaks the RPO of {}",
                    lag.value, promise.rpo
                ),
            )
            .label("this much data is lost with the original")
            .related(span, "the promise")
            .help("make the copy follow faster, or promise a longer RPO"),
        );
    }
    let lost = promises.iter().skip(1).find(|promise| {
        survival::own_copy_survives(recover, &member.cluster, promise.scope) == Some(false)
    })?;
    let scope = lost.scope.word();
    Some(
        LINT.diag(
            lost.span?,
            format!(
                "the loss of the {scope} loses all data of `{}`",
                member.name.value.as_str()
            ),
        )
        .label(format!(
            "the plan does not state that the copy is outside of the {scope}"
        ))
        .related(lag.span, "the copy")
        .help("name a standby or an archive outside of it, or remove the promise"),
    )
}
