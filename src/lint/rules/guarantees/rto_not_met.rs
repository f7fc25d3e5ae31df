//! rto-not-met: a recovery that takes longer than is promised.

use crate::analyze::Analysis;
use crate::analyze::backup::cost::SIZE;
use crate::analyze::breakdown::{Term, TermKind};
use crate::analyze::quantities::Seconds;
use crate::analyze::rto::late::{self, LateRecovery, Remedy};
use crate::diag::{Addend, Diag, Diags, Subject, findings};
use crate::lint::walk::{subjects, volumes_without_size};
use crate::lint::{Lint, LintCx};
use crate::source::Span;
use std::collections::BTreeMap;

pub(super) static LINT: Lint = Lint {
    finding: &findings::RTO_NOT_MET,
    check,
};

/// What would be enough as each promise: several clusters may be late for one, and the stages are computed again for it.
type Known = BTreeMap<Span, Seconds>;

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let mut known = Known::new();
    for late in late::late_recoveries(cx.analysis) {
        // What holds with volumes of the usual size is not known, and `size-unknown` reports it.
        if !late.only_if_large {
            out.extend_one(too_late(cx.analysis, &late, &mut known));
        }
    }
}

fn too_late(analysis: &Analysis, late: &LateRecovery<'_>, known: &mut Known) -> Option<Diag> {
    let (recovery, promise, path) = (late.recovery, late.promise, &late.breakdown);
    let longest = path.terms.iter().max_by_key(|term| term.value)?;
    let mut diag = LINT
        .diag(
            promise.span,
            format!(
                "`{}` is restored on `{}` after {}; its rto is {}",
                late.member.name.value.as_str(),
                recovery.cluster.name.value,
                path.total(),
                promise.rto,
            ),
        )
        .label(format!(
            "the longest part takes {}: {}",
            longest.value, longest.how
        ))
        .about(not_sized(analysis, late))
        .related(recovery.cluster.name.span, "the cluster that recovers it")
        .sum(
            path.terms
                .iter()
                .filter(|term| term.value > Seconds::ZERO)
                .map(|term| Addend {
                    name: term.kind.name(),
                    seconds: term.value.get(),
                    source: term.origin().word(),
                }),
        );
    let shown = |term: &&Term| term.kind != TermKind::Edge && term.value > Seconds::ZERO;
    for term in path.terms.iter().filter(shown) {
        diag = diag.because(format!("{} {}: {}", term.kind.name(), term.value, term.how));
    }
    let waits: Seconds = late.edges().sum();
    diag = diag.because(format!(
        "plus {} {}: {waits}",
        late.edges().count(),
        recovery.edge.name
    ));
    let (over, other) = (late.over(), help(analysis, late, known));
    Some(match measure(analysis, late) {
        // A size that is not declared costs a line, and every other change machines or a weaker promise.
        Some(size) => diag
            .help(format!("it takes {over} too long: {size}"))
            .alternative(other),
        None => diag.help(format!("it takes {over} too long: {other}")),
    })
}

/// The size that is not declared, where volumes smaller than the assumed ones would keep the promise.
fn measure(analysis: &Analysis, late: &LateRecovery<'_>) -> Option<String> {
    let terms = late.breakdown.terms.iter().filter(|term| {
        let mut inputs = term.inputs.iter();
        inputs.any(|input| ["download", "size"].contains(&input.quantity.name()))
    });
    let restored: Seconds = terms.map(|term| term.value).sum();
    if restored < late.over() {
        return None;
    }
    let sets = analysis.sets_of(&late.recovery.primary).map(|set| &**set);
    let volumes = volumes_without_size(sets)?;
    Some(format!(
        "measure, and write `size` in {volumes} ({SIZE} is assumed)"
    ))
}

/// What the time rests on and nobody declares: everything of the primary is restored by one queue.
fn not_sized(analysis: &Analysis, late: &LateRecovery<'_>) -> Vec<Subject> {
    let sets = analysis.sets_of(&late.recovery.primary);
    sets.flat_map(|set| subjects::not_sized(set)).collect()
}

fn help(analysis: &Analysis, late: &LateRecovery<'_>, known: &mut Known) -> String {
    let total = known.entry(late.promise.span);
    let total = *total.or_insert_with(|| late.enough(analysis));
    match late.remedy(analysis) {
        Remedy::Declare(input) => format!(
            "measure and write `{}` ({} is assumed), or write `rto {total}` or more",
            input.quantity, input.value
        ),
        Remedy::ShortenEdges(cheaper) => cheaper,
        Remedy::Change {
            keep_warm,
            faster_download,
            faster_switch,
        } => {
            let mut ways = Vec::new();
            if keep_warm {
                let name = late.recovery.cluster.stated_name();
                ways.push(format!("keep cluster `{name}` warm (`standby warm`)"));
            }
            if faster_download {
                ways.push("restore from a store with a faster `download`".to_owned());
            }
            if faster_switch {
                ways.push("move traffic faster, and write the shorter `switch`".to_owned());
            }
            if ways.is_empty() {
                return format!(
                    "write `rto {total}` or more, since no single change saves that much"
                );
            }
            format!("{}, or write `rto {total}` or more", ways.join(", "))
        }
    }
}
