//! rpo-below-loop: an RPO below the minute in which Velero looks at its schedules.

use crate::analyze::rpo::broken::{self, Cause};
use crate::diag::{Diags, findings};
use crate::lint::{Lint, LintCx};
use crate::source::Span;

pub(super) static LINT: Lint = Lint {
    finding: &findings::RPO_BELOW_LOOP,
    check,
};

/// An RPO below this is below the loop.
const LOOP: u64 = 60;

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let stated = cx.analysis.members().iter().filter_map(|member| {
        let copies = member.set_method().copies_volumes();
        let rpo = member.rpo?;
        let span = rpo.origin.span().filter(|_| copies)?;
        Some((span, rpo.value))
    });
    // What is promised for a smaller loss only; `rpo-not-met` leaves these to this rule.
    let smaller = broken::broken_promises(cx.analysis)
        .filter(|broken| broken.cause == Cause::Sum)
        .filter_map(|broken| Some((broken.promise.span?, broken.promise.rpo)));
    let mut once: Vec<Span> = Vec::new();
    for (span, rpo) in stated.chain(smaller) {
        if rpo.as_seconds() < LOOP && !once.contains(&span) {
            once.push(span);
            out.push(
                LINT.diag(span, format!("no backup can keep an RPO of {rpo}"))
                    .label("Velero looks at its schedules once a minute")
                    .help("write `recover replication ENGINE { … }` for the workload, or an RPO of 10m or more"),
            );
        }
    }
}
