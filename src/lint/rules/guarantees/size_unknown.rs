//! size-unknown: a point or a time that cannot be verified, because the size of a volume is not declared.

use crate::analyze::backup::cost::{LARGE, SIZE};
use crate::analyze::recovery::ready::archive_not_sized;
use crate::analyze::rpo::worst_case::Verdict;
use crate::analyze::rto;
use crate::analyze::rto::late::{self, LateRecovery};
use crate::diag::{Diag, Diags, findings};
use crate::lint::walk::once::Once;
use crate::lint::walk::subjects;
use crate::lint::{Lint, LintCx};

pub(super) static LINT: Lint = Lint {
    finding: &findings::SIZE_UNKNOWN,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let mut once = Once::new();
    for set in cx.analysis.sets().iter().filter(|set| !set.second) {
        let (Some(worst_case), Some(volume)) = (&set.worst_case, set.demand.unsized_volume) else {
            continue;
        };
        let Some(rpo) = set.rpo() else {
            continue;
        };
        if worst_case.verdict != Verdict::KeptIfSmall
            || cx.analysis.overloaded(&set.cluster)
            || !once.first(volume)
        {
            continue;
        }
        out.push(
            LINT.diag(
                volume,
                format!(
                    "cannot verify the RPO of {} ({}): the size of a volume is not declared",
                    set.label(),
                    rpo
                ),
            )
            .about(subjects::not_sized(set))
            .label("the size of this is not declared")
            .because(format!(
                "with {SIZE} the promise holds, with {LARGE} it does not"
            ))
            .help("write `volume NAME { size SIZE }` with the amount of data that is stored"),
        );
    }
    for late in late::late_recoveries(cx.analysis) {
        let diag = time_not_known(cx, &late).filter(|_| late.only_if_large);
        out.extend_one(diag.filter(|diag| once.first(diag.primary.span)));
    }
}

/// A time that depends on a size.
fn time_not_known(cx: &LintCx<'_>, late: &LateRecovery<'_>) -> Option<Diag> {
    let primary = late.recovery.primary.id;
    let own = cx.analysis.set_of(late.member.id);
    let own = own.and_then(|set| set.demand.unsized_volume);
    let volume = archive_not_sized(late.member)
        .or(own)
        .or_else(|| rto::not_sized(cx.analysis, |cluster| cluster == primary))?;
    let mut usual = cx.analysis.recoveries().iter();
    let usual = usual.find(|usual| usual.cluster.id == late.recovery.cluster.id)?;
    let sets = cx.analysis.sets().iter();
    let sets = sets.filter(|set| set.cluster.id == primary);
    Some(
        LINT.diag(
            volume,
            format!(
                "cannot verify the RTO of `{}` ({}): the size of a volume is not declared",
                late.member.name.value.as_str(),
                late.promise.rto
            ),
        )
        .about(sets.flat_map(|set| subjects::not_sized(set)))
        .label("the size of this is not declared")
        .because(format!(
            "with {SIZE} it is restored on `{}` after {}, with {LARGE} after {}",
            usual.cluster.name.value,
            usual.restored(late.member.id)?,
            late.breakdown.total()
        ))
        .help("write `volume NAME { size SIZE }` with the amount of data that is stored"),
    )
}
